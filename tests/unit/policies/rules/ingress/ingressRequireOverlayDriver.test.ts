import { remediate } from "../../../../../policies/evaluation/evaluate";
import { networkType } from "../../../../../policies/facts/network";
import { ingressRequireOverlayDriver as policy } from "../../../../../policies/rules/ingress/ingressRequireOverlayDriver";
import type { Verdict } from "../../violations";
import { accepted, evaluate, undecided, unknownText } from "../../violations";

const network = (props: object): Verdict => evaluate(policy, networkType, "edge", { ingress: true, ...props });
const refused = (given: string): Verdict => ({
  violations: [
    `Network "edge" is the ingress and has ${given}: Docker takes nothing but an overlay for it. Write driver: "overlay".`,
  ],
});

it("accepts an overlay, and any network that is not the ingress", () => {
  expect(network({ driver: "overlay" })).toEqual(accepted);
  expect(network({ ingress: false })).toEqual(accepted);
  expect(network({ ingress: undefined, driver: "bridge" })).toEqual(accepted);
});

it.each(["bridge", "Overlay", "macvlan"])("refuses the driver %j", (driver) => {
  expect(network({ driver })).toEqual(refused(`the driver "${driver}"`));
});

it.each([undefined, null, ""])("refuses the driver %j, which stands for a bridge", (driver) => {
  expect(network({ driver })).toEqual(refused(`no driver, which stands for "bridge"`));
});

it("waits for what decides", () => {
  expect(network({ driver: unknownText })).toEqual(undecided("driver"));
  expect(network({ ingress: unknownText })).toEqual(undecided("ingress"));
  expect(network({ ingress: unknownText, driver: "overlay" })).toEqual(accepted);
});

it("sets the driver at the level remediate", () => {
  const remediated = (props: object): unknown =>
    remediate(policy, { type: networkType, name: "edge", props: { ...props } });
  expect(remediated({ ingress: true })).toEqual({ ingress: true, driver: "overlay" });
  expect(remediated({ ingress: true, driver: "overlay" })).toBeUndefined();
  expect(remediated({ ingress: true, driver: unknownText })).toBeUndefined();
  expect(remediated({ driver: "bridge" })).toBeUndefined();
});

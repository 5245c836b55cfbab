import { remediate } from "../../../../../policies/evaluation/evaluate";
import { networkType } from "../../../../../policies/facts/network";
import { ingressRequireOverlayDriver as policy } from "../../../../../policies/rules/ingress/ingressRequireOverlayDriver";
import type { Verdict } from "../../violations";
import { accepted, evaluate, undecided, unknownText } from "../../violations";

const network = (props: object): Verdict => evaluate(policy, networkType, "edge", { ingress: true, ...props });
const refused = (given: string): Verdict => ({
  violations: [
    `Network "edge" is the ingress network and has ${given}: Docker accepts only an overlay network as ingress. ` +
      'Set driver: "overlay".',
  ],
});

test("An overlay network may be the ingress network, and other networks may have any driver", () => {
  expect(network({ driver: "overlay" })).toEqual(accepted);
  expect(network({ ingress: false })).toEqual(accepted);
  expect(network({ ingress: undefined, driver: "bridge" })).toEqual(accepted);
});

test.each(["bridge", "Overlay", "macvlan"])("An ingress network with the driver %j is refused", (driver) => {
  expect(network({ driver })).toEqual(refused(`the driver "${driver}"`));
});

test.each([undefined, null, ""])(
  "An ingress network with the driver %j is refused, because the default is a bridge network",
  (driver) => {
    expect(network({ driver })).toEqual(refused(`no driver, which means "bridge"`));
  },
);

test("The rule on the driver of the ingress network cannot decide while 'driver' or 'ingress' is unknown", () => {
  expect(network({ driver: unknownText })).toEqual(undecided("driver"));
  expect(network({ ingress: unknownText })).toEqual(undecided("ingress"));
  expect(network({ ingress: unknownText, driver: "overlay" })).toEqual(accepted);
});

test("At the level remediate, the rule sets the driver of the ingress network", () => {
  const remediated = (props: object): unknown =>
    remediate(policy, { type: networkType, name: "edge", props: { ...props } });
  expect(remediated({ ingress: true })).toEqual({ ingress: true, driver: "overlay" });
  expect(remediated({ ingress: true, driver: "overlay" })).toBeUndefined();
  expect(remediated({ ingress: true, driver: unknownText })).toBeUndefined();
  expect(remediated({ driver: "bridge" })).toBeUndefined();
});

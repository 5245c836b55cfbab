import { networkType } from "../../../../../policies/facts/network";
import { ingressRequireProtection as policy } from "../../../../../policies/rules/ingress/ingressRequireProtection";
import type { Verdict } from "../../violations";
import { accepted, evaluate, undecided, unknownText } from "../../violations";

const network = (props: object, protect = false, settings: object = {}): Verdict =>
  evaluate(policy, networkType, "edge", { name: "edge-1", driver: "overlay", ingress: true, ...props }, settings, {
    protect,
  });

const refused = {
  violations: [
    `Network "edge" is the ingress and not protected: a change of anything about it removes it first, and all published ports with ` +
      `it. Set the resource option protect: true, or name it in this rule's setting "acknowledged" for a planned change.`,
  ],
};

it("accepts an ingress that is protected, and any other network", () => {
  expect(network({}, true)).toEqual(accepted);
  expect(network({ ingress: false })).toEqual(accepted);
  expect(network({ ingress: undefined })).toEqual(accepted);
});

it.each([true, "true"])("refuses a network with 'ingress' %j that is not protected", (ingress) => {
  expect(network({ ingress })).toEqual(refused);
});

it("accepts one whose change is acknowledged by name", () => {
  expect(network({}, false, { acknowledged: ["edge"] })).toEqual(accepted);
  expect(network({}, false, { acknowledged: ["edge-*"] })).toEqual(accepted);
  expect(network({}, false, { acknowledged: ["edg"] })).toEqual(refused);
});

it("waits for what decides", () => {
  expect(network({ ingress: unknownText })).toEqual(undecided("ingress"));
  expect(network({ ingress: unknownText }, true)).toEqual(accepted);
  expect(network({ name: unknownText }, false, { acknowledged: ["x"] })).toEqual(undecided("name"));
});

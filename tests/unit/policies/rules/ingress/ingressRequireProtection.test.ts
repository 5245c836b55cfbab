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
    'Network "edge" is the ingress network and is not protected: any change removes it first, and all published ' +
      `ports with it. Set the resource option protect: true, or list the network in this rule's "acknowledged" ` +
      "setting for a planned change.",
  ],
};

test("A protected ingress network passes, and so does any other network", () => {
  expect(network({}, true)).toEqual(accepted);
  expect(network({ ingress: false })).toEqual(accepted);
  expect(network({ ingress: undefined })).toEqual(accepted);
});

test.each([true, "true"])("A network with 'ingress' %j is refused if it is not protected", (ingress) => {
  expect(network({ ingress })).toEqual(refused);
});

test("An unprotected ingress network passes if the setting acknowledged names it", () => {
  expect(network({}, false, { acknowledged: ["edge"] })).toEqual(accepted);
  expect(network({}, false, { acknowledged: ["edge-*"] })).toEqual(accepted);
  expect(network({}, false, { acknowledged: ["edg"] })).toEqual(refused);
});

test("The rule on protection cannot decide while 'ingress' or the name is unknown and matters", () => {
  expect(network({ ingress: unknownText })).toEqual(undecided("ingress"));
  expect(network({ ingress: unknownText }, true)).toEqual(accepted);
  expect(network({ name: unknownText }, false, { acknowledged: ["x"] })).toEqual(undecided("name"));
});

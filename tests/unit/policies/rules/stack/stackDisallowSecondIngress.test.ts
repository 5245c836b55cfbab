import { stackDisallowSecondIngress as policy } from "../../../../../policies/rules/stack/stackDisallowSecondIngress";
import type { Judged } from "../../../../../policies/evaluation/evaluate";
import { below, idOf, judgeOf, overlay, planned, silent, undecided } from "../../stacks";
import { unknownText } from "../../violations";

const ingress = (name: string, props = {}): Judged => overlay(name, { ingress: true, ...props });

const refusal = (name: string, other: string): ReturnType<typeof judgeOf> => ({
  violations: [
    [
      name,
      `Network "${name}" is an ingress network, and so is network "${other}": a swarm has one, and refuses the second. ` +
        `Remove 'ingress' from one of them.`,
    ],
  ],
});

it("accepts one ingress beside other networks, and none", () => {
  expect(judgeOf(policy, [ingress("a"), overlay("b"), overlay("ingress")])).toEqual(silent);
  expect(judgeOf(policy, [overlay("b")])).toEqual(silent);
});

it("refuses a second one, also when neither names its driver", () => {
  expect(judgeOf(policy, [ingress("b"), ingress("a")])).toEqual(refusal("b", "a"));
  expect(judgeOf(policy, [ingress("a", { driver: undefined }), ingress("b", { driver: undefined })])).toEqual(
    refusal("b", "a"),
  );
});

it("refuses one of a component beside one of docker's own", () => {
  const component = { type: "swarm:index:IngressConfig", name: "a", props: { id: unknownText } };
  expect(
    judgeOf(policy, [...below(component, planned("a", { ingress: true })), planned("b", { ingress: true })]),
  ).toEqual(refusal("b", "a"));
});

it("counts one once that is managed and read", () => {
  expect(judgeOf(policy, [ingress("a"), ingress("b", { id: idOf("a") })])).toEqual(silent);
});

it("lets each swarm have its own", () => {
  const on = (host: string, one: Judged): Judged => ({ ...one, provider: { host } });
  expect(judgeOf(policy, [on("east", ingress("a")), on("west", ingress("b"))])).toEqual(silent);
});

it("cannot decide while it is unknown whether a second one is an ingress", () => {
  const open = overlay("b", { ingress: unknownText });
  expect(judgeOf(policy, [ingress("a"), open])).toEqual(undecided(`network "b"`, "ingress"));
  expect(judgeOf(policy, [overlay("a"), open])).toEqual(silent);
});

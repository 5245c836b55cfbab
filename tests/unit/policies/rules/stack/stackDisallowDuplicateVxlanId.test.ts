import { stackDisallowDuplicateVxlanId as policy } from "../../../../../policies/rules/stack/stackDisallowDuplicateVxlanId";
import { evaluateRule, overlay, silent } from "../../stacks";

const key = "com.docker.network.driver.overlay.vxlanid_list";
const network = (name: string, ids: string, provider = {}): ReturnType<typeof overlay> => ({
  ...overlay(name, { options: { [key]: ids } }),
  ...provider,
});

test("Two networks of a swarm must not have one VXLAN ID", () => {
  expect(evaluateRule(policy, [network("b", "70001,70000"), network("a", "70000")])).toEqual({
    violations: [
      [
        "b",
        `Networks "b" and "a" have the same VXLAN ID, 70000 (options["${key}"]): Swarm assigns no addresses on the ` +
          "second one, so its tasks never start. Use another ID, or leave the option out.",
      ],
    ],
  });
});

test("Other IDs and other swarms pass, and so does an ID twice in one network, which has a rule of its own", () => {
  expect(evaluateRule(policy, [network("a", "70000"), network("b", "70001"), overlay("c")])).toEqual(silent);
  const elsewhere = { provider: { host: "ssh://b" } };
  expect(evaluateRule(policy, [network("a", "70000"), network("b", "70000", elsewhere)])).toEqual(silent);
  expect(evaluateRule(policy, [network("a", "70000,70000")])).toEqual(silent);
});

import { networkType, overlayNetworkType } from "../../../../../policies/facts/network";
import { networkRequireValidName as policy } from "../../../../../policies/rules/network/networkRequireValidName";
import type { Verdict } from "../../violations";
import { accepted, evaluate, undecided, unknownText, urnOf } from "../../violations";

const network = (name: unknown, props: object = {}): Verdict =>
  evaluate(policy, networkType, "backend", { name, driver: "overlay", ...props });

test.each(["backend", "shop_backend-2", "a", "x".repeat(63), "bridge2", "my-host", "ingress-2", undefined])(
  "The network name %j passes",
  (name) => {
    expect(network(name)).toEqual(accepted);
  },
);

test.each(["shop.backend", "-a", "a-", "my net", "", "x".repeat(64), "netz-ä"])(
  "The network name %j is refused",
  (name) => {
    const { violations } = network(name);
    expect(violations).toHaveLength(1);
    expect(violations[0]).toMatch(/^Network "backend": 'name' .* \(at |^Network "backend": 'name' /);
  },
);

test.each([
  ["bridge", "a network that is built into every Docker Engine"],
  ["Host", "a network that is built into every Docker Engine"],
  ["none", "a network that is built into every Docker Engine"],
  ["DEFAULT", "a network that is built into every Docker Engine"],
  ["docker_gwbridge", "the bridge that connects the tasks of a node to the outside"],
  ["ingress", "the network of the routing mesh"],
  ["Ingress", "the network of the routing mesh"],
])("The network name %j is refused because Docker reserves it for %s", (name, owner) => {
  expect(network(name)).toEqual({
    violations: [`Network "backend": 'name' "${name}" is reserved for ${owner}. Use another name.`],
  });
});

test("The ingress network may have the name ingress, and a bridge network the name docker_gwbridge", () => {
  expect(network("ingress", { ingress: true })).toEqual(accepted);
  expect(network("docker_gwbridge", { driver: "bridge" })).toEqual(accepted);
  expect(network("shop.local", { driver: "bridge" })).toEqual(accepted);
});

test("The rule on network names cannot decide while the name or the driver is unknown", () => {
  expect(network(unknownText)).toEqual(undecided("name"));
  expect(network("shop.backend", { driver: unknownText })).toEqual(undecided("driver"));
});

test("The rule on network names does not need the name that a component generates", () => {
  const parent = urnOf(overlayNetworkType, "backend");
  expect(evaluate(policy, networkType, "backend", { name: unknownText, driver: "overlay" }, {}, { parent })).toEqual(
    accepted,
  );
});

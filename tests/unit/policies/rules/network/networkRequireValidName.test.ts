import { networkType, overlayNetworkType } from "../../../../../policies/facts/network";
import { networkRequireValidName as policy } from "../../../../../policies/rules/network/networkRequireValidName";
import type { Verdict } from "../../violations";
import { accepted, evaluate, undecided, unknownText, urnOf } from "../../violations";

const network = (name: unknown, props: object = {}): Verdict =>
  evaluate(policy, networkType, "backend", { name, driver: "overlay", ...props });

it.each(["backend", "shop_backend-2", "a", "x".repeat(63), "bridge2", "my-host", "ingress-2", undefined])(
  "accepts %j",
  (name) => {
    expect(network(name)).toEqual(accepted);
  },
);

it.each(["shop.backend", "-a", "a-", "my net", "", "x".repeat(64), "netz-ä"])("refuses %j", (name) => {
  const { violations } = network(name);
  expect(violations).toHaveLength(1);
  expect(violations[0]).toMatch(/^Network "backend": 'name' .* \(at |^Network "backend": 'name' /);
});

it.each([
  ["bridge", "a network that every Docker Engine has"],
  ["Host", "a network that every Docker Engine has"],
  ["none", "a network that every Docker Engine has"],
  ["DEFAULT", "a network that every Docker Engine has"],
  ["docker_gwbridge", "the bridge that leads out of each node"],
  ["ingress", "the network of the routing mesh"],
  ["Ingress", "the network of the routing mesh"],
])("refuses %j, which belongs to Docker", (name, owner) => {
  expect(network(name)).toEqual({
    violations: [`Network "backend": 'name' "${name}" belongs to ${owner}. Use another name.`],
  });
});

it("lets the ingress itself be called ingress, and docker_gwbridge be the bridge that it is", () => {
  expect(network("ingress", { ingress: true })).toEqual(accepted);
  expect(network("docker_gwbridge", { driver: "bridge" })).toEqual(accepted);
  expect(network("shop.local", { driver: "bridge" })).toEqual(accepted);
});

it("waits for the name", () => {
  expect(network(unknownText)).toEqual(undecided("name"));
  expect(network("shop.backend", { driver: unknownText })).toEqual(undecided("driver"));
});

it("does not wait for the name that a component makes", () => {
  const parent = urnOf(overlayNetworkType, "backend");
  expect(evaluate(policy, networkType, "backend", { name: unknownText, driver: "overlay" }, {}, { parent })).toEqual(
    accepted,
  );
});

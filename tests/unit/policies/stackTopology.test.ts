import type { PolicyResource } from "@pulumi/policy";
import type { EvaluatedResource } from "../../../policies/evaluation/evaluate";
import { evaluateStack, urnOf } from "../../../policies/evaluation/evaluate";
import { networkType } from "../../../policies/facts/network";
import type { StackTopology } from "../../../policies/facts/stackTopology";
import { topologyOf } from "../../../policies/facts/stackTopology";
import { stackDisallowSecondIngress } from "../../../policies/rules/stack/stackDisallowSecondIngress";
import { below, idOf, overlay, overlayComponent, planned, plannedService, service, serviceComponent } from "./stacks";
import { unknownText } from "./violations";

/** The topology of resources in the form in which Pulumi passes them to a rule. */
function readTopology(resources: readonly EvaluatedResource[]): StackTopology {
  let seen: readonly PolicyResource[] = [];
  evaluateStack({ ...stackDisallowSecondIngress, validateStack: ({ resources: all }) => void (seen = all) }, resources);
  return topologyOf(seen);
}

/**
 * The networks of each service: possible ones with a question mark, and those outside the stack in brackets.
 */
function networksOf(resources: readonly EvaluatedResource[]): Record<string, string[]> {
  const { services } = readTopology(resources);
  return Object.fromEntries(
    services.map(({ name, networks, possible, attachments, open }) => [
      name,
      [
        ...[...networks].map((network) => network.name),
        ...[...possible].map((network) => `${network.name}?`),
        ...attachments.flatMap(({ elsewhere }) => (elsewhere === undefined ? [] : [`(${elsewhere})`])),
        ...(open ? ["?"] : []),
      ],
    ]),
  );
}

const withoutId = (name: string): EvaluatedResource => overlay(name, { id: undefined });

test("A service finds its networks by id, by name, and by an id in place of a name", () => {
  const api = service("api", ["a", { name: "b" }, { name: idOf("c") }]);
  expect(networksOf([overlay("a"), overlay("b"), overlay("c"), overlay("d"), api])).toEqual({ api: ["a", "b", "c"] });
});

test("The id takes precedence over the name, unless it is empty", () => {
  const api = service("api", [
    { id: idOf("a"), name: "b" },
    { id: "", name: "c" },
  ]);
  expect(networksOf([overlay("a"), overlay("b"), overlay("c"), api])).toEqual({ api: ["a", "c"] });
});

test("A network outside the stack keeps its name", () => {
  expect(networksOf([overlay("a"), service("api", [{ name: "shared" }])])).toEqual({ api: ["(shared)"] });
});

test("Networks of a single node do not count", () => {
  expect(readTopology([overlay("a", { driver: "bridge" }), overlay("b")]).networks.map(({ name }) => name)).toEqual([
    "b",
  ]);
});

test("Resources belong to different swarms if the hosts of their providers differ", () => {
  const on = (host: string, resource: EvaluatedResource): EvaluatedResource => ({ ...resource, provider: { host } });
  const stack = [on("east", overlay("a")), on("west", service("api", [{ name: "a" }]))];
  expect(networksOf(stack)).toEqual({ api: ["(a)"] });
});

test("A network that is both managed and read counts once, by its id or its VXLAN ids", () => {
  const vxlan = { options: { "com.docker.network.driver.overlay.vxlanid_list": "4097" } };
  const names = (resources: readonly EvaluatedResource[]): string[] =>
    readTopology(resources).networks.map(({ name }) => name);
  expect(names([overlay("a"), overlay("b", { id: idOf("a") })])).toEqual(["a"]);
  const twins = (...both: readonly string[]) =>
    both.map((name) => overlay(name, { id: undefined, name: both[0], ...vxlan }));
  expect(names(twins("a", "b"))).toEqual(["a"]);
  expect(names([...twins("a"), ...twins("b")])).toEqual(["a", "b"]);
  expect(names([overlay("a"), overlay("b")])).toEqual(["a", "b"]);
});

describe("The id of a network", () => {
  const shortened = idOf("a1b2c3d4e5f6").slice(0, 12);
  const network = overlay("a1b2c3d4e5f6", { name: "front" });

  test("may be shortened", () => {
    const of = (call: string) => networksOf([network, overlay("b"), service("api", [{ id: call }])]);
    expect(of(shortened)).toEqual({ api: ["a1b2c3d4e5f6"] });
    expect(of(shortened.slice(0, 4))).toEqual({ api: ["a1b2c3d4e5f6"] });
    expect(of("a1b")).toEqual({ api: ["(a1b)"] });
    expect(of("a1b2x")).toEqual({ api: ["(a1b2x)"] });
  });

  test("is not shortened if another one starts in the same way, and a name goes first", () => {
    const twin = overlay("a1b2c3d4e5f6x", { name: "back" });
    expect(networksOf([network, twin, service("api", [{ id: shortened }])])).toEqual({ api: [`(${shortened})`] });
    const named = overlay("other", { name: "a1b2" });
    expect(networksOf([network, named, service("api", [{ name: "a1b2" }])])).toEqual({ api: ["other"] });
  });

  test("belongs to one swarm, by whatever provider a service uses it", () => {
    const provider = { host: "ssh://other" };
    const byId = { ...service("api", [{ id: idOf("a1b2c3d4e5f6") }]), provider };
    expect(networksOf([network, byId])).toEqual({ api: ["a1b2c3d4e5f6"] });
    const byName = { ...service("api", [{ name: "front" }]), provider };
    expect(networksOf([network, byName])).toEqual({ api: ["(front)"] });
  });

  test("is learned from a shortened one", () => {
    const unidentified = overlay("a1b2c3d4e5f6", { id: undefined, name: "front" });
    const from = { dependencies: { taskSpec: [urnOf(networkType, "a1b2c3d4e5f6")] } };
    const web = service("web", [{ id: idOf("a1b2c3d4e5f6") }]);
    expect(networksOf([unidentified, service("api", [{ id: shortened }], {}, from), web])).toEqual({
      api: ["a1b2c3d4e5f6"],
      web: ["a1b2c3d4e5f6"],
    });
  });
});

describe("If the provider does not report the id of a network", () => {
  test("the id of its component identifies it", () => {
    const stack = [...below(overlayComponent("a"), withoutId("a")), service("api", ["a"])];
    expect(networksOf(stack)).toEqual({ api: ["a"] });
  });

  test("the dependencies of one service identify it, also for other services", () => {
    const from = { dependencies: { taskSpec: [urnOf(networkType, "a")] } };
    const both = { dependencies: { taskSpec: [urnOf(networkType, "a"), urnOf(networkType, "b")] } };
    const stack = [
      withoutId("a"),
      withoutId("b"),
      service("api", ["a"], {}, from),
      service("web", ["a", "b"], {}, both),
      service("zoo", ["b"]),
    ];
    expect(networksOf(stack)).toEqual({ api: ["a"], web: ["a", "b"], zoo: ["b"] });
  });

  test("a long chain of services identifies one network after the other", () => {
    const chain = (length: number): EvaluatedResource[] => [
      ...Array.from({ length }, (_, i) => withoutId(`n${i}`)),
      service("s", ["n0"], {}, { dependencies: { taskSpec: [urnOf(networkType, "n0")] } }),
      ...Array.from({ length: length - 1 }, (_, i) => {
        const names = [`n${i}`, `n${i + 1}`];
        return service(
          `s${i}`,
          names,
          {},
          { dependencies: { taskSpec: names.map((name) => urnOf(networkType, name)) } },
        );
      }),
    ];
    expect(networksOf(chain(800))).toEqual({
      s: ["n0"],
      ...Object.fromEntries(Array.from({ length: 799 }, (_, i) => [`s${i}`, [`n${i}`, `n${i + 1}`]])),
    });
  });

  test("a service is on all candidates if there are as many as unresolved ids", () => {
    const both = { dependencies: { taskSpec: [urnOf(networkType, "a"), urnOf(networkType, "b")] } };
    expect(networksOf([withoutId("a"), withoutId("b"), service("web", ["a", "b"], {}, both)])).toEqual({
      web: ["a", "b"],
    });
  });
});

describe("If the parent of a resource only has the type of a component", () => {
  const made = (...names: readonly string[]) => ({
    dependencies: { taskSpec: names.map((name) => urnOf(networkType, name)) },
  });

  test("a network is not mistaken for another one whose id the parent reports", () => {
    const fake = overlayComponent("harmless", { id: idOf("secret") });
    const stack = [...below(fake, withoutId("harmless")), withoutId("secret")];
    expect(networksOf([...stack, service("api", ["secret"], {}, made("secret"))])).toEqual({ api: ["secret"] });
  });

  test("a service finds a network although the parent reports the id of another one", () => {
    const fake = overlayComponent("secret", { id: idOf("decoy") });
    const stack = [...below(fake, withoutId("secret")), withoutId("decoy")];
    expect(networksOf([...stack, service("api", ["secret"], {}, made("secret"))])).toEqual({ api: ["secret"] });
  });

  test("the id of a parent with another name does not identify the network", () => {
    const fake = overlayComponent("other", { id: idOf("decoy") });
    expect(networksOf([...below(fake, withoutId("a")), service("api", ["decoy"])])).toEqual({
      api: [`(${idOf("decoy")})`],
    });
  });

  test("the dependencies of the service count if the parent reports other networks or ids", () => {
    const from = (parent: readonly string[], ...own: readonly string[]) =>
      networksOf([
        withoutId("decoy"),
        withoutId("secret"),
        ...below(serviceComponent("api", parent), service("api", ["secret"], {}, made(...own))),
      ]);
    expect(from(["decoy"], "secret")).toEqual({ api: ["secret"] });
    expect(from(["secret"], "secret", "decoy")).toEqual({ api: ["secret"] });
  });

  test("a parent that names the id of a network as that of a decoy does not hide the network", () => {
    const parent = { ...serviceComponent("api", ["decoy"]), props: { networks: [{ id: idOf("secret") }] } };
    const secret = below(overlayComponent("secret"), withoutId("secret"));
    const child = service("api", ["secret"], {}, made("secret", "decoy"));
    expect(networksOf([withoutId("decoy"), ...secret, ...below(parent, child)])).toEqual({ api: ["secret"] });
  });
});

describe("In a preview without ids", () => {
  test("an unknown network is the one that the service depends on", () => {
    expect(networksOf([planned("a"), plannedService("api", ["a"])])).toEqual({ api: ["a"] });
  });

  test("several unknown networks are those that the service depends on", () => {
    expect(networksOf([planned("a"), planned("b"), plannedService("api", ["a", "b"])])).toEqual({ api: ["a", "b"] });
  });

  test("all dependencies are possible if the service depends on more networks than it is on", () => {
    expect(networksOf([planned("a"), planned("b"), plannedService("api", ["a", "b"], [{}])])).toEqual({
      api: ["a?", "b?"],
    });
  });

  test("a network to which the service refers by name is not a candidate for an unknown id", () => {
    const stack = [
      planned("a"),
      planned("b", { name: "b" }),
      plannedService("api", ["a", "b"], [{}, { id: "", name: "b" }]),
    ];
    expect(networksOf(stack)).toEqual({ api: ["a", "b"] });
  });

  test("the dependencies of a component's networks count, and those of its environment are possible", () => {
    const component = serviceComponent("api", ["a"]);
    const child = plannedService("api", ["a", "b"], [{}]);
    expect(networksOf([planned("a"), planned("b"), ...below(component, child)])).toEqual({ api: ["a", "b?"] });
  });

  // Pulumi's SDK for Node records the network in a component as a dependency; YAML and other languages, the component.
  test("a service that depends on the component of a network is on this network", () => {
    const inside = (component: EvaluatedResource, name: string): EvaluatedResource[] => below(component, planned(name));
    const from = (...components: readonly EvaluatedResource[]) => ({
      dependencies: { taskSpec: components.map(({ type, name }) => urnOf(type, name)) },
    });
    const on = (count: number) => Array.from({ length: count }, () => ({ id: unknownText }));
    const [a, b] = [overlayComponent("a", {}), overlayComponent("b", {})];
    const stack = [...inside(a, "a"), ...inside(b, "b")];
    expect(networksOf([...stack, service("api", on(1), {}, from(b))])).toEqual({ api: ["b"] });
    expect(networksOf([...stack, service("api", on(2), {}, from(a, b))])).toEqual({ api: ["a", "b"] });
    expect(networksOf([...stack, service("api", on(1), {}, from(a, b))])).toEqual({ api: ["a?", "b?"] });
  });

  test("a service that depends on a component with several networks may be on each of them", () => {
    const platform = { type: "shop:index:Platform", name: "platform", props: {} };
    const urn = urnOf(platform.type, platform.name);
    const stack = [platform, { ...planned("a"), parent: urn }, { ...planned("b"), parent: urn }, planned("c")];
    const api = service("api", [{ id: unknownText }], {}, { dependencies: { taskSpec: [urn] } });
    expect(networksOf([...stack, api])).toEqual({ api: ["a?", "b?"] });
  });

  test("a service without a network among its dependencies may be on any network", () => {
    const any = { type: "random:index:Any", name: "any", props: {} };
    const from = { dependencies: { taskSpec: [urnOf(any.type, any.name)] } };
    expect(networksOf([any, service("api", [{ id: unknownText }], {}, from)])).toEqual({ api: ["?"] });
  });

  test("all dependencies are possible if the whole list of networks is unknown", () => {
    const api = service(
      "api",
      [],
      { taskSpec: unknownText },
      { dependencies: { taskSpec: [urnOf(networkType, "a")] } },
    );
    expect(networksOf([planned("a"), { ...api, props: { ...api.props, taskSpec: unknownText } }])).toEqual({
      api: ["a?"],
    });
  });
});

import type { PolicyResource } from "@pulumi/policy";
import type { EvaluatedResource } from "../../../policies/evaluation/evaluate";
import { evaluateStack, urnOf } from "../../../policies/evaluation/evaluate";
import { networkType } from "../../../policies/facts/network";
import type { StackSurvey } from "../../../policies/facts/stackSurvey";
import { surveyStack } from "../../../policies/facts/stackSurvey";
import { stackDisallowSecondIngress } from "../../../policies/rules/stack/stackDisallowSecondIngress";
import { below, idOf, overlay, overlayComponent, planned, plannedService, service, serviceComponent } from "./stacks";
import { unknownText } from "./violations";

/** The survey of resources as Pulumi hands them to a rule. */
function surveyOf(resources: readonly EvaluatedResource[]): StackSurvey {
  let seen: readonly PolicyResource[] = [];
  evaluateStack({ ...stackDisallowSecondIngress, validateStack: ({ resources: all }) => void (seen = all) }, resources);
  return surveyStack(seen);
}

/** The networks of each service, with a question mark behind those that it may be on, and the names of others in brackets. */
function networksOf(resources: readonly EvaluatedResource[]): Record<string, string[]> {
  const { services } = surveyOf(resources);
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

it("finds networks by id, by name, and by an id that is given as a name", () => {
  const api = service("api", ["a", { name: "b" }, { name: idOf("c") }]);
  expect(networksOf([overlay("a"), overlay("b"), overlay("c"), overlay("d"), api])).toEqual({ api: ["a", "b", "c"] });
});

it("goes by the id where both are given, and ignores an empty one", () => {
  const api = service("api", [
    { id: idOf("a"), name: "b" },
    { id: "", name: "c" },
  ]);
  expect(networksOf([overlay("a"), overlay("b"), overlay("c"), api])).toEqual({ api: ["a", "c"] });
});

it("keeps the name of a network that is not of the stack", () => {
  expect(networksOf([overlay("a"), service("api", [{ name: "shared" }])])).toEqual({ api: ["(shared)"] });
});

it("leaves out networks of one node", () => {
  expect(surveyOf([overlay("a", { driver: "bridge" }), overlay("b")]).networks.map(({ name }) => name)).toEqual(["b"]);
});

it("tells swarms apart by the host of their providers", () => {
  const on = (host: string, resource: EvaluatedResource): EvaluatedResource => ({ ...resource, provider: { host } });
  const stack = [on("east", overlay("a")), on("west", service("api", [{ name: "a" }]))];
  expect(networksOf(stack)).toEqual({ api: ["(a)"] });
});

it("counts a network once that is managed and read, by its id or its VXLAN ids", () => {
  const vxlan = { options: { "com.docker.network.driver.overlay.vxlanid_list": "4097" } };
  const names = (resources: readonly EvaluatedResource[]): string[] =>
    surveyOf(resources).networks.map(({ name }) => name);
  expect(names([overlay("a"), overlay("b", { id: idOf("a") })])).toEqual(["a"]);
  const twins = (...both: readonly string[]) =>
    both.map((name) => overlay(name, { id: undefined, name: both[0], ...vxlan }));
  expect(names(twins("a", "b"))).toEqual(["a"]);
  expect(names([...twins("a"), ...twins("b")])).toEqual(["a", "b"]);
  expect(names([overlay("a"), overlay("b")])).toEqual(["a", "b"]);
});

describe("on a provider that reports no id of a network", () => {
  it("takes the id of the component around it", () => {
    const stack = [...below(overlayComponent("a"), withoutId("a")), service("api", ["a"])];
    expect(networksOf(stack)).toEqual({ api: ["a"] });
  });

  it("finds out what an id is by what the service was made from, and uses it for the others", () => {
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

  it("finds out a long chain of ids, each by the one before", () => {
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

  it("knows at least the set of networks when it cannot tell which is which", () => {
    const both = { dependencies: { taskSpec: [urnOf(networkType, "a"), urnOf(networkType, "b")] } };
    expect(networksOf([withoutId("a"), withoutId("b"), service("web", ["a", "b"], {}, both)])).toEqual({
      web: ["a", "b"],
    });
  });
});

describe("with a parent that only pretends to be a component", () => {
  const made = (...names: readonly string[]) => ({
    dependencies: { taskSpec: names.map((name) => urnOf(networkType, name)) },
  });

  it("does not take a network for another one whose id the parent tells", () => {
    const fake = overlayComponent("harmless", { id: idOf("secret") });
    const stack = [...below(fake, withoutId("harmless")), withoutId("secret")];
    expect(networksOf([...stack, service("api", ["secret"], {}, made("secret"))])).toEqual({ api: ["secret"] });
  });

  it("finds a network although its parent tells the id of another one", () => {
    const fake = overlayComponent("secret", { id: idOf("decoy") });
    const stack = [...below(fake, withoutId("secret")), withoutId("decoy")];
    expect(networksOf([...stack, service("api", ["secret"], {}, made("secret"))])).toEqual({ api: ["secret"] });
  });

  it("takes no id from the parent of a network with another name", () => {
    const fake = overlayComponent("other", { id: idOf("decoy") });
    expect(networksOf([...below(fake, withoutId("a")), service("api", ["decoy"])])).toEqual({
      api: [`(${idOf("decoy")})`],
    });
  });

  it("goes by the service itself where the parent tells other networks, or other ids", () => {
    const from = (parent: readonly string[], ...own: readonly string[]) =>
      networksOf([
        withoutId("decoy"),
        withoutId("secret"),
        ...below(serviceComponent("api", parent), service("api", ["secret"], {}, made(...own))),
      ]);
    expect(from(["decoy"], "secret")).toEqual({ api: ["secret"] });
    expect(from(["secret"], "secret", "decoy")).toEqual({ api: ["secret"] });
  });
});

describe("in a preview that has no ids yet", () => {
  it("takes one unknown network for the one that the service was made from", () => {
    expect(networksOf([planned("a"), plannedService("api", ["a"])])).toEqual({ api: ["a"] });
  });

  it("takes several for all that it was made from", () => {
    expect(networksOf([planned("a"), planned("b"), plannedService("api", ["a", "b"])])).toEqual({ api: ["a", "b"] });
  });

  it("does not guess when the service was made from more networks than it is on", () => {
    expect(networksOf([planned("a"), planned("b"), plannedService("api", ["a", "b"], [{}])])).toEqual({
      api: ["a?", "b?"],
    });
  });

  it("leaves a network out of the guess that the service names otherwise", () => {
    const stack = [
      planned("a"),
      planned("b", { name: "b" }),
      plannedService("api", ["a", "b"], [{}, { id: "", name: "b" }]),
    ];
    expect(networksOf(stack)).toEqual({ api: ["a", "b"] });
  });

  it("goes by what a component's networks were made from, and not by its environment", () => {
    const component = serviceComponent("api", ["a"]);
    const child = plannedService("api", ["a", "b"], [{}]);
    expect(networksOf([planned("a"), planned("b"), ...below(component, child)])).toEqual({ api: ["a"] });
  });

  it("says that a service is on something when it was made from no network", () => {
    const any = { type: "random:index:Any", name: "any", props: {} };
    const from = { dependencies: { taskSpec: [urnOf(any.type, any.name)] } };
    expect(networksOf([any, service("api", [{ id: unknownText }], {}, from)])).toEqual({ api: ["?"] });
  });

  it("takes networks for possible when the whole list is unknown", () => {
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

it("says the same in whatever order it is shown the resources", () => {
  const stack = [overlay("b"), overlay("a"), service("web", ["a"]), service("api", ["b"])];
  expect(Object.keys(networksOf(stack))).toEqual(["api", "web"]);
  expect(networksOf([...stack].reverse())).toEqual(networksOf(stack));
});

import { stackDisallowAttachingIngress as policy } from "../../../../../policies/rules/stack/stackDisallowAttachingIngress";
import {
  idOf,
  evaluateRule,
  overlay,
  planned,
  plannedService,
  port,
  publish,
  service,
  silent,
  undecided,
} from "../../stacks";
import { unknownText } from "../../violations";

const edge = overlay("edge", { ingress: true });

const refusal = (which: string): ReturnType<typeof evaluateRule> => ({
  violations: [
    [
      "web",
      `Service "web" is attached to "${which}", the ingress network of the swarm; Swarm refuses this. ` +
        "Remove that network from the service, and publish a port through the ingress.",
    ],
  ],
});

test("The rule accepts a service that publishes through the ingress and is on another network", () => {
  expect(evaluateRule(policy, [edge, overlay("a"), service("web", ["a"], publish(port(80)))])).toEqual(silent);
});

test.each([
  ["its id", { id: idOf("edge") }],
  ["its name", { name: "edge" }],
  ["an id given as a name", { name: idOf("edge") }],
])("The rule refuses a service that names the ingress by %s", (_, reference) => {
  expect(evaluateRule(policy, [edge, overlay("a"), service("web", ["a", reference])])).toEqual(refusal("edge"));
});

test("The rule refuses the ingress even if it does not set its driver", () => {
  const bare = overlay("edge", { ingress: true, driver: undefined });
  expect(evaluateRule(policy, [bare, service("web", ["edge"])])).toEqual(refusal("edge"));
});

test.each(["ingress", "Ingress"])("The rule refuses the default ingress by its name %j", (name) => {
  expect(evaluateRule(policy, [service("web", [{ name }])])).toEqual(refusal(name));
  expect(evaluateRule(policy, [service("web", [{ id: name }])])).toEqual(refusal(name));
});

test("The rule accepts networks with similar names", () => {
  expect(evaluateRule(policy, [service("web", [{ name: "ingress2" }, { name: "my-ingress" }])])).toEqual(silent);
  expect(evaluateRule(policy, [overlay("ingress"), service("web", ["ingress"])])).toEqual(silent);
});

describe("The rule, in a preview without IDs", () => {
  const later = planned("edge", { ingress: true });

  it("refuses a service with one network that depends on the ingress", () => {
    expect(evaluateRule(policy, [later, plannedService("web", ["edge"])])).toEqual(refusal("edge"));
    expect(evaluateRule(policy, [later, planned("a"), plannedService("web", ["a", "edge"])])).toEqual(refusal("edge"));
  });

  it("cannot decide if the service may depend on the ingress for another reason", () => {
    const web = plannedService("web", ["a", "edge"], [{}]);
    expect(evaluateRule(policy, [later, planned("a"), web])).toEqual(
      undecided(`service "web"`, "taskSpec.networksAdvanceds[0].id"),
    );
  });

  it("accepts a service that depends on other networks", () => {
    expect(evaluateRule(policy, [later, planned("a"), planned("b"), plannedService("web", ["a", "b"], [{}])])).toEqual(
      silent,
    );
    expect(evaluateRule(policy, [later, service("web", [{ id: unknownText }])])).toEqual(silent);
  });
});

import fc from "fast-check";
import { stackDisallowDuplicatePublishedPort as policy } from "../../../../../policies/rules/stack/stackDisallowDuplicatePublishedPort";
import type { EvaluatedResource } from "../../../../../policies/evaluation/evaluate";
import { urnOf } from "../../../../../policies/evaluation/evaluate";
import { networkType } from "../../../../../policies/facts/network";
import { evaluateRule, planned, port, publish, service, silent, undecided } from "../../stacks";
import { unknownText } from "../../violations";

const web = (name: string, ...ports: Readonly<Record<string, unknown>>[]): EvaluatedResource =>
  service(name, [], publish(...ports));
const host = { publishMode: "host" };
const fix = "Publish another port, or remove 'publishedPort' to let Swarm choose one.";

const clash = (
  [name, what, mode, index = 0]: readonly [string, string, string, number?],
  [other, otherWhat, otherMode]: readonly [string, string, string],
): ReturnType<typeof evaluateRule> => ({
  violations: [
    [
      name,
      `Service "${name}" publishes port ${what} in ${mode} mode (endpointSpec.ports[${index}]), and service ` +
        `"${other}" publishes port ${otherWhat} in ${otherMode} mode: a port in ingress mode is taken on every ` +
        `node, so Swarm refuses the second service. ${fix}`,
    ],
  ],
});

const twice = (what: string): ReturnType<typeof evaluateRule> => ({
  violations: [
    [
      "a",
      `Service "a" publishes port ${what} twice, in endpointSpec.ports[0] and [1]; Swarm refuses this in any mode. ` +
        fix,
    ],
  ],
});

test("The rule accepts services with different ports", () => {
  expect(evaluateRule(policy, [web("a", port(8080)), web("b", port(8081), port(8082, host)), web("c")])).toEqual(
    silent,
  );
});

test("The rule refuses the second service that publishes a port in ingress mode", () => {
  expect(evaluateRule(policy, [web("b", port(8080)), web("a", port(8080))])).toEqual(
    clash(["b", "8080/tcp", "ingress"], ["a", "8080/tcp", "ingress"]),
  );
});

test("The rule refuses a port in ingress mode that another service has in host mode, in either order", () => {
  expect(evaluateRule(policy, [web("a", port(8080)), web("b", port(8080, host))])).toEqual(
    clash(["b", "8080/tcp", "host"], ["a", "8080/tcp", "ingress"]),
  );
  expect(evaluateRule(policy, [web("a", port(8080, host)), web("b", port(8080))])).toEqual(
    clash(["b", "8080/tcp", "ingress"], ["a", "8080/tcp", "host"]),
  );
});

test("The rule accepts two services with the same port in host mode, which Swarm never places on one node", () => {
  expect(evaluateRule(policy, [web("a", port(8080, host)), web("b", port(8080, host))])).toEqual(silent);
});

test("The rule refuses a service that publishes a port twice, in any mode", () => {
  expect(evaluateRule(policy, [web("a", port(8080), port(8080, host))])).toEqual(twice("8080/tcp"));
  expect(evaluateRule(policy, [web("a", port(8080, host), port(8080, host))])).toEqual(twice("8080/tcp"));
});

test("The rule accepts the same port of different protocols", () => {
  expect(evaluateRule(policy, [web("a", port(53)), web("b", port(53, { protocol: "udp" }))])).toEqual(silent);
  expect(
    evaluateRule(policy, [web("a", port(53, { protocol: "UDP" })), web("b", port(53, { protocol: "udp" }))]),
  ).toEqual(clash(["b", "53/udp", "ingress"], ["a", "53/udp", "ingress"]));
});

test("The rule treats an unknown protocol as tcp and an unknown mode as ingress, like Docker", () => {
  expect(
    evaluateRule(policy, [web("a", port(80, { protocol: "http" })), web("b", port(80, { publishMode: "vip" }))]),
  ).toEqual(clash(["b", "80/tcp", "ingress"], ["a", "80/tcp", "ingress"]));
});

test.each([
  ["8080", "8080"],
  [" 8080 ", "8080"],
  ["8000-8100", "8000-8100"],
])("The rule recognizes the port %j", (value, shown) => {
  const [second, first] = shown === "8080" ? ["8080/tcp", "8080/tcp"] : ["8080/tcp", `${shown}/tcp`];
  expect(evaluateRule(policy, [web("a", port(value)), web("b", port(8080))])).toEqual(
    clash(["b", second, "ingress"], ["a", first, "ingress"]),
  );
});

test("The rule accepts adjacent ranges", () => {
  expect(
    evaluateRule(policy, [web("a", port("8000-8079")), web("b", port(8080)), web("c", port("8081-8090"))]),
  ).toEqual(silent);
});

test("The rule refuses a port in host mode inside a range that extends past other ports", () => {
  expect(evaluateRule(policy, [web("a", port("8000-8100")), web("b", port(8200)), web("c", port(8050, host))])).toEqual(
    clash(["c", "8050/tcp", "host"], ["a", "8000-8100/tcp", "ingress"]),
  );
});

test("The rule accepts ports that Swarm chooses", () => {
  expect(evaluateRule(policy, [web("a", port(0), port(undefined)), web("b", port(0))])).toEqual(silent);
});

test("The rule accepts the same port in two swarms", () => {
  const on = (at: string, one: EvaluatedResource): EvaluatedResource => ({ ...one, provider: { host: at } });
  expect(evaluateRule(policy, [on("east", web("a", port(80))), on("west", web("b", port(80)))])).toEqual(silent);
  expect(
    evaluateRule(policy, [on("east", web("a", port(80))), on("east", web("b", port(80)))]).violations,
  ).toHaveLength(1);
});

describe("The rule, in a preview with unknown values", () => {
  it("reports what is certain, and names the service that it could not check", () => {
    const { violations, undecided: open } = evaluateRule(policy, [
      web("a", port(80)),
      web("b", port(80)),
      web("c", port(unknownText)),
    ]);
    expect(violations).toHaveLength(1);
    expect(open).toBe(undecided(`service "c"`, "endpointSpec.ports[0].publishedPort").undecided);
  });

  it("cannot decide if the ports, the protocol or the mode is unknown", () => {
    const open = (props: Readonly<Record<string, unknown>>): ReturnType<typeof evaluateRule> =>
      evaluateRule(policy, [web("a", port(80)), service("b", [], props)]);
    expect(open({ endpointSpec: unknownText })).toEqual(undecided(`service "b"`, "endpointSpec"));
    expect(open({ endpointSpec: { ports: unknownText } })).toEqual(undecided(`service "b"`, "endpointSpec.ports"));
    expect(open(publish(port(81, { protocol: unknownText })))).toEqual(
      undecided(`service "b"`, "endpointSpec.ports[0].protocol"),
    );
    expect(open(publish(port(81, host), port(82, { publishMode: unknownText })))).toEqual(
      undecided(`service "b"`, "endpointSpec.ports[1].publishMode"),
    );
  });

  it("treats an unknown mode as ingress if it depends on the ingress, as publish() makes it", () => {
    const through = { dependencies: { endpointSpec: [urnOf(networkType, "edge")] } };
    const edge = planned("edge", { ingress: true });
    const open = publish(port(80, { publishMode: unknownText }));
    expect(evaluateRule(policy, [edge, service("a", [], open, through), service("b", [], open, through)])).toEqual(
      clash(["b", "80/tcp", "ingress"], ["a", "80/tcp", "ingress"]),
    );
  });

  it("accepts a single service, whatever is unknown about it", () => {
    expect(evaluateRule(policy, [web("a", port(unknownText))])).toEqual(silent);
  });
});

test("The rule reports a violation if and only if Swarm would refuse a service, in any order", () => {
  const one = fc.record({
    publishedPort: fc.integer({ min: 1, max: 8 }),
    publishMode: fc.constantFrom("ingress", "host"),
    protocol: fc.constantFrom("tcp", "udp"),
  });
  fc.assert(
    fc.property(fc.array(fc.array(one, { maxLength: 2 }), { maxLength: 6 }), (lists) => {
      const stack = lists.map((ports, i) => service(`s${i}`, [], publish(...ports)));
      const all = lists.flatMap((ports, i) => ports.map((entry) => ({ ...entry, i })));
      const refused = all.some((a, x) =>
        all.some(
          (b, y) =>
            x < y &&
            a.publishedPort === b.publishedPort &&
            a.protocol === b.protocol &&
            (a.i === b.i || a.publishMode === "ingress" || b.publishMode === "ingress"),
        ),
      );
      const said = evaluateRule(policy, stack);
      expect(said.violations.length > 0).toBe(refused);
      expect(evaluateRule(policy, [...stack].reverse())).toEqual(said);
    }),
  );
});

test("The rule accepts many services that publish the same wide range in host mode", () => {
  const stack = Array.from({ length: 1600 }, (_, i) => web(`s${i}`, port("1-60000", host)));
  expect(evaluateRule(policy, stack).violations).toEqual([]);
});

test("The rule compares services with the first one by URN, in any order of the resources", () => {
  const [a, b, c] = ["a", "b", "c"].map((name) => web(name, port(8080)));
  const found = ["b", "c"].flatMap(
    (name) => clash([name, "8080/tcp", "ingress"], ["a", "8080/tcp", "ingress"]).violations,
  );
  for (const stack of [
    [a, b, c],
    [c, b, a],
    [b, c, a],
  ]) {
    expect(
      evaluateRule(
        policy,
        stack.filter((one) => one !== undefined),
      ),
    ).toEqual({ violations: found });
  }
});

test("The rule remembers the widest range that a service has published so far", () => {
  const stack = [web("a", port("8000-8100")), web("b", port("8010-8020")), web("c", port(8050))];
  expect(evaluateRule(policy, stack).violations).toEqual([
    ...clash(["b", "8010-8020/tcp", "ingress"], ["a", "8000-8100/tcp", "ingress"]).violations,
    ...clash(["c", "8050/tcp", "ingress"], ["a", "8000-8100/tcp", "ingress"]).violations,
  ]);
});

import fc from "fast-check";
import type { EvaluatedResource, Verdict } from "../../../policies/evaluation/evaluate";
import { evaluateStack, resourcesOfExample, urnOf } from "../../../policies/evaluation/evaluate";
import { networkType } from "../../../policies/facts/network";
import { nodeType } from "../../../policies/facts/node";
import { policies } from "../../../policies/pack";
import type { StackPolicy } from "../../../policies/rule/policy";
import { cleanStack } from "./cleanStacks";
import { plants } from "./plants";
import { idOf } from "./stacks";
import { unknownText } from "./violations";

// Pulumi lists the resources of a stack, and the resources that a property depends on, in another order in each run.
const rules = policies.filter((policy): policy is StackPolicy => "validateStack" in policy);

/** The verdict of each rule. Each service more than one on a network is one too many. */
function verdictsOf(stack: readonly EvaluatedResource[]): Record<string, Verdict> {
  return Object.fromEntries(
    rules.map((rule) => [rule.name, evaluateStack(rule, stack, "maximum" in rule.settings ? { maximum: 1 } : {})]),
  );
}

/** The same stack as Pulumi may list it in another run. */
function shuffled(stack: readonly EvaluatedResource[]): fc.Arbitrary<readonly EvaluatedResource[]> {
  return fc.tuple(permuted(stack), fc.boolean()).map(([resources, isReversed]) =>
    resources.map(({ dependencies = {}, ...resource }) => ({
      ...resource,
      dependencies: Object.fromEntries(
        Object.entries(dependencies).map(([property, urns]) => [property, isReversed ? [...urns].reverse() : urns]),
      ),
    })),
  );
}

function permuted<T>(list: readonly T[]): fc.Arbitrary<T[]> {
  return fc.shuffledSubarray([...list], { minLength: list.length });
}

function expectSame(stacks: fc.Arbitrary<readonly EvaluatedResource[]>, numRuns: number): void {
  fc.assert(
    fc.property(
      stacks.chain((stack) => shuffled(stack).map((other) => [stack, other] as const)),
      ([stack, other]) => {
        expect(verdictsOf(other)).toEqual(verdictsOf(stack));
      },
    ),
    { numRuns },
  );
}

test("No rule depends on the order of the resources in a stack with a planted fault", () => {
  const planted = fc.tuple(fc.constantFrom(...plants), cleanStack);
  expectSame(
    planted.map(([{ plant }, stack]) => plant(stack).items.map(({ output }) => output)),
    40,
  );
});

test.each(rules)("$name does not depend on the order of the resources in its examples", ({ docs }) => {
  for (const example of [docs.bad, docs.good]) expectSame(fc.constant(resourcesOfExample(example)), 2);
});

/** Names, addresses and ports of which there are so few that most stacks have several faults of a kind. */
const few = {
  subnet: fc.constantFrom("10.20.0.0/16", "10.20.1.0/24", "10.20.1.0/28", "10.20.2.0/24", "10.0.0.0/24"),
  name: fc.constantFrom("web", "Web", "api"),
  port: fc.constantFrom(8080, "8000-8100", 8090, 9000),
  constraint: fc.constantFrom("node.role == worker", "node.labels.disk == ssd"),
  host: fc.constantFrom(undefined, "tcp://m1:2376", "tcp://m2:2376"),
};

const network = fc.record({
  driver: fc.constantFrom("overlay", "overlay", "overlay", "bridge"),
  name: fc.oneof(few.name, fc.constantFrom("docker_gwbridge", unknownText)),
  ingress: fc.constantFrom(true, false, false, false),
  internal: fc.boolean(),
  labels: fc.constantFrom([], [{ label: "swarm.network.sensitive", value: "true" }]),
  options: fc.record(
    {
      encrypted: fc.constant(""),
      "com.docker.network.driver.mtu": fc.constantFrom("1400", "1450", "9000"),
      "com.docker.network.driver.overlay.vxlanid_list": fc.constantFrom("70000", "70000,70001"),
    },
    { requiredKeys: [] },
  ),
  ipamConfigs: fc.array(
    few.subnet.map((subnet) => ({ subnet })),
    { maxLength: 2 },
  ),
  isIdKnown: fc.boolean(),
});

const service = fc.record({
  name: few.name,
  on: fc.array(fc.nat(3), { maxLength: 3 }),
  areIdsKnown: fc.boolean(),
  aliases: fc.array(fc.constantFrom("db", "DB", "web"), { maxLength: 2 }),
  constraints: fc.array(few.constraint, { maxLength: 2 }),
  image: fc.constantFrom("registry.example.com/shop/web:1.4", "mcr.microsoft.com/windows/nanoserver:ltsc2022"),
  mode: fc.constantFrom({ global: true }, { replicated: { replicas: 40 } }),
  ports: fc.array(
    fc.record({
      targetPort: fc.constant(8080),
      publishedPort: few.port,
      publishMode: fc.constantFrom("ingress", "host", unknownText),
    }),
    { maxLength: 2 },
  ),
});

const node = fc.record({
  role: fc.constant("manager"),
  advertiseAddress: fc.constantFrom("10.20.1.7", "10.20.2.7"),
  defaultAddressPools: fc.subarray(["10.20.0.0/16", "10.0.0.0/8"]),
  remoteAddresses: fc.constantFrom([], ["10.20.1.7"]),
});

/** Stacks in which each rule about the stack finds several faults, and cannot decide about others. */
const crowdedStack: fc.Arbitrary<EvaluatedResource[]> = fc
  .record({
    networks: fc.array(fc.tuple(network, few.host), { minLength: 2, maxLength: 6 }),
    services: fc.array(fc.tuple(service, few.host), { minLength: 2, maxLength: 6 }),
    nodes: fc.array(node, { maxLength: 3 }),
  })
  .map(({ networks, services, nodes }) => [
    ...networks.map(([{ isIdKnown, ...props }, host], i) => ({
      type: networkType,
      name: `n${i}`,
      props: { ...props, id: isIdKnown ? idOf(`n${i}`) : unknownText },
      provider: { host },
    })),
    ...services.map(([{ name, on, areIdsKnown, aliases, constraints, image, mode, ports }, host], i) => ({
      type: "docker:index/service:Service",
      name: `s${i}`,
      props: {
        name,
        mode,
        taskSpec: {
          containerSpec: { image },
          networksAdvanceds: [...new Set(on)].map((n) => ({ id: areIdsKnown ? idOf(`n${n}`) : unknownText, aliases })),
          placement: { constraints },
        },
        endpointSpec: { ports },
      },
      provider: { host },
      dependencies: {
        taskSpec: on.filter((n) => n < networks.length).map((n) => urnOf(networkType, `n${n}`)),
        endpointSpec: ports.length === 1 ? [urnOf(networkType, "n0")] : [],
      },
    })),
    ...nodes.map((props, i) => ({ type: nodeType, name: `node${i}`, props })),
  ]);

test("No rule depends on the order of the resources in a stack with many faults", () => {
  expectSame(crowdedStack, 40);
});

test("The stacks with many faults have faults of almost every rule", () => {
  const found = new Set<string>();
  for (const stack of fc.sample(crowdedStack, { numRuns: 60, seed: 1 }))
    for (const [rule, { violations }] of Object.entries(verdictsOf(stack))) if (violations.length > 0) found.add(rule);
  // Needs a component, which only its own planted fault has.
  expect(rules.map(({ name }) => name).filter((name) => !found.has(name))).toEqual([
    "swarm-stack-disallow-weakened-component",
  ]);
});

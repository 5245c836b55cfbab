import fc from "fast-check";
import type { EvaluatedResource, Verdict } from "../../../policies/evaluation/evaluate";
import { evaluateResource, evaluateStack, resourcesOfExample } from "../../../policies/evaluation/evaluate";
import { policies } from "../../../policies/pack";
import type { ResourcePolicy, StackPolicy } from "../../../policies/rule/policy";
import { unknownText, urnOf } from "./violations";

type Rule = ResourcePolicy | StackPolicy;

const rules = policies.map((policy): [string, Rule] => [policy.name, policy]);
const resourceRules = policies
  .filter((policy): policy is ResourcePolicy => "types" in policy)
  .map((policy): [string, ResourcePolicy] => [policy.name, policy]);

/**
 * Values that an unknown property may turn out to have, including none. Depending on the property, they create a
 * violation or remove one.
 */
const candidates: readonly unknown[] = [
  undefined,
  "",
  true,
  false,
  "overlay",
  "bridge",
  "host",
  "dnsrr",
  "rollback",
  "innocent",
  "10.200.0.0/24",
  "10.200.0.1",
  1,
  8443,
  100,
  [],
  {},
  ["innocent"],
  { encrypted: "" },
  [{ label: "swarm.network.sensitive", value: "true" }],
  [{ label: "innocent", value: "innocent" }],
  [{ subnet: "10.200.0.0/24", gateway: "10.200.0.1" }],
  { failureAction: "rollback", monitor: "10s" },
  { replicated: { replicas: 1 } },
  { mode: "dnsrr", ports: [{ targetPort: 8443, publishedPort: 8443, publishMode: "host" }] },
];

/**
 * The paths to every part of a value. Leaves out ids: an unknown id belongs to a resource of the program, and rules may
 * rely on that. Each rule has its own tests about unknown ids.
 */
function pathsIn(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, entry]) =>
    key === "id" ? [] : [[...path, key], ...pathsIn(entry, [...path, key])],
  );
}

function replaced(value: unknown, [key, ...rest]: readonly string[], by: unknown): unknown {
  if (key === undefined) return by;
  const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) }) as Record<string, unknown>;
  copy[key] = replaced(copy[key], rest, by);
  return copy;
}

/** A stack in which one property of one resource is unknown, and the stacks that it may become. */
interface Case {
  readonly at: string;
  readonly unknown: readonly EvaluatedResource[];
  readonly known: readonly (() => readonly EvaluatedResource[])[];
}

/** Maps whose values are strings. A program can leave out a key of them, but not the value of a key. */
const maps = ["options", "auxAddress"];

/** The values that the property at a path may have. An entry of a list is never absent or empty. */
function candidatesFor(path: readonly string[]): readonly unknown[] {
  if (/^\d+$/.test(path.at(-1) ?? "")) return candidates.filter((one) => one !== undefined && one !== "");
  return maps.includes(path.at(-2) ?? "") ? candidates.filter((one) => one !== undefined) : candidates;
}

/** The name of a new docker.Volume is unknown in every preview, so this rule evaluates such a mount in the update. */
const silentPaths = ["swarm-service-disallow-local-volume-on-several-nodes db.taskSpec.containerSpec.mounts.0.source"];

function casesOf(stack: readonly EvaluatedResource[]): Case[] {
  /** The resource that unknown values depend on. */
  const elsewhere: EvaluatedResource = { type: "random:index:Any", name: "any", props: {} };
  return stack.flatMap((resource, i) =>
    pathsIn(resource.props).map((path): Case => {
      const dependencies = { [path[0] ?? ""]: [urnOf(elsewhere.type, elsewhere.name)] };
      const withValue = (value: unknown): EvaluatedResource[] => [
        elsewhere,
        ...stack.map((one, j) =>
          i === j
            ? { ...one, props: replaced(one.props, path, value) as EvaluatedResource["props"], dependencies }
            : one,
        ),
      ];
      return {
        at: `${resource.name}.${path.join(".")}`,
        unknown: withValue(unknownText),
        known: candidatesFor(path).map((value) => () => withValue(value)),
      };
    }),
  );
}

/** The verdicts so far, because several tests need them. Each rule has resources and stacks of its own. */
const verdicts = new WeakMap<object, Verdict>();

function remembered(subject: object, evaluate: () => Verdict): Verdict {
  const verdict = verdicts.get(subject) ?? evaluate();
  verdicts.set(subject, verdict);
  return verdict;
}

/** The verdicts of a rule about a stack: one, or for a rule about a single resource, one per resource. */
function evaluated(policy: Rule, stack: readonly EvaluatedResource[]): Verdict[] {
  if ("validateStack" in policy) return [remembered(stack, () => evaluateStack(policy, stack))];
  return stack.map((resource) => remembered(resource, () => evaluateResource(policy, resource)));
}

function violationsOf(policy: Rule, stack: readonly EvaluatedResource[]): string[] {
  return evaluated(policy, stack).flatMap(({ violations }) => violations.map(({ message }) => message));
}

function undecidedOf(policy: Rule, stack: readonly EvaluatedResource[]): string[] {
  return evaluated(policy, stack).flatMap(({ undecided }) => undecided ?? []);
}

describe.each(rules)("%s", (_, policy) => {
  const bad = casesOf(resourcesOfExample(policy.docs.bad));
  const good = casesOf(resourcesOfExample(policy.docs.good));

  it("reports a violation of its bad example only if it remains one for every value of the unknown property", () => {
    const wrong = bad.filter(
      ({ unknown, known }) =>
        violationsOf(policy, unknown).length > 0 && known.some((stack) => violationsOf(policy, stack()).length === 0),
    );
    expect(wrong.map(({ at }) => at)).toEqual([]);
  });

  it("reports no violation of its good example, whichever property is unknown", () => {
    const wrong = good.filter(({ unknown }) => violationsOf(policy, unknown).length > 0);
    expect(wrong.map(({ at }) => at)).toEqual([]);
  });

  it("names the unknown properties that matter, in one line per resource", () => {
    const texts = [...bad, ...good].flatMap(({ unknown }) => undecidedOf(policy, unknown));
    const lines = texts.flatMap((text) => text.split("\n"));
    expect(
      lines.filter((line) => !/^(?:\w+ "[^"]+": )?not known before deployment: \S+(?:, \S+)*$/.test(line)),
    ).toEqual([]);
    for (const text of texts) {
      const subjects = text.split("\n").map((line) => line.split(": ")[0]);
      expect(new Set(subjects).size).toBe(subjects.length);
    }
  });
});

test.each(resourceRules)("%s reports its bad example, or cannot decide, whichever property is unknown", (_, policy) => {
  const silent = resourcesOfExample(policy.docs.bad)
    .filter((resource) => evaluateResource(policy, resource).violations.length > 0)
    .flatMap((resource) => casesOf([resource]))
    .filter(({ unknown }) => violationsOf(policy, unknown).length + undecidedOf(policy, unknown).length === 0)
    .map(({ at }) => `${policy.name} ${at}`);
  expect(silent.filter((path) => !silentPaths.includes(path))).toEqual([]);
});

test.each(resourceRules)("%s does not throw on values of the wrong type", (_, policy) => {
  const [type = ""] = policy.types;
  const [sample] = resourcesOfExample(policy.docs.bad);
  const common = ["driver", "options", "labels", "ipamConfigs", "name", "taskSpec", "endpointSpec"];
  const properties = fc.dictionary(
    fc.constantFrom(...Object.keys(sample?.props ?? {}), ...common),
    fc.oneof(fc.jsonValue({ maxDepth: 3 }), fc.constant(unknownText)),
  );
  fc.assert(
    fc.property(properties, fc.boolean(), (given, overlay) => {
      const props = overlay ? { driver: "overlay", ...given } : given;
      evaluateResource(policy, { type, name: "any", props });
    }),
    { numRuns: 200 },
  );
});

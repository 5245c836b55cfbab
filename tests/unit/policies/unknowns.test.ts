import fc from "fast-check";
import { resourcesOfExample, evaluateResource } from "../../../policies/evaluation/evaluate";
import { policies } from "../../../policies/pack";
import type { ResourcePolicy } from "../../../policies/rule/policy";
import { unknownText } from "./violations";

const rules = policies
  .filter((policy): policy is ResourcePolicy => "types" in policy)
  .map((policy) => [policy.name, policy] as const);

/**
 * Copies of a value in each of which one part, at any depth, is not known yet. An id is left out: one that is not known belongs to a
 * resource of the program, which rules may rely on.
 */
function withUnknowns(value: unknown): unknown[] {
  const deeper =
    typeof value === "object" && value !== null
      ? Object.entries(value)
          .filter(([key]) => key !== "id")
          .flatMap(([key, entry]) =>
            withUnknowns(entry).map((changed) =>
              Array.isArray(value)
                ? value.map((old, i) => (String(i) === key ? changed : (old as unknown)))
                : { ...value, [key]: changed },
            ),
          )
      : [];
  return [unknownText, ...deeper];
}

describe.each(rules)("%s", (_, policy) => {
  it("neither crashes on a value that is not known yet nor lets a fault pass for it", () => {
    for (const resource of resourcesOfExample(policy.docs.bad)) {
      if (evaluateResource(policy, resource).violations.length === 0) continue;
      for (const props of withUnknowns(resource.props).slice(1)) {
        const { violations, undecided } = evaluateResource(policy, {
          ...resource,
          props: props as object as typeof resource.props,
        });
        expect([props, violations.length > 0 || undecided !== undefined]).toEqual([props, true]);
      }
    }
  });

  it("crashes on no value of a wrong type", () => {
    const [type = ""] = policy.types;
    const [, { props: sample = {} } = {}] = [0, resourcesOfExample(policy.docs.bad)[0]];
    const keys = [
      ...Object.keys(sample),
      "driver",
      "options",
      "labels",
      "ipamConfigs",
      "name",
      "taskSpec",
      "endpointSpec",
    ];
    const properties = fc.dictionary(
      fc.constantFrom(...keys),
      fc.oneof(fc.jsonValue({ maxDepth: 3 }), fc.constant(unknownText)),
    );
    fc.assert(
      fc.property(properties, fc.boolean(), (given, overlay) => {
        const props = overlay ? { driver: "overlay", ...given } : given;
        expect(Array.isArray(evaluateResource(policy, { type, name: "any", props }).violations)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});

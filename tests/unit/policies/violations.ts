import type { Verdict as FullVerdict } from "../../../policies/evaluation/evaluate";
import * as evaluation from "../../../policies/evaluation/evaluate";
import type { ResourcePolicy, StackPolicy } from "../../../policies/rule/policy";

export { urnOf } from "../../../policies/evaluation/evaluate";

/** Pulumi's placeholder for a string that a preview does not know, as the CLI sends it to a pack. */
export const unknownText = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

type Properties = Readonly<Record<string, unknown>>;

/** The result of a policy for a resource or a stack. */
export interface Verdict {
  /** The violations, with the URN if the policy reports one. */
  readonly violations: readonly (string | { readonly message: string; readonly urn: string })[];
  /** The message of Pulumi if the policy cannot decide because a value is unknown. */
  readonly undecided?: string;
}

/** The verdict of a policy that accepts the resource. */
export const accepted: Verdict = { violations: [] };

/** The verdict of a policy that cannot decide without the properties at these paths. */
export function undecided(...paths: readonly string[]): Verdict {
  return { violations: [], undecided: `not known before deployment: ${paths.join(", ")}` };
}

/** Runs a policy on a single resource. */
export function evaluate(
  policy: ResourcePolicy,
  type: string,
  name: string,
  props: Properties,
  settings: object = {},
  opts?: evaluation.EvaluatedResource["opts"],
): Verdict {
  return short(
    evaluation.evaluateResource(policy, { type, name, props, ...(opts === undefined ? {} : { opts }) }, settings),
  );
}

/** A resource of a stack, with its outputs. */
export interface Deployed {
  readonly type: string;
  readonly name: string;
  readonly outputs: Properties;
  /** The properties that depend on other resources. */
  readonly dependent?: readonly string[];
  /** The inputs of the resource's provider. */
  readonly provider?: Properties;
}

/** Runs a policy on a whole stack. */
export function evaluateStack(policy: StackPolicy, resources: readonly Deployed[], settings: object = {}): Verdict {
  const any = { type: "random:index:Any", name: "any", props: {} };
  const evaluated = resources.map(({ type, name, outputs, dependent = [], provider }) => ({
    type,
    name,
    props: outputs,
    dependencies: Object.fromEntries(dependent.map((property) => [property, [evaluation.urnOf(any.type, any.name)]])),
    ...(provider === undefined ? {} : { provider }),
  }));
  return short(evaluation.evaluateStack(policy, [...evaluated, any], settings));
}

function short({ violations, undecided }: FullVerdict): Verdict {
  return {
    violations: violations.map(({ message, urn }) => (urn === undefined ? message : { message, urn })),
    ...(undecided === undefined ? {} : { undecided }),
  };
}

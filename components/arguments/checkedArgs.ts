import * as pulumi from "@pulumi/pulumi";
import type { Draft } from "../../swarm/draft";
import type { Problem } from "../../swarm/problem";
import { draftOf, isPlain } from "./inputs";

type Check = (draft: unknown) => Problem[];

/** Holds a value back until what a check reads has resolved and has passed the check. */
export type Hold = <V>(value: V, reads: unknown, check: Check) => V;

/**
 * A rule about arguments of a component. An argument is held back until everything that the rule reads has resolved.
 */
export interface Rule<Args> {
  /** What the rule looks at. Keep it small: an unknown or secret value in it spreads to the argument. */
  readonly reads: (args: Args) => unknown;
  readonly check: Check;
}

/** A rule that holds back the parts of an argument one by one, so that an unknown part does not hide the others. */
export interface PartRule<Args, Value> extends Rule<Args> {
  readonly holdParts: (value: Value, hold: Hold) => Value;
}

/** The rules of each argument. */
export type Rules<Args> = { readonly [K in keyof Args]-?: readonly (Rule<Args> | PartRule<Args, Args[K]>)[] };

/** The rules of an argument that can have any value. */
export const unchecked: readonly never[] = [];

/** A {@link Rule} whose check gets what the rule reads; values that are not known yet are `unknown`. */
export function rule<Args, Read>(
  reads: (args: Args) => Read,
  check: (draft: Draft<pulumi.Unwrap<Read>>) => Problem[],
): Rule<Args> {
  return { reads, check: check as Check };
}

/** A {@link PartRule}, like {@link rule}. */
export function partRule<Args, Read, Value>(
  reads: (args: Args) => Read,
  check: (draft: Draft<pulumi.Unwrap<Read>>) => Problem[],
  holdParts: (value: Value, hold: Hold) => Value,
): PartRule<Args, Value> {
  return { ...rule(reads, check), holdParts };
}

/**
 * The arguments of a component, each safe to pass on: a rule is asked about plain values now, and an argument that has
 * an Output among what its rules read is held back until they have seen the resolved value. Values that are derived
 * from an argument inherit that, so a constructor that reads its arguments only from here cannot pass on a value
 * unchecked.
 *
 * @param subject how messages call the component, e.g. `OverlayNetwork "backend"`
 * @throws pulumi.ResourceError that names every problem
 */
export function checkedArgs<Args extends object>(
  component: pulumi.ComponentResource,
  subject: string,
  args: Args,
  rules: Rules<Args>,
): Args {
  const names = Object.keys(rules) as (keyof Args)[];
  // One rule can guard several arguments; it is asked once.
  const distinct = new Set<Rule<Args>>(names.flatMap((name) => rules[name]));
  refuse([...distinct].flatMap(({ reads, check }) => check(draftOf(reads(args)))));

  const checked = { ...args };
  for (const name of names) {
    if (args[name] === undefined) continue;
    for (const one of rules[name]) {
      checked[name] =
        "holdParts" in one ? one.holdParts(checked[name], hold) : hold(checked[name], one.reads(args), one.check);
    }
  }
  return checked;

  function hold<V>(value: V, reads: unknown, check: Check): V {
    if (isPlain(reads)) return value;
    const late: pulumi.Output<unknown> = pulumi.output(reads);
    return late.apply(async (resolved) => {
      const isSecret = await pulumi.isSecret(late);
      const problems = check(resolved);
      refuse(isSecret ? problems.map(withoutValue) : problems);
      // Nested Outputs stay separate, so that an unknown one hides only itself. A secret cannot contain a secret, so it
      // is merged.
      return isSecret ? pulumi.output(value) : value;
    }) as V;
  }

  function refuse(problems: readonly Problem[]): void {
    if (problems.length === 0) return;
    const message = messageOf(subject, problems);
    const refusal = new pulumi.ResourceError(message, component, true);
    // The SDK prefixes the message with every property that the refused value passes on its way to the engine, and
    // prints the stack if the program has already ended. Neither helps the user, so both are fixed here.
    Object.defineProperties(refusal, {
      message: { get: () => message, set: () => undefined },
      stack: { value: message },
    });
    throw refusal;
  }
}

/** Reasons quote the value. */
function withoutValue({ path }: Problem): Problem {
  return {
    path,
    reason: "the value is not valid. It is a secret, so it is not shown. See the guide of the component.",
  };
}

function messageOf(subject: string, problems: readonly Problem[]): string {
  const lines = problems.map(({ path, reason }) => (path === "" ? reason : `${reason} (at ${path})`));
  if (lines.length === 1) return `${subject}: ${lines.join()}`;
  return [`${subject} has ${lines.length} problems:`, ...lines.map((line) => `  - ${line}`)].join("\n");
}

import * as pulumi from "@pulumi/pulumi";
import type { Draft } from "../../swarm/draft";
import type { Problem } from "../../swarm/problem";
import { joinPath } from "../../swarm/problem";
import { keyPath } from "../../swarm/typed";
import { withReferences, withSecrets } from "./accept";
import { draftOf, isLater, isPlain } from "./inputs";
import type { BlockShapes, Form, Properties, ShapeOf } from "./shape";
import { blockProblems, shapeProblems } from "./shapeProblems";

type Check = (draft: unknown) => Problem[];

/** Holds a value back until everything that a check reads has resolved and passed the check. */
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
  readonly holdParts: HoldParts<Value>;
}

/**
 * Holds back parts of a value.
 *
 * @param given the same value before other checks held it back, for what a check reads
 */
type HoldParts<Value> = (value: Value, hold: Hold, given: Value) => Value;

/**
 * The description of each argument of a component: its shape, and the rules that compare several values. It determines
 * the checks, the unknown properties, the accepted resources and the secrets.
 */
export type Description<Args> = { readonly [K in keyof Args]-?: Argument<Args, Args[K]> };

type Argument<Args, Value> = readonly [shape: ShapeOf<Value>, ...rules: (Rule<Args> | PartRule<Args, Value>)[]];

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
  holdParts: HoldParts<Value>,
): PartRule<Args, Value> {
  return { ...rule(reads, check), holdParts };
}

/**
 * The arguments as a component registers them and as the state contains them: with references instead of resources, and
 * with every credential marked as secret.
 */
export function registeredArgs<Args extends object>(args: Args, description: Description<Args>): Args {
  const properties = propertiesOf(description);
  return withSecrets(properties, withReferences(properties, args));
}

/**
 * The checked arguments of a component. Plain values are checked at once. A value that is an Output is held back until
 * it has resolved and passed its checks. A rule holds back every argument that it guards until everything that it reads
 * has resolved. Values that are derived from an argument inherit that. So a constructor that reads its arguments only
 * from the result cannot pass on an unchecked value.
 *
 * @param subject how messages call the component, e.g. `OverlayNetwork "backend"`
 * @throws pulumi.ResourceError that names every problem
 */
export function checkedArgs<Args extends object>(
  component: pulumi.ComponentResource,
  subject: string,
  args: Args,
  description: Description<Args>,
): Args {
  const properties = propertiesOf(description);
  const given = withReferences(properties, args);
  const refused = new Map<string, pulumi.ResourceError>();
  const names = Object.keys(description) as (keyof Args & string)[];
  const rulesOf = <K extends keyof Args>(name: K): (Rule<Args> | PartRule<Args, Args[K]>)[] => {
    const [, ...rules] = description[name];
    return rules;
  };
  // One rule can guard several arguments; it runs once.
  const distinct = new Set<Rule<Args>>(names.flatMap((name) => rulesOf(name)));
  const ofRules = [...distinct].flatMap(({ reads, check }) => check(draftOf(reads(given))));
  // If both find the same mistake, the message of the rule is used.
  const told = new Set(ofRules.map(({ path }) => path));
  const ofShapes = blockProblems(properties, given as Record<string, unknown>, "");
  const place = ({ path }: Problem): number => names.findIndex((name) => path.startsWith(name));
  refuse([...ofRules, ...ofShapes.filter(({ path }) => !told.has(path))].sort((a, b) => place(a) - place(b)));

  const checked = { ...given };
  for (const name of names) {
    if (given[name] === undefined) continue;
    checked[name] = holdShape(properties[name] as Form, given[name], name, name) as Args[typeof name];
    for (const one of rulesOf(name)) {
      checked[name] =
        "holdParts" in one
          ? one.holdParts(checked[name], hold, given[name])
          : hold(checked[name], one.reads(given), one.check);
    }
  }
  return withSecrets(properties, checked);

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

  /** Holds back each Output in a value by itself. */
  function holdShape(form: Form, value: unknown, path: string, name: string): unknown {
    if (isLater(value)) {
      const late: pulumi.OutputInstance<unknown> = pulumi.Output.isInstance(value) ? value : pulumi.output(value);
      return late.apply(async (resolved) => {
        const problems = shapeProblems(form, resolved, path, name);
        refuse((await pulumi.isSecret(late)) ? problems.map(withoutValue) : problems);
        return holdShape(form, resolved, path, name);
      });
    }
    if (isPlain(value) || typeof value !== "object" || value === null) return value;
    if (form.kind === "list" && Array.isArray(value)) {
      return value.map((entry: unknown, i) => holdShape(form.element, entry, `${path}[${i}]`, name));
    }
    const entries = Object.entries(value).map(([key, entry]: [string, unknown]) => {
      const inner = form.kind === "block" ? form.properties[key] : form.kind === "map" ? form.value : undefined;
      return [key, inner === undefined ? entry : holdShape(inner, entry, joinPath(path, keyPath(key)), key)] as const;
    });
    return Object.fromEntries(entries);
  }

  /** @throws the earlier error about one of these paths, if there is one, because Pulumi prints each error once */
  function refuse(problems: readonly Problem[]): void {
    if (problems.length === 0) return;
    const earlier = problems.map(({ path }) => refused.get(path)).find((error) => error !== undefined);
    if (earlier !== undefined) throw earlier;
    const refusal = refusalOf(component, messageOf(subject, problems));
    for (const { path } of problems) refused.set(path, refusal);
    throw refusal;
  }
}

/** The error for a component that is refused, which the CLI prints without a stack. */
export function refusalOf(component: pulumi.ComponentResource, message: string): pulumi.ResourceError {
  const refusal = new pulumi.ResourceError(message, component, true);
  // The SDK prefixes the message with every property that the refused value passes on its way to the engine, and
  // prints the stack if the program has already ended. Neither helps the user, so both are fixed here.
  Object.defineProperties(refusal, {
    message: { get: () => message, set: () => undefined },
    stack: { value: message },
  });
  return refusal;
}

/**
 * The arguments of a function that creates no resource, with references instead of resources.
 *
 * @param subject how messages call the function, e.g. `inspectNetwork()`
 * @throws pulumi.RunError that names every problem
 */
export function checkedCall<Args extends object>(subject: string, args: Args, shapes: BlockShapes<Args>): Args {
  const properties = shapes as Properties;
  const given = withReferences(properties, args);
  const problems = blockProblems(properties, given as Record<string, unknown>, "");
  if (problems.length > 0) throw new pulumi.RunError(messageOf(subject, problems));
  return given;
}

/** The shapes in a description. */
export function propertiesOf<Args>(description: Description<Args>): Properties {
  const entries = Object.entries<readonly [Form, ...unknown[]]>(description);
  return Object.fromEntries(entries.map(([name, [form]]) => [name, form]));
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

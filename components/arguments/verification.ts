import * as pulumi from "@pulumi/pulumi";
import type { Draft } from "../../swarm/draft";
import type { Problem } from "../../swarm/problem";
import { draftOf, isPlain } from "./inputs";

/** Holds a value back until what was checked has resolved and broken no rule. */
export type Hold = <V>(
  value: pulumi.Input<V>,
  checked: unknown,
  check: (draft: unknown) => Problem[],
) => pulumi.Input<V>;

/** A rule about some arguments of a component. */
export interface Rule<Args> {
  /** The arguments that are held back until the rule has been asked about what they resolve to. */
  readonly guards: readonly (keyof Args)[];
  /** What the rule looks at: no more than it needs, since an unknown or a secret in it spreads to what it guards. */
  readonly reads: (args: Args) => unknown;
  readonly check: (draft: unknown) => Problem[];
}

/** A {@link Rule} whose check gets what it reads, with Outputs unwrapped or unknown. */
export function rule<Args, Read>(
  guards: readonly (keyof Args)[],
  reads: (args: Args) => Read,
  check: (draft: Draft<pulumi.Unwrap<Read>>) => Problem[],
): Rule<Args> {
  return { guards, reads, check: check as Rule<Args>["check"] };
}

/**
 * Holds a component's arguments to its rules: what is plain when the component is constructed, the rest when it resolves and before
 * it reaches a resource.
 */
export class Verification<Args> {
  /**
   * Asks all rules about what is known now.
   *
   * @param subject how messages call the component, e.g. `OverlayNetwork "backend"`
   * @throws pulumi.ResourceError that names every problem
   */
  public constructor(
    private readonly component: pulumi.ComponentResource,
    private readonly subject: string,
    private readonly args: Args,
    private readonly rules: readonly Rule<Args>[],
  ) {
    this.refuse(rules.flatMap(({ reads, check }) => check(draftOf(reads(args)))));
  }

  /**
   * `value`, once the rules that guard the named arguments have seen all they read. Without a late value among those, that is now.
   *
   * @param names the arguments that `value` is made of
   */
  public release<V>(value: pulumi.Input<V>, ...names: readonly (keyof Args)[]): pulumi.Input<V> {
    const late = this.rules.filter(
      ({ guards, reads }) => guards.some((name) => names.includes(name)) && !isPlain(reads(this.args)),
    );
    return late.reduce<pulumi.Input<V>>((held, { reads, check }) => this.hold(held, reads(this.args), check), value);
  }

  /** `value`, once `checked` has resolved and broken no rule. */
  public readonly hold: Hold = (value, checked, check) => {
    if (isPlain(checked)) return value;
    const late: pulumi.Output<unknown> = pulumi.output(checked);
    return late.apply(async (resolved) => {
      const secret = await pulumi.isSecret(late);
      const problems = check(resolved);
      this.refuse(secret ? problems.map(withoutValue) : problems);
      // What is nested stays apart, so that an unknown in it hides no more than itself; but a secret in a secret is one too many.
      return secret ? pulumi.output(value) : value;
    }) as typeof value;
  };

  private refuse(problems: readonly Problem[]): void {
    if (problems.length === 0) return;
    const message = messageOf(this.subject, problems);
    const refusal = new pulumi.ResourceError(message, this.component, true);
    // The SDK puts each property in front of the message that the refused value passes on its way to the engine, and shows the stack
    // all the same when the program has come to its end before.
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
    reason: "the value breaks a rule of Swarm; it is a secret, so it is not shown. See the guide of the component.",
  };
}

function messageOf(subject: string, problems: readonly Problem[]): string {
  const lines = problems.map(({ path, reason }) => (path === "" ? reason : `${reason} (at ${path})`));
  if (lines.length === 1) return `${subject}: ${lines.join()}`;
  return [`${subject} has ${lines.length} problems:`, ...lines.map((line) => `  - ${line}`)].join("\n");
}

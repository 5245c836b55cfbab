import * as pulumi from "@pulumi/pulumi";
import type { Problem } from "../../swarm/problem";
import { under } from "../../swarm/problem";
import { checkStackLabels, checkStackName, stackLabel } from "../../swarm/stack";
import { isPresent } from "../../swarm/draft";
import { recordOf } from "../../swarm/typed";
import type { Rule } from "./checkedArgs";
import { rule } from "./checkedArgs";
import { draftOf, entriesToCheck, isLater, mapMaybe } from "./inputs";
import type { Fields } from "./shape";
import { block, required, text } from "./shape";

/** The stack that a service, network, secret or config is part of. A SwarmStack can stand for it. */
export interface StackScopeArgs {
  /** Name of the stack. It must be known when the program runs, because names of resources begin with it. */
  readonly name: pulumi.Input<string>;
  /**
   * Id of the network for services that name no network.
   *
   * @default - each service must name its networks
   */
  readonly defaultNetworkId?: pulumi.Input<string>;
}

/** The stack of a component, with the name as plain text. */
export interface StackScope {
  readonly name: string;
  readonly defaultNetworkId?: pulumi.Input<string>;
}

/** The argument that makes a component a member of a stack. */
interface Member {
  readonly stack?: pulumi.Input<StackScopeArgs>;
}

/** The shape of the stack of a component. */
const stackShape = block<StackScopeArgs>(
  { name: required(text, "Use the name of the stack."), defaultNetworkId: text },
  { noun: "a SwarmStack", types: ["swarm:index:SwarmStack"], block: scopeBlock },
);

/** Plain names of stacks, by the output of their SwarmStack. */
const plainNames = new WeakMap<object, string>();

/** The name of a stack as the output of a SwarmStack, for {@link scopeOf}. */
export function stackNameOutput(name: string): pulumi.Output<string> {
  const output = pulumi.output(name);
  plainNames.set(output, name);
  return output;
}

/**
 * The stack in an argument; `undefined` if the component is in none, or if the name is not plain text, which
 * {@link stackArgument} refuses.
 */
export function scopeOf(stack: pulumi.Input<StackScopeArgs> | undefined): StackScope | undefined {
  if (!isBlock(stack)) return undefined;
  const { name, defaultNetworkId } = scopeBlock(stack);
  if (typeof name !== "string") return undefined;
  return { name, ...(defaultNetworkId !== undefined && { defaultNetworkId }) };
}

/** The description of the argument `stack`. */
export const stackArgument: readonly [typeof stackShape, Rule<Member>] = [
  stackShape,
  rule(({ stack }: Member) => ({ draft: draftOf<unknown>(stack), isLate: isLate(stack) }), checkScope),
];

/** The rule that the labels of a member of a stack are not those that the stack sets. */
export function stackLabelRule<K extends string>(
  property: K,
  scope: StackScope | undefined,
): Rule<{ readonly [P in K]?: pulumi.Input<{ [name: string]: pulumi.Input<string> }> }> {
  return rule(
    (args) => (scope === undefined ? undefined : entriesToCheck(args[property])),
    (labels) => (scope === undefined ? [] : under(property, checkStackLabels(scope.name, labels))),
  );
}

/** The labels of a member of a stack: its own, and those of the stack. */
export function withStackLabels(
  labels: pulumi.Input<{ [name: string]: pulumi.Input<string> }> | undefined,
  stack: string,
  more: { [name: string]: pulumi.Input<string> } = {},
): pulumi.Input<{ [name: string]: pulumi.Input<string> }> {
  return mapMaybe(labels, (own = {}) => ({ ...own, [stackLabel.namespace]: stack, ...more }));
}

function scopeBlock(stack: Fields): StackScopeArgs {
  const { name, defaultNetworkId } = stack as unknown as StackScopeArgs;
  const plain = typeof name === "object" ? plainNames.get(name) : undefined;
  return { name: plain ?? name, ...(defaultNetworkId !== undefined && { defaultNetworkId }) };
}

function isLate(stack: Member["stack"]): boolean {
  // A resource of another type is refused by the shape.
  if (pulumi.Resource.isInstance(stack)) return false;
  return isLater(stack) || (isBlock(stack) && isLater(scopeBlock(stack).name));
}

/** Whether a value has fields; a program without types can pass anything. */
function isBlock(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !isLater(value);
}

function checkScope(read: unknown): Problem[] {
  const { draft, isLate: late } = recordOf(read, "", "stack", []);
  if (late === true) {
    const reason =
      `the name of 'stack' is an Output, but names of resources begin with it, so it must be known when the program ` +
      `runs. Use a SwarmStack, or its name as plain text.`;
    return [{ path: "stack.name", reason }];
  }
  const { name } = isPresent(draft) && typeof draft === "object" ? recordOf(draft, "", "stack", []) : {};
  return typeof name === "string" ? under("stack.name", checkStackName(name)) : [];
}

import type { AdoptedComponent, AdoptedProject, Value } from "./project";
import { CommentedValue, Expression, ReferenceExpression, SettingExpression, TextExpression } from "./project";

/** All expressions in a value, those inside other expressions included. */
export function expressionsIn(value: Value): Expression[] {
  if (value instanceof CommentedValue) return [value, ...expressionsIn(value.value)];
  if (value instanceof ReferenceExpression) return [value, ...expressionsIn(value.options ?? {})];
  if (value instanceof Expression) return [value];
  if (typeof value !== "object") return [];
  return Object.values(value).flatMap((inner: Value) => expressionsIn(inner));
}

/** All expressions in the arguments of a component. */
export function expressionsOf({ args, dependsOn = [], daemon = {} }: AdoptedComponent): Expression[] {
  return [...expressionsIn(args), ...dependsOn, ...expressionsIn(daemon)];
}

/** The project without the settings that none of its components uses. */
export function withUsedSettings(project: AdoptedProject): AdoptedProject {
  const used = new Set(project.components.flatMap(expressionsOf).flatMap(settingsIn));
  return { ...project, settings: project.settings.filter(({ name }) => used.has(name)) };
}

/** The names of the settings that an expression itself refers to. */
export function settingsIn(expression: Expression): string[] {
  if (expression instanceof SettingExpression) return [expression.setting];
  if (!(expression instanceof TextExpression)) return [];
  return expression.parts.flatMap((part) => (typeof part === "string" ? [] : [part.setting]));
}

/** A value without the comments of its source. */
export function withoutComments(value: Value): Value {
  return value instanceof CommentedValue ? withoutComments(value.value) : value;
}

/**
 * Whether the stack needs its default network: a member that is a service names no network, or names this one. As
 * `docker stack deploy` does, a program creates the network only then.
 */
export function usesDefaultNetwork({ components }: AdoptedProject): boolean {
  const declaresIt = components.some(
    ({ component, logicalName, isMember }) => component === "OverlayNetwork" && isMember && logicalName === "default",
  );
  if (declaresIt) return false;
  return components.some(
    (one) =>
      (one.component === "SwarmService" && one.isMember && one.args["networks"] === undefined) ||
      expressionsOf(one).some(
        (inner) =>
          inner instanceof ReferenceExpression && inner.component === "SwarmStack" && inner.method === "attach",
      ),
  );
}

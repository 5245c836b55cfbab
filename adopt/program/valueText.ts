import type { Setting, Value } from "../model/project";
import {
  CommentedValue,
  ConstantExpression,
  Expression,
  FileExpression,
  ReferenceExpression,
  SettingExpression,
  TextExpression,
} from "../model/project";
import { commentLines, inTemplate, numberLiteral, propertyName, textLiteral } from "./literals";
import type { SettingType } from "./settingTypes";
import type { UseCollector } from "./uses";
import type { Variables } from "./variables";

/** What the text of a value depends on. */
export interface ValueContext {
  readonly variables: Variables;
  readonly settings: ReadonlyMap<string, Setting>;
  readonly settingTypes: ReadonlyMap<string, SettingType>;
  readonly uses: UseCollector;
}

/**
 * A value as TypeScript. Prettier decides about line breaks, but keeps an object on several lines that begins so.
 *
 * @param property that the value belongs to, which decides about the form of numbers
 */
export function valueText(value: Value, context: ValueContext, property?: string): string {
  if (typeof value === "string") return textLiteral(value);
  if (typeof value === "number") return numberLiteral(value, property);
  if (typeof value === "boolean") return String(value);
  if (value instanceof Expression) return expressionText(value, context, property);
  if (isList(value)) {
    return `[${joined(value.map((entry) => `${commentsOf(entry)}${valueText(entry, context, property)}`))}]`;
  }
  return objectText(value, context);
}

/**
 * An object as TypeScript, on several lines if it has more than a few properties.
 *
 * @param first properties that come first, as text
 */
export function objectText(
  properties: { readonly [name: string]: Value },
  context: ValueContext,
  first: readonly string[] = [],
): string {
  const entries = Object.entries(properties).map(([name, value]) => {
    const [key, text] = [propertyName(name), valueText(value, context, name)];
    return `${commentsOf(value)}${key === text ? key : `${key}: ${text}`}`;
  });
  const all = [...first, ...entries];
  return `{ ${all.length > 3 ? "\n" : ""}${joined(all)} }`;
}

function expressionText(value: Expression, context: ValueContext, property: string | undefined): string {
  const { uses } = context;
  if (value instanceof CommentedValue) return valueText(value.value, context, property);
  if (value instanceof ConstantExpression) return `${uses.component(value.name)}.${value.member}`;
  if (value instanceof TextExpression) return settingsInText(value, context);
  if (value instanceof SettingExpression) return settingAs(value, context);
  if (value instanceof ReferenceExpression) return referenceText(value, context);
  if (value instanceof FileExpression) {
    uses.readFileSync = true;
    const path = JSON.stringify(value.path);
    return property === "base64" ? `readFileSync(${path}).toString("base64")` : `readFileSync(${path}, "utf8")`;
  }
  throw new Error(`The writer does not know the expression "${value.kind}".`);
}

/** A component stands for its attachment without options, and for its mount. */
function referenceText(reference: ReferenceExpression, context: ValueContext): string {
  const { component, method, options = {} } = reference;
  const variable = context.uses.variable(context.variables.referred(reference));
  const hasOptions = Object.keys(options).length > 0;
  if (method === undefined || (!hasOptions && component !== "SwarmStack")) return variable;
  return `${variable}.${method}(${hasOptions ? objectText(options, context) : ""})`;
}

function settingsInText({ parts }: TextExpression, context: ValueContext): string {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined && typeof only !== "string") return variableOf(only.setting, context);
  if (parts.every((part) => typeof part === "string")) return textLiteral(parts.join(""));
  const isSecret = parts.some((part) => typeof part !== "string" && context.settings.get(part.setting)?.isSecret);
  if (isSecret) context.uses.pulumi = true;
  const inner = parts.map((part) =>
    typeof part === "string" ? inTemplate(part) : `\${${variableOf(part.setting, context)}}`,
  );
  return `${isSecret ? "pulumi.interpolate" : ""}\`${inner.join("")}\``;
}

/** A setting that is read as text is converted where a number or a boolean is needed. */
function settingAs({ setting, type }: SettingExpression, context: ValueContext): string {
  const variable = variableOf(setting, context);
  if (context.settingTypes.get(setting) === type) return variable;
  const convert = (text: string): string => (type === "number" ? `Number(${text})` : `${text} === "true"`);
  const isSecret = context.settings.get(setting)?.isSecret === true;
  return isSecret ? `${variable}.apply((text) => ${convert("text")})` : convert(variable);
}

function variableOf(setting: string, { variables, uses }: ValueContext): string {
  return uses.variable(variables.setting(setting));
}

function commentsOf(value: Value): string {
  return value instanceof CommentedValue ? commentLines(value.comments) : "";
}

/** A comment needs a line of its own. */
function joined(entries: readonly string[]): string {
  return entries.some((entry) => entry.startsWith("//")) ? `\n${entries.join(",\n")}` : entries.join(", ");
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

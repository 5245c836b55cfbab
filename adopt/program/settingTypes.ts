import type { AdoptedProject, Setting } from "../model/project";
import { SettingExpression } from "../model/project";
import { expressionsOf, settingsIn } from "../model/walk";

/** How the program reads a setting. */
export type SettingType = "text" | "number" | "boolean";

/**
 * The type of each setting: that of its uses, if all of them have one type and its default is of this type; otherwise
 * text, which a use converts.
 */
export function typeSettings({ settings, components }: AdoptedProject): ReadonlyMap<string, SettingType> {
  const expressions = components.flatMap(expressionsOf);
  return new Map(
    settings.map((setting) => {
      const uses = new Set(
        expressions.flatMap((one): SettingType[] => {
          if (!settingsIn(one).includes(setting.name)) return [];
          return [one instanceof SettingExpression ? one.type : "text"];
        }),
      );
      const [only = "text"] = uses;
      return [setting.name, uses.size === 1 && isOfType(setting, only) ? only : "text"] as const;
    }),
  );
}

/** The literal of a default of this type. */
export function defaultLiteral(text: string, type: SettingType): string {
  return type === "text" ? JSON.stringify(text) : String(JSON.parse(text));
}

function isOfType({ default: text }: Setting, type: SettingType): boolean {
  if (text === undefined || type === "text") return true;
  return type === "number" ? /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(text) : /^(?:true|false)$/.test(text);
}

import { findSecret, findSecretsInArguments } from "../../../swarm/secrets/findSecret";
import { isSecretName } from "../../../swarm/secrets/secretName";
import { show } from "../../../swarm/typed";
import { CommentedValue, SettingExpression, TextExpression, type Value } from "../../model/project";
import type { Report } from "../schema/normalize";
import type { ListNode, MapNode, Node, ScalarNode, VariableUse } from "../source/tree";
import type { Settings } from "./settings";

/** Arguments of a component, in the order of the source. */
export type Args = Readonly<Record<string, Value>>;

/** Turns values of a compose file into values of the program. */
export class Values {
  public constructor(
    public readonly settings: Settings,
    public readonly report: Report,
  ) {}

  /**
   * Text, with its variables as settings. A secret becomes a secret setting.
   *
   * @param name of what holds the text, e.g. `POSTGRES_PASSWORD`, which tells whether it is a secret
   * @param owner e.g. `service "db"`
   */
  public text(node: Node, name: string, owner: string): Value {
    if (node.kind !== "scalar") return "";
    const text = String(node.value ?? "");
    const variables = (node.parts ?? []).filter((part) => typeof part !== "string");
    const isSecret = text !== "" && findSecret(name, text) !== undefined;
    const isWhole = variables.length === 1 && node.parts?.length === 1;
    if (isSecret && !isWhole && !variables.some(({ variable }) => isSecretName(variable))) {
      return new TextExpression([{ setting: this.settings.ofSecret(name, text, owner, node.place) }]);
    }
    return this.expression(node, isWhole && (isSecret || isSecretName(name)));
  }

  /** The words of a command. */
  public words(node: Node, name: string, owner: string): Value {
    const items = itemsOf(node);
    const secrets = findSecretsInArguments(
      items.map((item) => String(item.kind === "scalar" ? item.value : "")),
      name,
    );
    return items.map((item, i) => {
      const found = secrets.get(i);
      if (found === undefined || item.kind !== "scalar") return this.commented(item, this.expression(item));
      const variables = (item.parts ?? []).filter((part) => typeof part !== "string");
      if (variables.length > 0) return this.commented(item, this.expression(item, variables.length === 1));
      return new TextExpression([
        { setting: this.settings.ofSecret(found.name, String(item.value), owner, item.place) },
      ]);
    });
  }

  /** Text that is not a secret, with its variables as settings. */
  public expression(node: Node, isSecret = false): Value {
    if (node.kind !== "scalar") return "";
    const { parts, value, place } = node;
    if (parts === undefined) return String(value ?? "");
    return new TextExpression(
      parts.map((part) =>
        typeof part === "string" ? part : { setting: this.settings.ofVariable(part, place, isSecret) },
      ),
    );
  }

  /** A list of texts. */
  public list(node: Node): Value {
    return itemsOf(node).map((item) => this.commented(item, this.expression(item)));
  }

  /** A mapping of texts, e.g. labels. */
  public map(node: Node, owner: string): Value {
    const entries = node.kind === "map" ? [...node.entries] : [];
    return Object.fromEntries(
      entries.map(([key, value]) => [key, this.commented(value, this.text(value, key, owner))]),
    );
  }

  /** A number, or the setting of a variable that stands alone. */
  public number(node: Node): Value {
    const variable = this.only(node);
    if (variable !== undefined && node.kind === "scalar") {
      return new SettingExpression(this.settings.ofVariable(variable, node.place, false), "number");
    }
    return Number(this.plain(node));
  }

  /** True or false, or the setting of a variable that stands alone and has such a default. */
  public flag(node: Node): Value {
    const variable = this.only(node);
    const isPossible = variable?.fallback === undefined || /^(?:true|false)$/.test(variable.fallback);
    if (variable !== undefined && isPossible && node.kind === "scalar") {
      return new SettingExpression(this.settings.ofVariable(variable, node.place, false), "boolean");
    }
    return this.plain(node) === "true";
  }

  /** Text that the program must have as a literal: variables are replaced by their values, with a remark. */
  public plain(node: Node): string {
    if (node.kind !== "scalar") return "";
    const text = String(node.value ?? "");
    const variables = (node.parts ?? []).filter((part) => typeof part !== "string");
    const names = variables.map(({ variable }) => `\${${variable}}`).join(" and ");
    if (node.isUnknown === true) {
      this.report.problems.add(
        node.place,
        `${names} decides what the program creates, but has no value. Set it in the environment or in .env.`,
      );
    } else if (variables.length > 0) {
      this.report.remark(
        node,
        `${names} is written into the program as ${show(text)}, because it decides what is created.`,
      );
    }
    return text;
  }

  /** The value with the comments of its source. */
  public commented(node: Node, value: Value): Value {
    return node.comments.length === 0 ? value : new CommentedValue(value, node.comments);
  }

  private only(node: Node): VariableUse | undefined {
    if (node.kind !== "scalar" || node.parts?.length !== 1) return undefined;
    const [part] = node.parts;
    return typeof part === "string" ? undefined : part;
  }
}

/** The entries of a list; none for anything else. */
export function itemsOf(node: Node | undefined): readonly Node[] {
  return node?.kind === "list" ? node.items : [];
}

/** A value that has been checked to be a mapping; `undefined` if it is absent. */
export function mapOf(node: Node | undefined): MapNode | undefined {
  return node?.kind === "map" ? node : undefined;
}

/** A value that has been checked to be a scalar; `undefined` if it is absent. */
export function scalarOf(node: Node | undefined): ScalarNode | undefined {
  return node?.kind === "scalar" ? node : undefined;
}

/** A value that has been checked to be a list; `undefined` if it is absent. */
export function listOf(node: Node | undefined): ListNode | undefined {
  return node?.kind === "list" ? node : undefined;
}

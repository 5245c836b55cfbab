import { isCredentialVariable } from "../../swarm/credentials";
import { propertiesOf, textOf } from "../../provider/mapping/fields/field";
import type { Property } from "../../provider/handler/properties";
import type { Service } from "../../provider/engine/types";
import type { Setting, Value } from "../model/project";
import { TextExpression } from "../model/project";
import { camelCase } from "../program/variables";

/**
 * The environment of the services of one program. A value that looks secret becomes a secret setting, which the
 * takeover reads from the running service: it is written to no file.
 */
export class Environment {
  private readonly byValue = new Map<string, Setting>();

  /** The settings for the secrets that it has found. */
  public get settings(): readonly Setting[] {
    return [...this.byValue.values()];
  }

  /** The argument `env`; `undefined` without variables. */
  public of(env: Property, service: Service): Value | undefined {
    const entries = Object.entries(propertiesOf(env)).map(([variable, value]): [string, Value] => {
      const text = textOf(value);
      if (!isCredentialVariable(variable, text)) return [variable, text];
      return [variable, new TextExpression([{ setting: this.settingOf(variable, text, service).name }])];
    });
    return entries.length === 0 ? undefined : Object.fromEntries(entries);
  }

  /** The same variable with the same value in several services is one setting. */
  private settingOf(variable: string, value: string, { Spec: { Name } }: Service): Setting {
    const key = `${variable}=${value}`;
    const known = this.byValue.get(key);
    if (known !== undefined) return known;
    const short = camelCase(variable);
    const isTaken = this.settings.some(({ name }) => name === short);
    const setting: Setting = {
      name: isTaken ? camelCase(`${Name}-${variable}`) : short,
      description: "",
      isSecret: true,
      fromVariable: { service: Name, variable },
    };
    this.byValue.set(key, setting);
    return setting;
  }
}

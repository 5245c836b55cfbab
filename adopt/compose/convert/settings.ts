import { isSecretName } from "../../../swarm/secrets/secretName";
import type { Setting } from "../../model/project";
import type { Place, VariableUse } from "../source/tree";

/** A setting while the reading goes on. */
interface Draft {
  name: string;
  description: string;
  isSecret: boolean;
  fallback?: string | undefined;
  value?: string | undefined;
  fromFile?: string;
  isBase64?: boolean;
}

/** The settings of a program: one for each variable of the compose files, and one for each secret in them. */
export class Settings {
  readonly #drafts = new Map<string, Draft>();

  /** @param environment the values of variables: those of the process, then those of `.env` */
  public constructor(private readonly environment: ReadonlyMap<string, string>) {}

  /** The name of the setting for a variable. Two uses with different defaults are two settings. */
  public ofVariable(use: VariableUse, place: Place, isSecret: boolean): string {
    const { variable, fallback, request } = use;
    const key = `variable ${variable} ${fallback ?? ""} ${fallback === undefined}`;
    const known = this.#drafts.get(key);
    const draft = known ?? {
      name: this.unique(camelCase(variable)),
      description: request === undefined || request === "" ? variableAt(variable, place) : sentence(request),
      isSecret: false,
      fallback,
      value: this.environment.get(variable),
    };
    draft.isSecret ||= isSecret || isSecretName(variable);
    this.#drafts.set(key, draft);
    return draft.name;
  }

  /**
   * The name of a setting for a secret that the compose file has in plain text.
   *
   * @param name of what holds it, e.g. `POSTGRES_PASSWORD`
   * @param owner e.g. `service "db"`
   */
  public ofSecret(name: string, value: string, owner: string, place: Place): string {
    const key = `secret ${name} ${value}`;
    const known = this.#drafts.get(key);
    if (known !== undefined) return known.name;
    const description = `'${name}' of ${owner}: see ${place.file}:${place.line}.`;
    const draft = { name: this.unique(camelCase(name)), description, isSecret: true };
    this.#drafts.set(key, draft);
    return draft.name;
  }

  /** The name of a setting for the content of a secret's file. */
  public ofFile(secret: string, path: string, isBase64: boolean): string {
    const name = this.unique(camelCase(secret), camelCase(`${secret}-file`));
    const description = `The content of the secret "${secret}".`;
    this.#drafts.set(`file ${secret}`, { name, description, isSecret: true, fromFile: path, isBase64 });
    return name;
  }

  /** All settings, in the order in which they are used. */
  public get all(): Setting[] {
    return [...this.#drafts.values()].map(({ name, description, isSecret, fallback, value, fromFile, isBase64 }) => ({
      name,
      description:
        isSecret && fallback !== undefined ? `${description} The default in the file is left out.` : description,
      isSecret,
      ...(!isSecret && fallback !== undefined && { default: fallback }),
      ...(!isSecret && value !== undefined && value !== fallback && { value }),
      ...(fromFile !== undefined && { fromFile }),
      ...(isBase64 === true && { isBase64 }),
    }));
  }

  private unique(...names: readonly [string, ...string[]]): string {
    const taken = new Set([...this.#drafts.values()].map((draft) => draft.name));
    const free = names.find((name) => !taken.has(name));
    for (let i = 2; ; i++) {
      const candidate = free ?? `${names[0]}${i}`;
      if (!taken.has(candidate)) return candidate;
    }
  }
}

function variableAt(variable: string, { file }: Place): string {
  return `The variable ${variable} of ${file}.`;
}

function sentence(text: string): string {
  const trimmed = text.trim();
  return `${trimmed.charAt(0).toUpperCase()}${trimmed.slice(1)}${/[.!?]$/.test(trimmed) ? "" : "."}`;
}

/** `DB_PASSWORD` as `dbPassword`. */
function camelCase(name: string): string {
  const words = name.split(/[^A-Za-z0-9]+/).filter((word) => word !== "");
  const text = words
    .map((word) => (word === word.toUpperCase() ? word.toLowerCase() : word))
    .map((word, i) => (i === 0 ? word.charAt(0).toLowerCase() : word.charAt(0).toUpperCase()) + word.slice(1))
    .join("");
  return /^[a-z]/.test(text) ? text : `setting${text}`;
}

import { commandsIn, optionValues } from "./commandLine";
import { isHarmlessValue, looksRandom } from "./harmlessValue";
import type { NamedValue } from "./namedValues";
import { namedValuesIn } from "./namedValues";
import { secretKindOf } from "./secretFormats";
import { isAboutTokens, isSecretName, suspicionOf } from "./secretName";

/** A secret that was found. The value is left out on purpose: no message may show it. */
export interface FoundSecret {
  /** For a message: `a private key`; `undefined` for a value that only its name tells. */
  readonly kind: string | undefined;
  /** The name that the secret has, or the holder's if it has none: what an exception must list. */
  readonly name: string;
}

/** Names that an organisation knows better. Both take a name as it is written. */
export interface SecretNames {
  /** Whether a name that looks secret is not. */
  readonly isAllowed: (name: string) => boolean;
  /** Whether a name that does not look secret is. */
  readonly isAdded: (name: string) => boolean;
}

/** Only the names that the tables of this folder know. */
export const builtInNames: SecretNames = { isAllowed: () => false, isAdded: () => false };

/**
 * Whether a variable's name says that its value is secret.
 *
 * @param names the names of the configuration, which come first
 */
export function isNamedSecret(name: string, names: SecretNames): boolean {
  return !names.isAllowed(name) && (names.isAdded(name) || isSecretName(name));
}

/**
 * The secret in the value of a setting: a variable, a label or an option.
 *
 * The detector works like the maintained ones (gitleaks, detect-secrets, trufflehog): a name that says "secret"
 * together with a value that is not a placeholder, or a value in the form of a known token. Unlike them, it reads the
 * settings of a service, not source code: a name without quotes counts, and so does a password that is a plain word.
 * The secretlint packages are the maintained library on npm. They were not taken because they know only the forms of
 * tokens, are asynchronous, and do not look at names, which is where most passwords of services are.
 */
export function findSecret(name: string, value: string, names: SecretNames = builtInNames): FoundSecret | undefined {
  if (!names.isAllowed(name) && isSecret({ name, value }, names)) return { kind: secretKindOf(value), name };
  return findSecretInText(value, name, names);
}

/**
 * The secret in a text: a configuration file, JSON, an address, a shell script or the arguments of a command.
 *
 * @param holder the name of what holds the text, for an exception
 */
export function findSecretInText(
  text: string,
  holder: string,
  names: SecretNames = builtInNames,
): FoundSecret | undefined {
  if (names.isAllowed(holder)) return undefined;
  const kind = secretKindOf(text);
  if (kind !== undefined) return { kind, name: holder };
  const values = namedValuesIn(text);
  const named = values.find((one) => isSecret(one, names));
  if (named !== undefined) return { kind: undefined, name: named.name };
  // A value of JSON may be an address, or a text of its own.
  const inner = values.map(({ value }) => secretKindOf(value)).find((one) => one !== undefined);
  if (inner !== undefined) return { kind: inner, name: holder };
  return /\s/.test(text) ? findInScript(text, holder, names) : undefined;
}

/** The secrets in the arguments of a command, at most one per argument, by index. */
export function findSecretsInArguments(
  list: readonly string[],
  holder: string,
  names: SecretNames = builtInNames,
): ReadonlyMap<number, FoundSecret> {
  const found = new Map<number, FoundSecret>();
  for (const { index, isPassword, ...value } of optionValues(list)) {
    const isFound = isPassword ? isPasswordValue(value, names) : isSecret(value, names);
    if (isFound) found.set(index, { kind: undefined, name: value.name });
  }
  list.forEach((text, index) => {
    // An option may have a text of its own: `--header=X-Api-Key: x`.
    const [, assigned = ""] = /^-{1,2}[A-Za-z][\w.-]*=(.*)$/s.exec(text) ?? [];
    const secret =
      found.get(index) ?? findSecretInText(text, holder, names) ?? findSecretInText(assigned, holder, names);
    if (secret !== undefined) found.set(index, secret);
  });
  return found;
}

function findInScript(script: string, holder: string, names: SecretNames): FoundSecret | undefined {
  for (const words of commandsIn(script)) {
    if (words.length === 1 && words[0] === script) continue;
    const [first] = findSecretsInArguments(words, holder, names).values();
    if (first !== undefined) return first;
  }
  return undefined;
}

function isPasswordValue({ name, value }: NamedValue, { isAllowed }: SecretNames): boolean {
  return !isAllowed(name) && !isHarmlessValue(value) && !value.startsWith("$");
}

/** Whether the name and the value together tell that the value is secret. */
function isSecret({ name, value, isVague = false }: NamedValue, names: SecretNames): boolean {
  if (names.isAllowed(name) || isHarmlessValue(value)) return false;
  if (isAboutTokens(name) && /^\d+\s*(?:ms|[smhdw]|[a-z]+s)?$/i.test(value.trim())) return false;
  const suspicion = names.isAdded(name) ? "secret" : suspicionOf(name);
  if (suspicion === "none") return false;
  return (suspicion === "secret" && !isVague) || looksRandom(value);
}

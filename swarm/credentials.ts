/** Words of a name that mean something secret. */
const secretWords: readonly string[] = [
  "password",
  "passwords",
  "passwd",
  "passphrase",
  "passcode",
  "pass",
  "pwd",
  "pw",
  "secret",
  "secrets",
  "token",
  "tokens",
  "credential",
  "credentials",
  "creds",
  "apikey",
  "apikeys",
  "apitoken",
  "authtoken",
  "accesstoken",
  "accesskey",
  "secretkey",
  "privatekey",
  "signingkey",
  "encryptionkey",
];

/** Words that make a key secret: API_KEY, PRIVATE_KEY. */
const secretKinds: readonly string[] =
  "api access private secret signing encryption auth master app ssh tls ssl session jwt hmac".split(" ");

/** The end of a secret's name that is written as one word: DBPASSWORD. */
const runTogether = new RegExp(
  "(?:pass(?:word|wd|phrase)|(?:api|secret|access|private|signing|encryption)key|" +
    "(?:auth|api|access|refresh|bearer)token|secret)$",
);

/** Last words of names that describe a secret without being one: its location, its length, its lifetime. */
const aboutSecrets: readonly string[] = (
  "file files path paths dir directory name names url uri endpoint host server port id ids header cookie issuer " +
  "audience " +
  "length len min max minimum maximum size count limit ttl age expiry expires expiration timeout lifetime validity " +
  "interval " +
  "seconds minutes hours days policy rotation rotate algorithm alg type kind method mode format encoding field " +
  "column " +
  "param parameter attribute attr regex pattern hint prefix suffix label enabled enable required optional disabled " +
  "provider " +
  "manager store storage backend engine driver version scope scopes grant location source ref reference arn region " +
  "namespace"
).split(" ");

/** Words that can follow the word for a secret without changing its meaning: DB_PASSWORD_PROD. */
const qualifiers: readonly string[] = (
  "prod production dev development test testing staging stage qa ci live main primary secondary replica backup base " +
  "db database old new current previous next value val text string default admin root user app web service key keys"
).split(" ");

/** Values that are recognizably secret, whatever their name, each with its kind. */
const secretValues: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z0-9 ]*PRIVATE KEY/, "a private key"],
  [/^[a-z][a-z0-9+.-]*:\/\/[^/\s:@]*:(?![$<*{])[^/\s@]+@/i, "an address with a password in it"],
  [/(?:^|[-.;?&\s])(?:password|passwd|pwd)\s*=\s*(?![$<*{/])[^;&\s]+/i, "a connection string with a password in it"],
  [/^(?:AKIA|ASIA)[0-9A-Z]{16}$/, "an AWS access key"],
  [/^(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{22,})$/, "a GitHub token"],
  [/^glpat-[A-Za-z0-9_-]{20,}$/, "a GitLab token"],
  [/^xox[abeoprs]-[A-Za-z0-9-]{10,}$/, "a Slack token"],
  [/^[sr]k_(?:live|test)_[A-Za-z0-9]{16,}$/, "a Stripe key"],
  [/^AIza[0-9A-Za-z_-]{35}$/, "a Google API key"],
  [/^eyJ[A-Za-z0-9_-]{5,}\.eyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]*$/, "a JSON web token"],
];

/**
 * Whether the name of a variable says that its value is secret: `DB_PASSWORD`, `apiKey`, `PGPASSWORD`; not
 * `DB_PASSWORD_FILE`, `TOKEN_TTL`, `PWD` or `TOKENIZERS_PARALLELISM`.
 */
export function isSecretName(name: string): boolean {
  if (/^(?:OLD)?PWD$/.test(name)) return false;
  const words = wordsOf(name);
  return lastSecretWord(words) >= 0 && !aboutSecrets.includes(words.at(-1) ?? "");
}

/**
 * Whether the value of a variable with a secret's name is secret: not if it is empty, a yes or no, a number of tokens,
 * or the location of the secret. If the name ends in an unknown word (`PASSWORD_HASHER`), the value must look random.
 *
 * @param name a name for which {@link isSecretName} is true, or that the caller knows to be secret
 */
export function isSecretValue(name: string, value: string): boolean {
  const text = value.trim();
  const words = wordsOf(name);
  if (text === "" || /^(?:true|false|yes|no|on|off|[01])$/i.test(text)) return false;
  if (/^\d+$/.test(text) && words.some((word) => /^tokens?$/.test(word))) return false;
  if (isReference(text)) return false;
  const last = lastSecretWord(words);
  return last < 0 || words.slice(last + 1).every((word) => qualifiers.includes(word)) || looksRandom(text);
}

/** The kind of a value that is recognizably secret: `a private key`. Messages must not show the value itself. */
export function secretKindOf(value: string): string | undefined {
  const text = value.trim();
  const plain = /^LS0tLS1CRUdJTi[A-Za-z0-9+/=\s]*$/.test(text) ? Buffer.from(text, "base64").toString("latin1") : text;
  return secretValues.find(([pattern]) => pattern.test(plain))?.[1];
}

/**
 * Whether an option of a log or volume driver holds a credential: `splunk-token`, or `o` with `username=…,password=…`.
 */
export function isCredentialOption(name: string, value: string): boolean {
  return value !== "" && (isSecretName(name) || isCredentialValue(value));
}

/** Whether an environment variable holds a credential: `DB_PASSWORD`, not `DB_PASSWORD_FILE` or `TOKEN_TTL`. */
export function isCredentialVariable(name: string, value: string): boolean {
  return (isSecretName(name) && isSecretValue(name, value)) || isCredentialValue(value);
}

function isCredentialValue(value: string): boolean {
  return secretKindOf(value) !== undefined || mountOption.test(value);
}

/** In the options of a mount, e.g. `addr=10.0.0.5,username=shop,password=…`. */
const mountOption = /(?:^|,)\s*(?:pass|passwd|password|secret)\s*=\s*[^,\s]/i;

/** The index of the last word that means something secret; -1 if none does. */
function lastSecretWord(words: readonly string[]): number {
  return words.findLastIndex(
    (word, i) =>
      secretWords.includes(word) ||
      runTogether.test(word) ||
      (/^keys?$/.test(word) && secretKinds.includes(words[i - 1] ?? "")),
  );
}

/** Ten characters or more of at least two kinds, without a space. */
function looksRandom(text: string): boolean {
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z\d\s]/].filter((kind) => kind.test(text));
  return text.length >= 10 && kinds.length >= 2 && !/\s/.test(text) && /\d/.test(text);
}

/** A path of at least two parts, a variable, a template of the Engine, or an address in a store of secrets. */
function isReference(text: string): boolean {
  return (
    /^\/[\w.@-]+(?:\/[\w.@-]+)+$/.test(text) ||
    /^\$\{?\w+\}?$/.test(text) ||
    /^\{\{.*\}\}$/s.test(text) ||
    /^(?:file|vault|op|arn|secretsmanager|ssm|awssm|gcpsm|azkv):/i.test(text)
  );
}

/** The words of a name in lower case, separated by punctuation, digits or capital letters. */
function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== "");
}

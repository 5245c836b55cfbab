/** Endings of files that hold a key, a certificate or a configuration. */
const fileEndings =
  "key|pem|crt|cer|der|p12|pfx|jks|keystore|txt|json|ya?ml|env|conf|cfg|ini|properties|secret|token|pub|asc|gpg|toml|" +
  "xml|password|passwd|htpasswd";

const answers =
  "true|false|yes|no|on|off|y|n|[01]|none|null|nil|undefined|unset|empty|disabled?|enabled?|optional|required|" +
  "include|omit|same-origin|prompt|ask|string|text|~|\\?";

/** Values that are not a secret, whatever their name. */
const harmlessValues: readonly RegExp[] = [
  // An answer instead of a secret.
  new RegExp(`^(?:${answers})?$`, "i"),
  // A mask or a gap in a template: ***, xxxx, <password>, [redacted].
  /^(?:\*{2,}|x{3,}|<[^<>]*>|\[[^[\]]*\]?|\{.*)$/is,
  // A variable of a shell, of Compose, of Windows or of a format string.
  /^(?:\$\$?\w+|\$\$?\{.*|\$\(.*|`.*|%\w*[({].*|%[a-z]|%\w+%)$/is,
  // A parameter of an SQL statement.
  /^(?:[:@][a-z_]\w*|\$\d+)$/i,
  // A function call, a YAML tag or a YAML alias.
  /^(?:[\w.]+\(.*\)|!\w+(?:\s.*)?|[*&][a-z_]\w*)$/is,
  // The address of a secret in a store.
  /^(?:file|env|vault|op|arn|secretsmanager|ssm|awssm|gcpsm|azkv|secret|sops|doppler|keyring|conjur|ref\+\w+):/i,
  /^projects\/[\w-]+\/secrets\/|^docker-secret/i,
  // A path or a file.
  /^@?(?:\/[\w.@-]+){2,}\/?$|^@?(?:\.{1,2}|~)\/\S+$|^[a-z]:\\\S+$/i,
  new RegExp(`^(?:[\\w.-]+/)*[\\w.-]+\\.(?:${fileEndings})$`, "i"),
  // A public key or a certificate.
  /^(?:ssh-(?:rsa|dss|ed25519)|ecdsa-sha2-\S+|sk-\S+@openssh\.com)\s+AAAA/,
  /^-----BEGIN (?:[A-Z0-9 ]*PUBLIC KEY|CERTIFICATE)/,
  // An address without a password: one in its query is found by the name of the parameter.
  /^[a-z][a-z0-9+.-]*:\/\/[^\s@]*$/i,
  // A prompt: `Password:`.
  /^[\w ]+:$/,
];

/**
 * Whether a value is certainly not a secret: it is empty, an answer such as "none", a placeholder, a path, a public
 * key, or a reference to a secret store.
 */
export function isHarmlessValue(value: string): boolean {
  const text = value.trim();
  return harmlessValues.some((pattern) => pattern.test(text));
}

/** Whether a value looks like a generated text: ten characters or more of at least two kinds, a digit among them. */
export function looksRandom(value: string): boolean {
  const text = value.trim();
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z\d\s]/].filter((kind) => kind.test(text));
  if (text.length < 10 || kinds.length < 2 || /\s/.test(text) || !/\d/.test(text)) return false;
  return !isName(text) && entropyOf(text) >= leastEntropy;
}

/** Words with punctuation between them, some with a number: `shop-frontend-v2`, `auth.Argon2Hasher`, `web1:80`. */
function isName(text: string): boolean {
  const [words = text] = /^.*(?=:\d{1,5}$)/.exec(text) ?? [];
  return words
    .split(/[-_./]/)
    .every((part) => /^[A-Za-z]*\d{0,2}$|^\d{1,4}$|^[A-Z]?[a-z]+\d?[A-Z][A-Za-z]*$/.test(part));
}

/** Bits per character: words of a language have about 2.5, and 16 random hexadecimal digits rarely less than 3. */
const leastEntropy = 2.75;

/** The Shannon entropy of a text, in bits per character. */
function entropyOf(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  return [...counts.values()].reduce((sum, count) => sum - (count / text.length) * Math.log2(count / text.length), 0);
}

/** Names of secrets that do not say so, as programs chose them: the last words. Digits separate words. */
const givenNames = /(?:^| )(?:rediscli auth|neo j auth|basic auth|root token id|bind credentials)$/;

/** Words of a name that mean something secret. */
const secretWords = wordSet(
  "password passwd passphrase passcode pass pwd pw secret token credential creds apikey apitoken authtoken " +
    "accesstoken accesskey secretkey privatekey signingkey encryptionkey requirepass masterauth",
);

/** The same in the plural: such a name often holds a list of names, so only its value can tell. */
const secretPlurals = wordSet("passwords passwds secrets tokens credentials apikeys");

/** Words that make a key secret: API_KEY, PRIVATE_KEY. */
const secretKinds = wordSet(
  "api access private secret signing encryption encrypt auth master app ssh tls ssl session jwt hmac account license " +
    "storage shared deploy webhook vapid",
);

/** The end of a secret's name that is written as one word: DBPASSWORD, dbpass. */
const runTogether = new RegExp(
  "(?:pass(?:word|wd|phrase)|^(?:db|sql|smtp|root|admin|user|login|key|bind)pass|" +
    "(?:api|secret|access|private|signing|encryption)key|(?:auth|api|access|refresh|bearer)token|secret)$",
);

/** Words whose value may be a secret, if it looks like one: SALT, WIDGET_KEY, `sig` in an address. */
const weakWords = wordSet("key keys auth authorization salt cookie license pin sig signature encrypt");

/** Words that make a name harmless, whatever else it says: what is public, and keys that index something. */
const harmlessWords = wordSet(
  "public publishable pub site gpg pgp host fingerprint cache partition sort primary foreign routing idempotency",
);

/** Last words of names that describe a secret without being one: its location, its length, its lifetime. */
const aboutSecrets = wordSet(
  "file path dir directory name url uri endpoint host server port id header cookie issuer audience length len min " +
    "minimum max maximum size count limit ttl age expiry expire expiration timeout lifetime lifespan life validity " +
    "interval second minute hour day policy rotation rotate algorithm alg type kind method mode format encoding " +
    "field column param parameter attribute attr regex pattern hint prefix suffix label enabled enable required " +
    "optional disabled provider manager store storage backend engine driver version scope grant location source ref " +
    "reference arn region namespace prompt env fingerprint query from",
);

/** Words that can follow the word for a secret without changing its meaning: DB_PASSWORD_PROD. */
const qualifiers = wordSet(
  "prod production dev development test testing staging stage qa ci live main primary secondary replica backup base " +
    "db database old new current previous next value val text string default admin root user app web service key",
);

/** Settings of nginx that pass a request on, which only look like passwords: `proxy_pass http://web`. */
const passRequest = /^(?:proxy|fastcgi|uwsgi|scgi|grpc|memcached)_pass$/i;

/** How much a name says about its value: it is a secret, it is one if it looks like one, or nothing. */
export type Suspicion = "secret" | "secret if random" | "none";

/**
 * Whether the name of a variable says that its value is secret: `DB_PASSWORD`, `apiKey`, `PGPASSWORD`; not
 * `DB_PASSWORD_FILE`, `TOKEN_TTL`, `PWD` or `TOKENIZERS_PARALLELISM`.
 */
export function isSecretName(name: string): boolean {
  const words = wordsOf(name);
  return isGivenName(words) || (!isHarmlessName(name, words) && lastSecretWord(words) >= 0);
}

/** What the name of a value says about it. */
export function suspicionOf(name: string): Suspicion {
  const words = wordsOf(name);
  if (isGivenName(words)) return "secret";
  if (isHarmlessName(name, words)) return "none";
  const last = lastSecretWord(words);
  if (last < 0) return words.some((word) => weakWords.has(word)) ? "secret if random" : "none";
  const isCertain =
    !secretPlurals.has(words[last] ?? "") && words.slice(last + 1).every((word) => qualifiers.has(word));
  return isCertain ? "secret" : "secret if random";
}

/** Whether a name is about tokens, which are also what language models count. */
export function isAboutTokens(name: string): boolean {
  return wordsOf(name).some((word) => /^tokens?$/.test(word));
}

function isGivenName(words: readonly string[]): boolean {
  return givenNames.test(words.join(" "));
}

function isHarmlessName(name: string, words: readonly string[]): boolean {
  if (/^(?:OLD)?PWD$/.test(name) || passRequest.test(name)) return true;
  // The name of a cluster of etcd: `--initial-cluster-token`.
  if (words.slice(-3).join(" ") === "initial cluster token") return true;
  const last = words.at(-1) ?? "";
  const isAbout = aboutSecrets.has(last) || aboutSecrets.has(last.replace(/s$/, ""));
  return (isAbout && !isErlangCookie(words)) || words.slice(0, -1).some((word) => harmlessWords.has(word));
}

/** The index of the last word that means something secret; -1 if none does. */
function lastSecretWord(words: readonly string[]): number {
  return words.findLastIndex(
    (word, i) =>
      secretWords.has(word) ||
      secretPlurals.has(word) ||
      runTogether.test(word) ||
      (/^keys?$/.test(word) && secretKinds.has(words[i - 1] ?? "")) ||
      (word === "cookie" && isErlangCookie(words)),
  );
}

/** The secret that the nodes of an Erlang cluster share. */
function isErlangCookie(words: readonly string[]): boolean {
  return words.at(-1) === "cookie" && words.at(-2) === "erlang";
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

function wordSet(words: string): ReadonlySet<string> {
  return new Set(words.split(" "));
}

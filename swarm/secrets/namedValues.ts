/** A value inside a text, with the name that the text gives it. */
export interface NamedValue {
  readonly name: string;
  readonly value: string;
  /** Whether only a value that looks generated counts, because the form is also one of plain language. */
  readonly isVague?: boolean;
}

const name = "[A-Za-z_][\\w.-]*";

/** `password: x`, `password = x`, `- "password": 'x'` and `export PASSWORD=x`, as the whole of a line. */
const line = new RegExp(`^\\s*(?:-\\s+|export\\s+)?["']?(${name})["']?\\s*(?::=|=>|[:=])\\s*(.*?)\\s*[,;]?\\s*$`);

/** Forms in which a name and its value stand somewhere in a line: the groups are the name and the value. */
const forms: readonly RegExp[] = [
  // password=x, in a connection string, a query, the options of a mount or a shell script
  new RegExp(`(?<![\\w.$])(${name})=("[^"]*"|'[^']*'|[^\\s"'&;,<>|)]+)`, "g"),
  // "password": "x", 'password' => 'x', $config['password'] = 'x'
  new RegExp(`["'](${name})["']\\s*\\]?\\s*(?:[:=]|=>)\\s*("[^"]*"|'[^']*')`, "g"),
  // define('PASSWORD', 'x')
  new RegExp(`\\bdefine\\(\\s*["'](${name})["']\\s*,\\s*("[^"]*"|'[^']*')`, "g"),
  // <password>x</password>
  new RegExp(`<(${name})(?:\\s[^<>]*)?>([^<>]+)</`, "g"),
  // <add key="Password" value="x"/>, <property name="password">x</property>
  new RegExp(`\\b(?:name|key)=["'](${name})["'][^<>]*?(?:\\svalue=["']|>)([^"'<>]*)`, "gi"),
];

/** `requirepass x` and `X-Api-Key x`: two words. */
const pair = new RegExp(`^\\s*(${name})\\s+("[^"]*"|'[^']*'|[^\\s"']+?);?\\s*$`);

/** Settings of Redis that take a password as their only word. */
const passwordSettings = /^(?:requirepass|masterauth)$/i;

/** The values that a text gives a name to, in the forms of configuration files, connection strings and JSON. */
export function namedValuesIn(text: string): NamedValue[] {
  const json = parseJson(text);
  if (json !== undefined) return valuesOfJson(json);
  return text.split(/\r?\n/).flatMap(valuesOfLine);
}

function valuesOfLine(text: string): NamedValue[] {
  // A line of npm's configuration starts like a comment: `//registry.example.com/:_authToken=x`.
  if (/^\s*(?:#|\/\/(?!\S+:_)|;)/.test(text)) return [];
  const found: NamedValue[] = [];
  const [, key, rest] = line.exec(text) ?? [];
  const value = rest === undefined ? undefined : wholeValue(rest);
  if (key !== undefined && value !== undefined) found.push({ name: key, value });
  for (const form of forms) {
    for (const [, inner = "", given = ""] of text.matchAll(form)) found.push({ name: inner, value: unquoted(given) });
  }
  const [, word, second] = pair.exec(text) ?? [];
  if (word !== undefined && second !== undefined)
    found.push({ name: word, value: unquoted(second), isVague: !passwordSettings.test(word) });
  return found;
}

/** The value of a line: what is in quotes, or one word. Several words without quotes are prose. */
function wholeValue(rest: string): string | undefined {
  const [, quoted] = /^(?:"([^"]*)"|'([^']*)')/.exec(rest) ?? [];
  if (quoted !== undefined || /^["']/.test(rest)) return quoted ?? unquoted(rest);
  // The rest has values of its own, which the other forms find: `credentials=/run/secrets/smb,uid=1000`.
  if (/[,;&]\s*[A-Za-z][\w.-]*=/.test(rest)) return undefined;
  const word = rest.replace(/\s+(?:#|\/\/).*$/, "");
  return /\s/.test(word) && !word.startsWith("!") ? undefined : word;
}

function unquoted(text: string): string {
  return text.replace(/^(["'])(.*)\1$/s, "$2").replace(/["']$/, "");
}

function parseJson(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON: a template, TOML or INI may start with a bracket as well.
    return undefined;
  }
}

function valuesOfJson(value: unknown, key = ""): NamedValue[] {
  if (typeof value === "string" || typeof value === "number") return [{ name: key, value: String(value) }];
  if (Array.isArray(value)) return value.flatMap((entry) => valuesOfJson(entry, key));
  if (typeof value !== "object" || value === null) return [];
  const fields = value as Readonly<Record<string, unknown>>;
  // { "name": "PASSWORD", "value": "x" }, as orchestrators write variables
  const label = fields["name"] ?? fields["key"];
  const named = typeof label === "string" ? valuesOfJson(fields["value"], label) : [];
  return [...named, ...Object.entries(fields).flatMap(([inner, entry]) => valuesOfJson(entry, inner))];
}

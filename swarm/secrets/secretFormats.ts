import { isHarmlessValue } from "./harmlessValue";

/** A form that only a secret has. */
interface SecretFormat {
  /** The secret's kind, for a message: `a private key`. */
  readonly kind: string;
  /** A group `secret` marks the part that must not be a placeholder. */
  readonly pattern: RegExp;
  /** What else must be true of the secret. */
  readonly holds?: (secret: string) => boolean;
}

const uri = "[a-z][a-z0-9+.-]*:\\/\\/[^\\s:@/?#\"'<>]*";
const quote = "[\"'`]?";

/** Sources are the providers' own descriptions of their tokens. More exact forms come first. */
const secretFormats: readonly SecretFormat[] = [
  ...formats(
    "a private key",
    /-----BEGIN [A-Z0-9 ]*PRIVATE KEY/,
    /PuTTY-User-Key-File-\d/,
    token("AGE-SECRET-KEY-1\\w{50,}"),
  ),
  ...formats(
    "an address with a password in it",
    new RegExp(`${uri}:(?<secret>[^\\s@/"']+)@`, "gi"),
    /(?<![\w/])[\w.-]+:(?<secret>[^\s:@/]+)@(?:tcp|udp|unix)\(/gi,
    /\bthin:[\w$#]+\/(?<secret>[^\s@/]+)@/gi,
  ),
  ...formats(
    "a password in an SQL statement",
    /\b(?:identified\s+(?:with\s+\S+\s+)?by|password)\s+'(?<secret>[^']+)'/gi,
  ),
  ...formats(
    "a password in a command",
    /\b(?:change_password|add_user)\s+\S+\s+(?<secret>\S+)/gi,
    /\blogin\s+\S+\s+password\s+(?<secret>\S+)/gi,
  ),
  // Dollar signs are doubled in files for Compose.
  ...formats(
    "a password hash",
    /(?<![\w$])\${1,2}(?:apr1|2[aby]|[56]|argon2\w+)\${1,2}[^\s'",]{8,}/,
    /\{S?SHA\d*\}[\w+/=]{20,}/,
  ),
  {
    kind: "a password in an authorization header",
    pattern: new RegExp(`\\bBasic\\s+${quote}(?<secret>[A-Za-z0-9+/]{8,}={0,2})(?![\\w+/=])`, "g"),
    holds: (secret) => Buffer.from(secret, "base64").toString("latin1").includes(":"),
  },
  ...formats("a token in an authorization header", /\bBearer\s+(?<secret>(?=\S*\d)[\w.~+/-]{12,}=*)/g),
  ...formats(
    "a token in an authorization header",
    /\bAuthorization:\s*(?:Token|Key|ApiKey|GenieKey|Splunk)\s+(?<secret>(?=\S*\d)[\w.~+/-]{12,}=*)/gi,
  ),
  ...formats("an AWS access key", token("(?:AKIA|ASIA)[0-9A-Z]{16}")),
  ...formats("a GitHub token", token("gh[pousr]_[A-Za-z0-9]{36,}"), token("github_pat_\\w{22,}")),
  ...formats("a GitLab token", token("gl(?:pat|rt|dt|ptt|ft|soat|agent|cbt)-[\\w.-]{20,}")),
  ...formats("a Slack token", token("xox[abeoprs]-[A-Za-z0-9-]{10,}"), token("xapp-\\d-[A-Za-z0-9-]{10,}")),
  ...formats(
    "the address of a webhook, which is a secret",
    /\bhooks\.slack\.com\/(?:services|workflows)\/[\w/]{20,}/i,
    /\bdiscord(?:app)?\.com\/api\/webhooks\/\d+\/[\w-]{20,}/i,
    /\bwebhook\.office\.com\/webhookb2\/[\w@-]{36,}\//i,
  ),
  ...formats("a Stripe key", token("[sr]k_(?:live|test)_[A-Za-z0-9]{16,}"), token("whsec_[A-Za-z0-9+/]{24,}")),
  ...formats("a Google API key", token("AIza[\\w-]{35}"), token("GOCSPX-[\\w-]{24,}")),
  ...formats("a join token or unlock key of a swarm", token("SWM(?:TKN|KEY)-1-[\\w+/-]{20,}")),
  ...formats(
    "a token of a well-known service",
    token("npm_[A-Za-z0-9]{36}"),
    token("pypi-AgE[\\w-]{20,}"),
    token("dckr_(?:pat|oat)_[\\w-]{27,}"),
    token("SG\\.[\\w-]{20,24}\\.[\\w-]{39,50}"),
    token("key-[0-9a-f]{32}"),
    token("SK[0-9a-f]{32}"),
    token("\\d{8,10}:AA[\\w-]{32,34}"),
    token("do[opr]_v1_[0-9a-f]{64}"),
    token("hv[sbr]\\.[\\w-]{24,}"),
    token("hf_[A-Za-z0-9]{30,}"),
    token("shp(?:at|ca|pa|ss)_[0-9a-f]{32}"),
    token("gl(?:sa|c)_[A-Za-z0-9+/=]{32,}(?:_[0-9a-f]{8})?"),
    token("sntry[su]_[\\w+/=.-]{20,}"),
    token("tskey-[a-z]+-\\w+-\\w{20,}"),
    token("pul-[0-9a-f]{40}"),
    token("sk-(?:proj-|ant-|svcacct-)?[\\w-]{32,}"),
    token("sbp_[0-9a-f]{40}"),
    token("dapi[0-9a-f]{32}"),
    token("(?:lin_api|ntn|dp\\.(?:pt|st)|pscale_(?:tkn|pw))[_.][\\w.-]{30,}"),
    token("PMAK-[0-9a-f]{24}-[0-9a-f]{34}"),
    token("ATATT3[\\w=-]{60,}"),
    token("NRAK-[A-Z0-9]{27}"),
  ),
  ...formats("a JSON web token", token("eyJ[\\w-]{5,}\\.eyJ[\\w-]{5,}\\.[\\w-]*")),
];

/**
 * The kind of a value that has, or contains, the form of a secret: `a private key`. Messages must not show the value.
 */
export function secretKindOf(value: string): string | undefined {
  for (const text of [value, ...decodedKeys(value)]) {
    const format = secretFormats.find((one) => occursIn(one, text));
    if (format !== undefined) return format.kind;
  }
  return undefined;
}

function occursIn({ pattern, holds }: SecretFormat, text: string): boolean {
  if (!pattern.global) return pattern.test(text);
  return Array.from(text.matchAll(pattern)).some(({ groups }) => {
    const secret = groups?.["secret"] ?? "";
    return !isHarmlessValue(secret) && (holds === undefined || holds(secret));
  });
}

/** What is encoded in base64 and starts as a PEM file does: a kubeconfig has its keys and certificates in this form. */
function decodedKeys(value: string): string[] {
  return Array.from(value.matchAll(/LS0tLS1CRUdJTi[A-Za-z0-9+/=\r\n]*/g), ([text]) =>
    Buffer.from(text, "base64").toString("latin1"),
  );
}

function formats(kind: string, ...patterns: readonly RegExp[]): SecretFormat[] {
  return patterns.map((pattern) => ({ kind, pattern }));
}

/** A token that is not a part of a longer word. */
function token(form: string): RegExp {
  return new RegExp(`(?<![\\w-])${form}(?![\\w-])`);
}

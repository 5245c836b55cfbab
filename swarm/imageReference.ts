import type { Problem } from "./problem";
import { show, textOf } from "./typed";

/** The parts of an image reference: `[domain[:port]/]path[:tag][@digest]`. */
export interface ImageReference {
  /** The registry, e.g. `registry.example.com:5000`; `docker.io` for a reference without one. */
  readonly domain: string;
  /** The repository in the registry, e.g. `library/nginx` for `nginx`. */
  readonly path: string;
  /** @default - none, which Docker reads as `latest` when there is no digest either */
  readonly tag?: string;
  /** The content that the image must have, e.g. `sha256:` and 64 hexadecimal digits. */
  readonly digest?: string;
}

/** The registry of a reference without a domain. */
export const dockerHub = "docker.io";

/** The namespace of Docker Hub that references leave out: `nginx` is `docker.io/library/nginx`. */
const officialImages = "library/";

/** The longest path of a repository, counted with `library/`. */
const longestPath = 255;

const domainName = "(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)(?:\\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*";
const domainForm = new RegExp(`^(?:${domainName}|\\[[A-Fa-f0-9:]+\\])(?::\\d+)?$`);
const pathComponent = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
const pathForm = new RegExp(`^${pathComponent}(?:/${pathComponent})*$`);
const referenceForm = /^(?<name>[^@]+?)(?::(?<tag>\w[\w.-]{0,127}))?(?:@(?<digest>[^@]+))?$/;

/** Hexadecimal digits of a digest, by algorithm (opencontainers/go-digest, algorithm.go). */
const digestLengths: Readonly<Record<string, number>> = { sha256: 64, sha384: 96, sha512: 128 };

/**
 * Parses an image reference as Docker does; `undefined` for text that is not a reference.
 *
 * Source: github.com/distribution/reference, regexp.go (grammar) and normalize.go (domain, `library/`, identifiers).
 */
export function parseImageReference(text: string): ImageReference | undefined {
  const { name, tag, digest } = referenceForm.exec(text)?.groups ?? {};
  // 64 hexadecimal digits are the id of a local image, which no registry can resolve.
  if (name === undefined || /^[0-9a-f]{64}$/.test(name)) return undefined;
  const { domain, path } = splitDomain(name);
  if (!domainForm.test(domain) || !pathForm.test(path) || path.length > longestPath) return undefined;
  if (digest !== undefined && !isDigest(digest)) return undefined;
  return { domain, path, ...(tag !== undefined && { tag }), ...(digest !== undefined && { digest }) };
}

/** The name as people write it: without tag and digest, `docker.io/` and `library/`. */
export function familiarName({ domain, path }: ImageReference): string {
  if (domain !== dockerHub) return `${domain}/${path}`;
  const official = path.startsWith(officialImages) ? path.slice(officialImages.length) : path;
  return official.includes("/") ? path : official;
}

/** The reference as people write it: `nginx:1.27`, `registry.example.com/shop/api@sha256:…`. */
export function formatImageReference(reference: ImageReference): string {
  const { tag, digest } = reference;
  return familiarName(reference) + (tag === undefined ? "" : `:${tag}`) + (digest === undefined ? "" : `@${digest}`);
}

/** Checks that a value, if it is present, is an image reference. */
export function checkImageReference(value: unknown, path: string): Problem[] {
  const problems: Problem[] = [];
  const text = textOf(value, path, "image", `"nginx:1.27"`, problems);
  if (text === undefined || parseImageReference(text) !== undefined) return problems;
  const likely = text.trim().toLowerCase();
  const fix =
    parseImageReference(likely) === undefined
      ? `Use a repository with a tag or digest, e.g. "nginx:1.27".`
      : `Did you mean ${show(likely)}?`;
  return [{ path, reason: `'image' ${show(text)} is not an image reference. ${fix}` }];
}

/** The first part of a name is a domain if it has a dot, a port or an upper-case letter, or is `localhost`. */
function splitDomain(name: string): { domain: string; path: string } {
  const slash = name.indexOf("/");
  const first = name.slice(0, Math.max(slash, 0));
  const isDomain = first === "localhost" || /[.:]/.test(first) || first !== first.toLowerCase();
  const given = isDomain && first !== "index.docker.io" ? first : dockerHub;
  const path = isDomain ? name.slice(slash + 1) : name;
  return { domain: given, path: given === dockerHub && !path.includes("/") ? officialImages + path : path };
}

function isDigest(text: string): boolean {
  const [algorithm = "", digits = "", ...rest] = text.split(":");
  return rest.length === 0 && digits.length === digestLengths[algorithm] && /^[0-9a-f]+$/.test(digits);
}

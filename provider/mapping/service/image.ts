import { unknown } from "../../../swarm/draft";
import { show } from "../../../swarm/typed";
import { changeOf, isAbsent, type Field } from "../fields/field";

/** The parts of an image reference, in docker's short form: `docker.io/library/nginx` is `nginx`. */
export interface ImageReference {
  readonly name: string;
  readonly tag: string | undefined;
  /** `sha256:…`: this very image, whatever the tag says later. */
  readonly digest: string | undefined;
}

/** `undefined` for text that is no reference. Grammar: github.com/distribution/reference. */
export function parseImage(image: string): ImageReference | undefined {
  const match =
    /^(?<name>[^@]+?)(?::(?<tag>\w[\w.-]{0,127}))?(?:@(?<digest>[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[0-9a-f]{32,}))?$/.exec(
      image,
    );
  const name = match?.groups?.["name"];
  if (match === null || name === undefined) return undefined;
  const domain = "(?:[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?(?::\\d+)?/)?";
  const part = "[a-z0-9]+(?:(?:\\.|__?|-+)[a-z0-9]+)*";
  if (!new RegExp(`^${domain}${part}(?:/${part})*$`).test(name)) return undefined;
  const short = name.replace(/^(?:index\.)?docker\.io\//, "").replace(/^library\/(?=[^/]+$)/, "");
  return { name: short, tag: match.groups?.["tag"], digest: match.groups?.["digest"] };
}

/** The reference that is asked of the registry: with the tag `latest` when there is neither tag nor digest. */
export function tagged(image: string): string {
  const reference = parseImage(image);
  if (reference === undefined) return image;
  return written(reference.digest === undefined ? { ...reference, tag: reference.tag ?? "latest" } : reference);
}

/** `name:tag@sha256:…`: what every node runs, also when the tag has moved on before a node pulls. */
export function pinned(image: string, digest: string): string {
  const reference = parseImage(tagged(image));
  return reference === undefined ? image : written({ ...reference, digest });
}

/** Whether a reference names one image for ever. */
export function isPinned(image: string): boolean {
  return parseImage(image)?.digest !== undefined;
}

/** Whether what is live is what was asked for: the tag that the user gave, pinned or not, or the digest that the user gave. */
export function isDeployed(wanted: string, live: string): boolean {
  if (tagged(wanted) === tagged(live)) return true;
  const reference = parseImage(live);
  return (
    !isPinned(wanted) && reference?.tag !== undefined && tagged(wanted) === written({ ...reference, digest: undefined })
  );
}

/** An image. The user's tag stands for the digest that it was pinned to, until the user gives another one. */
export function image(): Field {
  const textOf = (value: unknown): string => (typeof value === "string" ? value : "");
  const same: Field["same"] = (before, wanted) =>
    before !== unknown && wanted !== unknown && isDeployed(textOf(wanted), textOf(before));
  const fits: Field["fits"] = (wanted, live) => wanted !== unknown && isDeployed(textOf(wanted), textOf(live));
  return {
    write: (wanted) => (isAbsent(wanted) ? undefined : wanted),
    fits,
    same,
    differences: (path, before, wanted) => (same(before, wanted) ? [] : [changeOf(path, before, wanted)]),
    reconcile: (known, live) => (fits(known, live) ? known : textOf(live)),
    rewrite: (live, wanted, before) => (fits(wanted, live) && same(before, wanted) ? live : wanted),
    check: (path, draft) => {
      if (draft === unknown || isAbsent(draft)) return [];
      if (typeof draft === "string" && parseImage(draft) !== undefined) return [];
      const likely = typeof draft === "string" ? draft.trim().toLowerCase() : "";
      const way =
        parseImage(likely) === undefined ? `Write it as "registry/name:tag".` : `Did you mean ${show(likely)}?`;
      return [{ property: path, reason: `'image' ${show(draft)} is not an image reference. ${way}` }];
    },
  };
}

function written({ name, tag, digest }: ImageReference): string {
  return name + (tag === undefined ? "" : `:${tag}`) + (digest === undefined ? "" : `@${digest}`);
}

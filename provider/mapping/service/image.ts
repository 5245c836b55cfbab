import { unknown } from "../../../swarm/draft";
import { checkImageReference, formatImageReference, parseImageReference } from "../../../swarm/imageReference";
import { isAbsent, type Field } from "../fields/field";
import { differencesOfValue } from "../fields/leaf";

/** The reference to look up in the registry. Without a tag or digest, the tag is `latest`. */
export function tagged(image: string): string {
  const reference = parseImageReference(image);
  if (reference === undefined) return image;
  return formatImageReference(
    reference.digest === undefined ? { ...reference, tag: reference.tag ?? "latest" } : reference,
  );
}

/** `name:tag@sha256:…`: every node then runs the same image, even if the tag moves before a node pulls it. */
export function pinned(image: string, digest: string): string {
  const reference = parseImageReference(tagged(image));
  return reference === undefined ? image : formatImageReference({ ...reference, digest });
}

/** Whether a reference always names the same image. */
export function isPinned(image: string): boolean {
  return parseImageReference(image)?.digest !== undefined;
}

/**
 * Whether the live image is the declared one: the same tag, pinned or not, or the same digest.
 */
export function isDeployed(wanted: string, live: string): boolean {
  if (tagged(wanted) === tagged(live)) return true;
  const reference = parseImageReference(live);
  if (isPinned(wanted) || reference?.tag === undefined) return false;
  const { domain, path, tag } = reference;
  return tagged(wanted) === formatImageReference({ domain, path, tag });
}

/** An image. The declared tag matches the digest to which it was pinned, until the program gives another tag. */
export function image(): Field {
  const textOf = (value: unknown): string => (typeof value === "string" ? value : "");
  const same: Field["same"] = (before, wanted) =>
    before !== unknown && wanted !== unknown && isDeployed(textOf(wanted), textOf(before));
  const fits: Field["fits"] = (wanted, live) => wanted !== unknown && isDeployed(textOf(wanted), textOf(live));
  return {
    shape: { kind: "value", accepts: (value) => typeof value === "string" },
    write: (wanted) => (isAbsent(wanted) ? undefined : wanted),
    fits,
    same,
    differences: (path, before, wanted, live) => differencesOfValue(same, path, before, wanted, live),
    reconcile: (previous, live) => (fits(previous, live) ? previous : textOf(live)),
    rewrite: (live, wanted, before) => (fits(wanted, live) && same(before, wanted) ? live : wanted),
    check: (path, draft) => checkImageReference(draft, path).map(({ reason }) => ({ property: path, reason })),
  };
}

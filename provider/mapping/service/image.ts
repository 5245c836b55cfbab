import { unknown } from "../../../swarm/draft";
import { checkImageReference, formatImageReference, parseImageReference } from "../../../swarm/imageReference";
import { isAbsent, type Field } from "../fields/field";
import { differencesOfValue } from "../fields/leaf";

/** The reference that is asked of the registry: with the tag `latest` when there is neither tag nor digest. */
export function tagged(image: string): string {
  const reference = parseImageReference(image);
  if (reference === undefined) return image;
  return formatImageReference(
    reference.digest === undefined ? { ...reference, tag: reference.tag ?? "latest" } : reference,
  );
}

/** `name:tag@sha256:…`: what every node runs, also when the tag has moved on before a node pulls. */
export function pinned(image: string, digest: string): string {
  const reference = parseImageReference(tagged(image));
  return reference === undefined ? image : formatImageReference({ ...reference, digest });
}

/** Whether a reference names one image for ever. */
export function isPinned(image: string): boolean {
  return parseImageReference(image)?.digest !== undefined;
}

/**
 * Whether what is live is what was asked for: the tag that the user gave, pinned or not, or the digest that the user
 * gave.
 */
export function isDeployed(wanted: string, live: string): boolean {
  if (tagged(wanted) === tagged(live)) return true;
  const reference = parseImageReference(live);
  if (isPinned(wanted) || reference?.tag === undefined) return false;
  const { domain, path, tag } = reference;
  return tagged(wanted) === formatImageReference({ domain, path, tag });
}

/** An image. The user's tag stands for the digest that it was pinned to, until the user gives another one. */
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

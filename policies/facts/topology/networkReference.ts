import type { Draft, Unknown } from "../../../swarm/draft";
import { unknown } from "../../../swarm/draft";
import { isNetworkId } from "../../../swarm/names";
import type { NetworkReference } from "../service";
import { fieldsOf } from "../service";

/** The id by which a service refers to a network, or else the name. Empty strings do not count. */
export function idOrNameOf(reference: Draft<NetworkReference>): string | Unknown | undefined {
  if (reference === unknown) return unknown;
  const { id, name } = fieldsOf<NetworkReference>(reference);
  const isSet = (idOrName: unknown): idOrName is string | Unknown =>
    idOrName === unknown || (typeof idOrName === "string" && idOrName !== "");
  return [id, name].find(isSet);
}

/** Whether a text is an id of Swarm, or has the form of a shortened one: letters and digits, at least 10. */
export function isLikelyId(text: string): boolean {
  return isNetworkId(text) || /^(?=[a-z]*\d)(?=\d*[a-z])[a-z0-9]{10,24}$/.test(text);
}

import type { PolicyResource } from "@pulumi/policy";
import { draftOf, isOpen } from "../unknowns/draft";
import type { Network } from "./network";
import { isOn } from "./network";
import { fieldsOf } from "./service";

/**
 * The properties that the program sets for a resource of a stack. In a preview, values that the provider or Swarm fills
 * in are unknown as well; with the official plugin, these are all properties that the program leaves out. An unknown
 * value that depends on no other resource therefore counts as absent.
 */
export function givenOf<T extends object>(resource: PolicyResource): Fields<T> {
  const before = given.get(resource);
  if (before !== undefined) return before;
  const { props, propertyDependencies } = resource;
  const draft = draftOf<T>(props);
  const fields = fieldsOf<T>(draft);
  const known = isOpen(fields) ? withoutUnknown(fields, (key) => (propertyDependencies[key] ?? []).length > 0) : fields;
  given.set(resource, known);
  return known;
}

/** By resource, which is the same object for all rules, and only within one request of the CLI. */
const given = new WeakMap<PolicyResource, object>();

type Fields<T extends object> = ReturnType<typeof fieldsOf<T>>;

/**
 * {@link givenOf} a docker.Network, with flags converted to booleans. Untyped languages may set them as text: "true".
 */
export function givenNetwork(resource: PolicyResource): Fields<Network> {
  const network = givenOf<Network>(resource);
  const flags = (["ingress", "internal"] as const).filter(
    (flag) => typeof Object.getOwnPropertyDescriptor(network, flag)?.value === "string",
  );
  if (flags.length === 0) return network;
  const read = flags.map((flag) => [flag, { value: isOn(network[flag]), enumerable: true }] as const);
  return Object.defineProperties({}, { ...Object.getOwnPropertyDescriptors(network), ...Object.fromEntries(read) });
}

/** A copy of a draft without its unknown values, except for list entries and for keys that `keeps` accepts. */
function withoutUnknown(draft: object, keeps: (key: string) => boolean = () => false): object {
  if (!isOpen(draft)) return draft;
  const copy: object = Array.isArray(draft) ? [] : {};
  for (const [key, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(draft))) {
    const { value, get } = descriptor as { readonly value: unknown; readonly get?: unknown };
    if (get === undefined && typeof value === "object" && value !== null && !keeps(key))
      Object.defineProperty(copy, key, { ...descriptor, value: withoutUnknown(value) });
    else if (get === undefined || Array.isArray(draft) || keeps(key)) Object.defineProperty(copy, key, descriptor);
  }
  return copy;
}

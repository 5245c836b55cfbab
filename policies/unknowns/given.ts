import type { PolicyResource } from "@pulumi/policy";
import { unknown } from "../../swarm/draft";
import { draftOf } from "./known";
import type { Network } from "../facts/network";
import { isOn } from "../facts/network";
import { fieldsOf } from "../facts/service";

/**
 * What a program has given a resource of a stack. A preview shows what the provider or Swarm will fill in as unknown as well, and the
 * official plugin does so for whatever is left out: such a value was made from no other resource, is no riddle, and counts as absent.
 */
export function givenOf<T extends object>({
  props,
  propertyDependencies,
}: PolicyResource): ReturnType<typeof fieldsOf<T>> {
  const draft = fieldsOf<Record<string, unknown>>(draftOf(props));
  const entries = Object.entries(draft).map(([key, value]) => {
    const isFromElsewhere = (propertyDependencies[key] ?? []).length > 0;
    return [key, isFromElsewhere ? value : withoutUnknown(value)] as const;
  });
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as ReturnType<typeof fieldsOf<T>>;
}

/** {@link givenOf} a docker.Network, with the flags that a language without types gives as text: "true". */
export function givenNetwork(resource: PolicyResource): ReturnType<typeof fieldsOf<Network>> {
  const network = givenOf<Network>(resource);
  const flags = (["ingress", "internal"] as const).flatMap((flag) => {
    const given: unknown = network[flag];
    return typeof given === "string" ? [[flag, isOn(given)] as const] : [];
  });
  return flags.length === 0 ? network : { ...network, ...Object.fromEntries(flags) };
}

function withoutUnknown(value: unknown): unknown {
  if (value === unknown) return undefined;
  if (Array.isArray(value))
    return (value as readonly unknown[]).map((entry) => (entry === unknown ? entry : withoutUnknown(entry)));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, entry]) => [key, withoutUnknown(entry)] as const)
      .filter(([, entry]) => entry !== undefined),
  );
}

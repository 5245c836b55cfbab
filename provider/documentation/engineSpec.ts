import { secretType } from "../resources/payload/secret";
import { serviceConfigType } from "../resources/payload/serviceConfig";
import type { Properties } from "../handler/properties";
import type { Node } from "../engine/types";
import { toNetworkSpec } from "../mapping/network/network";
import { readNetworkInputs } from "../mapping/network/networkInputs";
import { readNodeInputs, toSwarmInit, toSwarmJoin, withNodeSpec } from "../mapping/node/node";
import { readPayloadInputs, toPayloadSpec } from "../mapping/payload/payload";
import { createSpec } from "../mapping/service/service";

/** What the Engine is asked to create, by type token. */
export const engineSpecs: ReadonlyMap<string, (inputs: Properties) => unknown> = new Map([
  ["docker:index/network:Network", (inputs: Properties): unknown => toNetworkSpec(readNetworkInputs(inputs))],
  ["docker:index/service:Service", createSpec],
  ["docker:swarm/node:Node", nodeSpec],
  ...[secretType, serviceConfigType].map(
    ({ token, forms }) =>
      [token, (inputs: Properties): unknown => toPayloadSpec(readPayloadInputs(inputs, forms))] as const,
  ),
]);

/** A node's own part, and what it tells the swarm when it enters; names of one are none of the other. */
function nodeSpec(inputs: Properties): unknown {
  const given = readNodeInputs(inputs);
  const { remoteAddresses: [remoteAddress] = [], joinToken } = given;
  const entry =
    remoteAddress === undefined || joinToken === undefined
      ? toSwarmInit(given)
      : toSwarmJoin(given, remoteAddress, joinToken);
  const empty: Node["Spec"] = { Labels: {}, Role: "worker", Availability: "active" };
  // Both are said twice when it enters: availability is the node's own, the lock the swarm's.
  return { ...entry, AutoLockManagers: undefined, ...withNodeSpec(empty, given, []) };
}

/**
 * Where two of the Engine's objects differ, e.g. `TaskTemplate.ContainerSpec.Env`, without indexes and keys of a user's own;
 * `undefined` when they are equal. Several differences give the place that holds them all.
 */
export function placeOfDifference(a: unknown, b: unknown): string | undefined {
  const places = differing(a, b, []);
  const [first] = places;
  if (first === undefined) return undefined;
  const shared = first.findIndex((_, i) => places.some((place) => place[i] !== first[i]));
  const common = shared === -1 ? first : first.slice(0, shared);
  // The Engine's own names begin with a capital.
  const end = common.findIndex((step) => !/^(?:[A-Z]|\[)/.test(step));
  const steps = end === -1 ? common : common.slice(0, end);
  return steps.join(".").replaceAll(".[]", "[]").replace(/\[\]$/, "");
}

function differing(a: unknown, b: unknown, at: readonly string[]): string[][] {
  if (JSON.stringify(a) === JSON.stringify(b)) return [];
  if (Array.isArray(a) && Array.isArray(b)) {
    const longer = a.length > b.length ? a : b;
    return longer.flatMap((_, i) => differing(a[i], b[i], [...at, "[]"]));
  }
  if (isRecord(a) && isRecord(b)) {
    const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
    return [...keys].flatMap((key) => differing(a[key], b[key], [...at, key]));
  }
  return [[...at]];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

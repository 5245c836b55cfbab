import { isDeepStrictEqual } from "node:util";
import { unknown } from "../../../swarm/draft";
import type { Node, NodeAddresses, Swarm, SwarmInit, SwarmJoin, SwarmSettings } from "../../engine/types";
import type { Properties } from "../../handler/properties";
import { propertiesOf, type Field, type ValueOf } from "../fields/field";
import { typedValue } from "../fields/typedValue";
import { addressesTable, nodeSpecTable, nodeTable, settingsTable, startTable } from "./nodeTable";

/** The checked, known inputs of `docker:swarm/node:Node`. An absent input leaves the node's value as it is. */
export type NodeInputs = ValueOf<typeof nodeTable> & {
  readonly managerHosts: readonly string[];
  readonly rejoin: boolean;
  readonly allowSwarmLoss: boolean;
};

/** The inputs, or a state, as a typed value. */
export function readNodeInputs(properties: Properties): NodeInputs {
  return { managerHosts: [], rejoin: false, allowSwarmLoss: false, ...typedValue(nodeTable, properties) };
}

/** The request that starts a swarm on a node. */
export function toSwarmInit(given: NodeInputs): SwarmInit {
  return {
    ...addressesOf(given),
    ...(startTable.write(partOf(given, startTable)) as Partial<SwarmInit> | undefined),
    // This locks the manager's own key from the start; the spec alone does not.
    ...(given.autolock === undefined ? {} : { AutoLockManagers: given.autolock }),
    Spec: withSettings({ Name: "default", Labels: {} }, given),
  };
}

/** The request with which a node joins a swarm. */
export function toSwarmJoin(given: NodeInputs, remoteAddress: string, token: string): SwarmJoin {
  return { ...addressesOf(given), RemoteAddrs: [remoteAddress], JoinToken: token };
}

function addressesOf(given: NodeInputs): NodeAddresses {
  const { availability } = given;
  return {
    ...(addressesTable.write(partOf(given, addressesTable)) as NodeAddresses),
    ...(availability === undefined ? {} : { Availability: availability }),
  };
}

/** Whether a node declares settings of its swarm. */
export function declaresSettings(given: NodeInputs): boolean {
  return Object.keys(partOf(given, settingsTable)).length > 0;
}

/** A swarm's settings with the declared ones; the same object if nothing changes. */
export function withSettings(live: SwarmSettings, given: NodeInputs): SwarmSettings {
  const settings = partOf(given, settingsTable);
  return settingsTable.rewrite(live, settings, settings) as SwarmSettings;
}

/**
 * The settings of a swarm that a node declares, in the form of the inputs. Undeclared settings would show as a
 * difference whenever another client changes them.
 */
export function toSettings(live: SwarmSettings, given: NodeInputs): Properties {
  return propertiesOf(settingsTable.reconcile(partOf(given, settingsTable), live));
}

/** The settings with which a swarm was started, in the form of the inputs. */
export function toStartSettings(swarm: Swarm): Properties {
  return { defaultAddressPools: [], ...propertiesOf(startTable.reconcile(unknown, swarm)) };
}

/** The declared part of a node's spec, in the form of the inputs. */
export function toNodeSpec(live: Node["Spec"], given: NodeInputs): Properties {
  return propertiesOf(nodeSpecTable.reconcile(partOf(given, nodeSpecTable), live));
}

/**
 * A node's spec with the declared values; the same object if nothing changes. Undeclared labels stay.
 *
 * @param dropped labels that were declared before
 */
export function withNodeSpec(
  live: Node["Spec"],
  given: Pick<NodeInputs, "role" | "availability" | "labels">,
  dropped: readonly string[],
): Node["Spec"] {
  const before = { ...Object.fromEntries(dropped.map((name) => [name, ""])), ...given.labels };
  const next = nodeSpecTable.rewrite(live, { ...given }, { ...given, labels: before }) as Node["Spec"];
  return isDeepStrictEqual(next, live) ? live : next;
}

/** The inputs that a table describes. */
function partOf(given: NodeInputs, { shape }: Field): Properties {
  const names = shape.kind === "object" ? Object.keys(shape.table) : [];
  const inputs = Object.entries({ ...given } as unknown as Properties);
  return Object.fromEntries(inputs.filter(([name, value]) => names.includes(name) && value !== undefined));
}

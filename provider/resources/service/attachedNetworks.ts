import { unknown } from "../../../swarm/draft";
import { freeAddresses } from "../../../swarm/capacity";
import type { Network, Service, ServiceSpec } from "../../engine/types";
import type { Operation } from "../../handler/handler";
import type { Properties } from "../../handler/properties";
import { usableIn } from "../../inspection/addressUsage";
import { elementsOf, propertiesOf } from "../../mapping/fields/field";
import { lingers } from "../../mapping/network/lingers";
import { readNetworkInputs } from "../../mapping/network/networkInputs";
import { networkWords } from "../../mapping/service/references";
import { isAttached } from "../network/attachments";
import type { AddressDemand } from "./addressDemand";

/** A network that a service is on after this update. */
export interface AttachedNetwork {
  readonly name: string;
  /** The network in the swarm. */
  readonly network: Network;
  /** The inputs of the network that replaces it in this update. */
  readonly replacement: Properties | undefined;
  /** The addresses that services, nodes and tasks can have. */
  readonly free: number;
  /** Whether a service with these inputs is on it; `undefined` if the inputs do not tell. */
  readonly isAttached: (inputs: Properties) => boolean | undefined;
}

/** The networks of a service that exist, or replace one that exists, if their addresses are known. */
export function attachedNetworks(
  inputs: Properties,
  { isOnIngress }: AddressDemand,
  live: Service | undefined,
  listed: readonly Network[],
  { plan }: Operation,
): AttachedNetwork[] {
  const words = networkWords(inputs);
  const isOpen = hasUnknownNetwork(inputs);
  return listed.flatMap((network): AttachedNetwork[] => {
    const isAllocated = (network.IPAM.Config ?? []).length > 0;
    if (network.Scope !== "swarm" || lingers(network) || !isAllocated) return [];
    const { Id, Name, Ingress, IPAM } = network;
    if (Ingress) {
      if (!isOnIngress || plan?.changeOf(Id)?.isReplaced === true) return [];
      return [
        {
          name: Name,
          network,
          replacement: undefined,
          free: freeOf(IPAM.Config),
          isAttached: (other) => publishesThroughIngress(other),
        },
      ];
    }
    const change = plan?.changeOf(Id);
    const isNamed = words.includes(Id) || words.includes(Name);
    if (isNamed) {
      return [
        {
          name: Name,
          network,
          replacement: undefined,
          free: freeOf(IPAM.Config),
          isAttached: (other) => {
            const names = networkWords(other);
            return names.includes(Id) || names.includes(Name) ? true : hasUnknownNetwork(other) ? undefined : false;
          },
        },
      ];
    }
    // The id of the new network is unknown, so the old network tells which services are on it.
    const isMoved = change?.isReplaced === true && isOpen && live !== undefined && isAttached(live.Spec, Id);
    if (!isMoved) return [];
    const { name, ipamConfigs = [] } = readNetworkInputs(change.inputs);
    if (ipamConfigs.length === 0 || ipamConfigs.some(({ subnet }) => subnet === undefined)) return [];
    const free = ipamConfigs.reduce((sum, { subnet = "", gateway, ipRange }) => {
      const given = { ...(gateway === undefined ? {} : { gateway }), ...(ipRange === undefined ? {} : { ipRange }) };
      return sum + freeAddresses({ subnet, ...given });
    }, 0);
    return [
      {
        name,
        network,
        replacement: change.inputs,
        free,
        isAttached: (other) => (hasUnknownNetwork(other) ? undefined : false),
      },
    ];
  });
}

/** Whether a live service has addresses on a network. */
export function isOn(spec: ServiceSpec, { Id, Ingress }: Network): boolean {
  if (!Ingress) return isAttached(spec, Id);
  return (spec.EndpointSpec?.Ports ?? []).some(({ PublishMode }) => PublishMode !== "host");
}

function freeOf(configs: Network["IPAM"]["Config"]): number {
  return (configs ?? []).reduce((sum, config) => sum + usableIn(config), 0);
}

function hasUnknownNetwork(inputs: Properties): boolean {
  const { networksAdvanceds } = propertiesOf(inputs.taskSpec);
  if (inputs.taskSpec === unknown || networksAdvanceds === unknown) return true;
  return elementsOf(networksAdvanceds).some((one) => one === unknown || propertiesOf(one).id === unknown);
}

function publishesThroughIngress(inputs: Properties): boolean | undefined {
  const { ports } = propertiesOf(inputs.endpointSpec);
  if (inputs.endpointSpec === unknown || ports === unknown) return undefined;
  return elementsOf(ports).some((port) => propertiesOf(port).publishMode !== "host");
}

import type { Network } from "../engine/types";
import { findNamedNetwork } from "../resources/network/networkLookup";
import type { LookUp } from "../handler/handler";
import type { Properties } from "../handler/properties";
import { credentialsInNetwork } from "../mapping/credentials";
import { toIpamInputs } from "../mapping/network/network";

/**
 * `docker:index/getNetwork:getNetwork`: a network, found by its name or id, both given as `name`.
 *
 * `containers` are those of the node that answers: no node knows the containers of other nodes.
 */
export const getNetwork: LookUp = {
  token: "docker:index/getNetwork:getNetwork",

  credentialsIn: credentialsInNetwork,

  invoke: async ({ name }, { engine, signal }) => {
    if (typeof name !== "string" || name === "") {
      throw new Error(`getNetwork: 'name' is missing. Give the name of a network, e.g. "frontend".`);
    }
    const network = await findNamedNetwork(engine, name, signal);
    if (network === undefined) {
      throw new Error(
        `getNetwork: the Engine at ${engine.host} has no network "${name}". 'docker network ls' lists its networks. ` +
          "If this program creates the network, use that resource's output 'id'.",
      );
    }
    // The list does not contain the containers of its networks.
    const { Containers } = await engine.inspectNetwork(network.Id, {}, signal);
    return toResult({ ...network, Containers });
  },
};

function toResult(network: Network): Properties {
  return {
    id: network.Id,
    name: network.Name,
    scope: network.Scope,
    driver: network.Driver,
    internal: network.Internal,
    options: { ...network.Options },
    ipamConfigs: toIpamInputs(network).map((config) => ({ ...config })),
    containers: Object.entries(network.Containers ?? {})
      .map(([containerId, container]) => ({
        containerId,
        name: container.Name,
        endpointId: container.EndpointID,
        macAddress: container.MacAddress,
        ipv4Address: container.IPv4Address,
        ipv6Address: container.IPv6Address,
      }))
      .sort((a, b) => (a.containerId < b.containerId ? -1 : 1)),
  };
}

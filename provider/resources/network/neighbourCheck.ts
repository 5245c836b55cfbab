import { overlaps } from "../../../swarm/cidr";
import { readNetworkInputs } from "../../mapping/network/networkInputs";
import { warningFinding, type LiveCheck } from "../../preview/liveCheck";
import { nodeNeighbours, outerRoutes } from "./nodeNeighbours";
import { overlappingNetworks, usedSubnets } from "./usedSubnets";

/** Docker compares an overlay with nothing outside the swarm's networks, so tasks can lose what is there. */
export const neighbourCheck: LiveCheck = {
  what: "subnets",
  find: async ({ inputs }, operation) => {
    const { driver, name, ipamConfigs = [] } = readNetworkInputs(inputs);
    const subnets = ipamConfigs.flatMap(({ subnet }) => (typeof subnet === "string" ? [subnet] : []));
    if (driver !== "overlay" || subnets.length === 0) return [];
    const { engine, signal } = operation;
    const [info, listed] = await Promise.all([engine.info(signal), engine.listNetworks({}, signal)]);
    const [nodes, routes] = await Promise.all([
      nodeNeighbours(info, engine, signal),
      outerRoutes(info, listed, operation),
    ]);
    const local = usedSubnets(listed).filter(({ network }) => network.Scope === "local");
    const conflicts = [
      ...overlappingNetworks(subnets, local).map(
        ({ subnet, theirs }) =>
          `subnet ${subnet} overlaps "${theirs.subnet}" of "${theirs.network.Name}", a local network of node ` +
          `"${info.Name}": tasks there can reach only one of the two`,
      ),
      ...subnets.flatMap((subnet) => [
        ...nodes
          .filter(({ block }) => overlaps(subnet, block))
          .map(({ what }) => `subnet ${subnet} contains ${what}: tasks on the network cannot reach it`),
        ...(routes ?? [])
          .filter(({ destination }) => overlaps(subnet, destination))
          .map(
            ({ destination, device }) =>
              `subnet ${subnet} overlaps "${destination}", which node "${info.Name}" reaches over ${device}: tasks ` +
              `on the network cannot reach hosts with these addresses`,
          ),
      ]),
    ];
    if (conflicts.length === 0) return [];
    return [warningFinding(`Network "${name}": ${conflicts.join("; ")}. Choose another subnet.`)];
  },
};

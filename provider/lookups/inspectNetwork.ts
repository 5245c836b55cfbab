import { spelled } from "../../swarm/spelling";
import { inspectNetwork as inspect } from "../inspection/inspectNetwork";
import { readSwarm, withDetails } from "../inspection/readSwarm";
import { findNamedNetwork } from "../resources/network/networkLookup";
import type { LookUp } from "../handler/handler";
import { answerOf } from "./answer";

/**
 * `docker:swarm/inspectNetwork:inspectNetwork`: a network of the swarm with its nodes, services and tasks, by its id
 * or name.
 */
export const inspectNetwork: LookUp = {
  token: "docker:swarm/inspectNetwork:inspectNetwork",

  invoke: async ({ id }, { engine, signal }) => {
    if (typeof id !== "string" || id === "") {
      throw new Error(
        `inspectNetwork: 'id' is missing. Give the id of a network, ` +
          `e.g. the output ${spelled("networkId")} of a component.`,
      );
    }
    const network = await findNamedNetwork(engine, id, signal);
    if (network === undefined) {
      throw new Error(
        `inspectNetwork: the swarm of the Engine at ${engine.host} has no network "${id}". 'docker network ls' on a ` +
          "manager lists its networks. If this program creates the network, use that resource's output 'id'.",
      );
    }
    if (network.Scope !== "swarm") {
      throw new Error(
        `inspectNetwork: network "${network.Name}" is not a network of the swarm: it exists only on the node at ` +
          `${engine.host}. Use docker.getNetwork, which reads the networks of a node.`,
      );
    }
    const [lists, counted] = await Promise.all([readSwarm(engine, signal), withDetails(network, engine, signal)]);
    return answerOf(inspect(counted, lists));
  },
};

import { inspectNetwork as inspect } from "../inspection/inspectNetwork";
import { readSwarm, withDetails } from "../inspection/readSwarm";
import { findNamedNetwork } from "../resources/network/networkLookup";
import type { LookUp } from "../handler/handler";
import { answerOf } from "./answer";

/** `docker:swarm/inspectNetwork:inspectNetwork`: a network of the swarm and what is on it, by its id or its name. */
export const inspectNetwork: LookUp = {
  token: "docker:swarm/inspectNetwork:inspectNetwork",

  invoke: async ({ id }, { engine, signal }) => {
    if (typeof id !== "string" || id === "") {
      throw new Error(`inspectNetwork: 'id' is missing. Give the id of a network, e.g. the output 'id' of one.`);
    }
    const network = await findNamedNetwork(engine, id, signal);
    if (network === undefined) {
      throw new Error(
        `inspectNetwork: the swarm of the Engine at ${engine.host} has no network "${id}". 'docker network ls' on a manager shows those ` +
          `that it has; a network that this program makes has its id in its own output 'id'.`,
      );
    }
    if (network.Scope !== "swarm") {
      throw new Error(
        `inspectNetwork: network "${network.Name}" is not the swarm's: it is on the node at ${engine.host} alone. Use docker.getNetwork, ` +
          "which shows the networks of a node.",
      );
    }
    const [lists, counted] = await Promise.all([readSwarm(engine, signal), withDetails(network, engine, signal)]);
    return answerOf(inspect(counted, lists));
  },
};

import { EngineError } from "../engine/error";
import { findWantedTasks } from "../engine/tasksInParts";
import type { Preview } from "../handler/handler";
import type { SwarmFacts } from "../handler/resourcePlan";

/** What plans read from the swarm, in four requests for the whole run. @returns `undefined` if it does not answer */
export async function swarmFacts({ engine, signal }: Preview): Promise<SwarmFacts | undefined> {
  try {
    const [networks, services, nodes, tasks] = await Promise.all([
      engine.listNetworks({}, signal),
      engine.listServices({}, {}, signal),
      engine.listNodes({}, signal),
      findWantedTasks(engine, signal),
    ]);
    return { networks, services, nodes, tasks };
  } catch (error) {
    if (error instanceof EngineError) return undefined;
    throw error;
  }
}

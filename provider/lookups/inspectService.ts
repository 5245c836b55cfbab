import { spelled } from "../../swarm/spelling";
import { isNotFound } from "../engine/meaning";
import type { Engine } from "../engine/engine";
import type { Service } from "../engine/types";
import { inspectService as inspect } from "../inspection/inspectService";
import { readSwarm, withUnlisted } from "../inspection/readSwarm";
import type { LookUp } from "../handler/handler";
import { answerOf } from "./answer";

/** `docker:swarm/inspectService:inspectService`: a service and its tasks, by its id or its name. */
export const inspectService: LookUp = {
  token: "docker:swarm/inspectService:inspectService",

  invoke: async ({ id }, { engine, signal }) => {
    if (typeof id !== "string" || id === "") {
      throw new Error(
        `inspectService: 'id' is missing. Give the id of a service, ` +
          `e.g. the output ${spelled("serviceId")} of a component.`,
      );
    }
    const found = await findService(engine, id, signal);
    const lists = await readSwarm(engine, signal);
    // Only the list reports how many tasks should run.
    const service = lists.services.find(({ ID }) => ID === found.ID) ?? found;
    return answerOf(inspect(service, await withUnlisted(lists, service, engine, signal)));
  },
};

async function findService(engine: Engine, id: string, signal: AbortSignal): Promise<Service> {
  try {
    return await engine.inspectService(id, signal);
  } catch (error) {
    if (!isNotFound(error)) throw error;
    throw new Error(
      `inspectService: the swarm of the Engine at ${engine.host} has no service "${id}". 'docker service ls' on a ` +
        "manager lists its services. If this program creates the service, use that resource's output 'id'.",
      { cause: error },
    );
  }
}

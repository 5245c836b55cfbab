import type { Engine } from "../provider/engine/engine";

/** Makes sure that a daemon can tell about its swarm. @throws Error with the way out when it is no manager */
export async function checkManager(engine: Engine): Promise<void> {
  const { Swarm: swarm, Name: name } = await engine.info();
  if (swarm.ControlAvailable) return;
  throw new Error(
    swarm.LocalNodeState === "active"
      ? `The daemon at ${engine.host} (${name}) is a worker, and only managers know the swarm. Name a manager: --host URL`
      : `The daemon at ${engine.host} (${name}) is not in a swarm, so there is nothing of one to show. Name a manager: --host URL`,
  );
}

import type { Engine } from "../provider/engine/engine";

/** Checks that a daemon is a manager, since only managers know the swarm. @throws Error if it is not, with the fix */
export async function checkManager(engine: Engine): Promise<void> {
  const { Swarm: swarm, Name: name } = await engine.info();
  if (swarm.ControlAvailable) return;
  const state =
    swarm.LocalNodeState === "active" ? "is a worker, and only managers know the swarm" : "is not in a swarm";
  throw new Error(`The daemon at ${engine.host} (${name}) ${state}. Give the address of a manager: --host URL`);
}

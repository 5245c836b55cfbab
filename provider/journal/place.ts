import type { Engine } from "../engine/engine";

/** Where objects are created, and the time there. */
export interface Place {
  /** The id of the swarm, or of the daemon outside a swarm. */
  readonly id: string;
  /** Milliseconds by which the Engine's clock is ahead of this machine's. */
  readonly clockOffset: number;
}

export async function findPlace(engine: Engine, signal: AbortSignal): Promise<Place> {
  const asked = Date.now();
  const { ID, SystemTime, Swarm } = await engine.info(signal);
  const now = Date.parse(SystemTime ?? "");
  // A manager without a leader does not report its swarm.
  const swarm = Swarm.ControlAvailable ? (Swarm.Cluster?.ID ?? (await engine.swarm(signal)).ID) : undefined;
  return {
    id: swarm ?? ID ?? engine.host,
    clockOffset: Number.isNaN(now) ? 0 : now - (asked + Date.now()) / 2,
  };
}

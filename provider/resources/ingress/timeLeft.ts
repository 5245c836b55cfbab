import type { OnPublishedPorts } from "../../../swarm/ingress";
import type { Operation } from "../../handler/handler";

/** Seconds that are left for an operation, one at least. */
export type TimeLeft = () => number;

/** Seconds that an operation on the ingress may take, unless `customTimeouts` says otherwise. */
const limits: Readonly<Record<OnPublishedPorts, number>> = {
  /** Two networks are made on the way, at most. */
  refuse: 120,
  /** Services are updated twice. */
  suspend: 600,
};

/** Starts the clock. */
export function timeLeft(onPublishedPorts: OnPublishedPorts, { timeoutSeconds }: Operation): TimeLeft {
  const end = performance.now() + (timeoutSeconds ?? limits[onPublishedPorts]) * 1000;
  return () => Math.max(1, (end - performance.now()) / 1000);
}

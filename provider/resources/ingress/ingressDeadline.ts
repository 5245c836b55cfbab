import type { OnPublishedPorts } from "../../../swarm/ingress";
import type { Operation } from "../../handler/handler";
import { Deadline } from "../../reconcile/deadline";

/** Seconds that an operation on the ingress may take, unless `customTimeouts` says otherwise. */
const defaultSeconds: Readonly<Record<OnPublishedPorts, number>> = {
  /** At most two networks are created. */
  refuse: 120,
  /** Services are updated twice. */
  suspend: 600,
};

export function ingressDeadline(onPublishedPorts: OnPublishedPorts, operation: Operation): Deadline {
  return Deadline.of(operation, defaultSeconds[onPublishedPorts]);
}

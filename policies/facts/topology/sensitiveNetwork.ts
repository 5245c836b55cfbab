import type { Unknown } from "../../../swarm/draft";
import { unknown } from "../../../swarm/draft";
import { firstReason } from "../../unknowns/looks";
import { sensitiveBecause } from "../sensitivity";
import type { StackNetwork } from "./stackNetwork";
import type { StackService } from "./stackService";

/** A network that a service is on, with the reason why it is sensitive. */
export interface SensitiveNetwork {
  readonly network: StackNetwork;
  readonly because: string;
}

/** The first sensitive network that a service is on; unknown if the service may be on one. */
export function firstSensitive(
  service: StackService,
  settings: Parameters<typeof sensitiveBecause>[1],
): SensitiveNetwork | Unknown | undefined {
  const isPossible = ({ marked }: StackNetwork): boolean => sensitiveBecause(marked, settings) !== undefined;
  return firstReason(
    ...[...service.networks].map((network) => () => {
      const because = sensitiveBecause(network.marked, settings);
      return typeof because === "string" ? { network, because } : because;
    }),
    () => ([...service.possible].some(isPossible) ? unknown : undefined),
  );
}

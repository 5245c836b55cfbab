import type { LiveCheck } from "../../preview/liveCheck";
import { addressCheck } from "./addressCheck";
import { engineCheck } from "./engineCheck";
import { imageCheck } from "./imageCheck";
import { placementCheck } from "./placementCheck";
import { portCheck } from "./portCheck";
import { referenceCheck } from "./referenceCheck";
import { serviceNameCheck } from "./serviceNameCheck";

/** What a preview compares with the swarm before it creates or updates a service. */
export const serviceChecks: readonly LiveCheck[] = [
  serviceNameCheck,
  engineCheck,
  referenceCheck,
  addressCheck,
  portCheck,
  placementCheck,
  imageCheck,
];

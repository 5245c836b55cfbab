import type { LiveCheck } from "../../preview/liveCheck";
import { imageCheck } from "./imageCheck";
import { placementCheck } from "./placementCheck";
import { portCheck } from "./portCheck";

/** What a preview compares with the swarm before it creates or updates a service. */
export const serviceChecks: readonly LiveCheck[] = [portCheck, placementCheck, imageCheck];

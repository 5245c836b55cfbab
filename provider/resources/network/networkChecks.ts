import type { LiveCheck } from "../../preview/liveCheck";
import { nameCheck } from "./nameCheck";
import { neighbourCheck } from "./neighbourCheck";
import { poolCheck } from "./poolCheck";
import { subnetCheck } from "./subnetCheck";
import { vxlanCheck } from "./vxlanCheck";

/** What a preview compares with the swarm before it creates an overlay network or the ingress. */
export const addressChecks: readonly LiveCheck[] = [subnetCheck, vxlanCheck, poolCheck, neighbourCheck];

/** What a preview compares with the swarm before it creates any other network. */
export const networkChecks: readonly LiveCheck[] = [nameCheck, ...addressChecks];

import { PolicyPack } from "@pulumi/policy";
import { policies } from "./pack";

// Loading this file serves the pack; what it is made of is in pack.ts.
new PolicyPack("swarm-network", { policies: [...policies] });

// First: what comes after it loads Pulumi's SDK.
import "./loadLater";
import { PolicyPack } from "@pulumi/policy";
import { environmentConfiguration } from "./configuration";
import { policies } from "./pack";
import { readPropertiesOnce } from "./readOnce";
import { ConfigurationError } from "./settings";

// Loading this file serves the pack; what it is made of is in pack.ts.
readPropertiesOnce();
try {
  new PolicyPack("swarm-network", { policies: [...policies] }, environmentConfiguration());
} catch (error) {
  if (!(error instanceof ConfigurationError)) throw error;
  // The CLI shows these lines; a stack trace would say nothing about the user's file.
  console.error(error.message);
  process.exitCode = 1;
}

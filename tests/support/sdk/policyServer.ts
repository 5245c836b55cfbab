import { loadLater } from "./loadLater";

/** Replaces the gRPC server of the policy SDK in Jest. */
export = loadLater("@pulumi/policy/server.js");

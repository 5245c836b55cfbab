import { loadLater } from "./loadLater";

/** Replaces the Automation API in the index of Pulumi's SDK in Jest. */
export = loadLater("@pulumi/pulumi/automation");

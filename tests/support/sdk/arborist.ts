import { loadLater } from "./loadLater";

/** Replaces the SDK's package manager `@npmcli/arborist` in Jest. */
export = loadLater("@npmcli/arborist/lib/index.js");

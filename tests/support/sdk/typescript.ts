import { loadLater } from "./loadLater";

/** Replaces the SDK's `typescript-shim` in Jest. */
export = loadLater("typescript");

import type { ResourceHandler } from "./resource";

/** The resource types that this provider serves, by type token. */
export const handlers: ReadonlyMap<string, ResourceHandler> = new Map<string, ResourceHandler>();

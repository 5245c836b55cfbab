import type { LookUp, ResourceHandler } from "./resource";

/** The resource types that this provider serves, by type token. */
export const handlers: ReadonlyMap<string, ResourceHandler> = new Map<string, ResourceHandler>();

/** The look-ups that this provider serves, by function token. */
export const lookUps: ReadonlyMap<string, LookUp> = new Map<string, LookUp>();

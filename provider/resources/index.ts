import { networkHandler } from "./network";
import type { LookUp, ResourceHandler } from "./resource";

/** The resource types that this provider serves, by type token. */
export const handlers: ReadonlyMap<string, ResourceHandler> = byType([networkHandler]);

/** The look-ups that this provider serves, by function token. */
export const lookUps: ReadonlyMap<string, LookUp> = new Map<string, LookUp>();

function byType(all: readonly ResourceHandler[]): Map<string, ResourceHandler> {
  return new Map(all.map((handler) => [handler.type, handler]));
}

import { networkHandler } from "./networkHandler/networkHandler";
import { nodeHandler } from "./node/node";
import type { ResourceHandler } from "../handler/handler";
import { secretHandler } from "./payload/secret";
import { serviceHandler } from "./service/service";
import { serviceConfigHandler } from "./payload/serviceConfig";

/** The resource types that this provider serves, by type token. */
export const handlers: ReadonlyMap<string, ResourceHandler> = byType([
  networkHandler,
  serviceHandler,
  secretHandler,
  serviceConfigHandler,
  nodeHandler,
]);

function byType(all: readonly ResourceHandler[]): Map<string, ResourceHandler> {
  return new Map(all.map((handler) => [handler.type, handler]));
}

import type { Field } from "../mapping/fields/field";
import { networkTable } from "../mapping/network/networkTable";
import { nodeTable } from "../mapping/node/nodeTable";
import { serviceTable } from "../mapping/service/service";
import { secretType } from "../resources/payload/secret";
import { serviceConfigType } from "../resources/payload/serviceConfig";

/** The tables of the resources, by type token. */
export const tables: ReadonlyMap<string, Field> = new Map<string, Field>([
  ["docker:index/network:Network", networkTable],
  ["docker:index/service:Service", serviceTable],
  ["docker:swarm/node:Node", nodeTable],
  ...[secretType, serviceConfigType].map(({ token, table }) => [token, table] as const),
]);

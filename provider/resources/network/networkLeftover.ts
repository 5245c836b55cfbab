import type { Network } from "../../engine/types";
import type { Operation } from "../../handler/handler";
import { isLeftover, type Leftover } from "../../journal/leftover";
import { lingers } from "../../mapping/network/lingers";
import type { Deadline } from "../../reconcile/deadline";
import { afterCheckingTheSwarm, findNamesakes } from "./networkLookup";
import { removeNetwork } from "./networkRemoval";

/** Removes the networks that an interrupted run created. */
export async function discardNetworks(leftover: Leftover, operation: Operation, deadline: Deadline): Promise<void> {
  for (const { Id: id, Name: name } of await findLeftoverNetworks(leftover, operation)) {
    await removeNetwork({ id, name }, operation, deadline);
  }
}

/** The networks that an interrupted run created. The ingress is never one: a swarm is not left without. */
export async function findLeftoverNetworks(leftover: Leftover, { engine, signal }: Operation): Promise<Network[]> {
  const find = async (): Promise<Network[] | undefined> => {
    const found = (await findNamesakes(engine, leftover.name, signal)).filter(
      (network) =>
        network.Name === leftover.name &&
        !network.Ingress &&
        !lingers(network) &&
        isLeftover(leftover, network.Created),
    );
    return found.length === 0 ? undefined : found;
  };
  return (await find()) ?? (await afterCheckingTheSwarm(engine, find, signal)) ?? [];
}

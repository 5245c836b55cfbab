import type { Network } from "../../engine/types";
import type { Leftover } from "../../journal/journal";
import { isLeftover } from "../../journal/leftover";
import { afterCheckingTheSwarm, findNamesakes, lingers } from "./networkLookup";
import { removeNetwork } from "./networkRemoval";
import type { Operation } from "../../handler/handler";

/**
 * Looks for what an interrupted run has made of a network, and answers its id. What is not as it is asked for now is removed: networks do
 * not change.
 *
 * @param findEqual the network of this name that is all that is asked for
 */
export async function takeOverNetwork(
  { name }: { readonly name: string },
  operation: Operation,
  timeoutSeconds: number,
  findEqual: () => Promise<Network | undefined>,
): Promise<string | undefined> {
  const leftover = await operation.journal.leftover(name);
  if (leftover === undefined) return undefined;
  const [found] = await findLeftovers(leftover, operation);
  if (found !== undefined && (await findEqual())?.Id === found.Id) {
    operation.status("taking over the network that an interrupted update has made");
    await operation.journal.announce(name);
    return found.Id;
  }
  if (found !== undefined) {
    operation.status("removing the network that an interrupted update has made");
    await removeNetwork({ id: found.Id, name }, operation, timeoutSeconds);
  }
  await operation.journal.withdraw(name);
  return undefined;
}

/** Removes what an interrupted run has made. */
export async function discardNetworks(leftover: Leftover, operation: Operation, timeoutSeconds: number): Promise<void> {
  for (const { Id: id, Name: name } of await findLeftovers(leftover, operation)) {
    await removeNetwork({ id, name }, operation, timeoutSeconds);
  }
}

/** The ingress is never one: a swarm is not left without. */
async function findLeftovers(leftover: Leftover, { engine, signal }: Operation): Promise<Network[]> {
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

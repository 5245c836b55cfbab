import { inUseBy } from "../../engine/error";
import type { Engine } from "../../engine/engine";
import type { Network } from "../../engine/types";
import { toNetworkState } from "../../spec/network";
import { defaultIngressName, isDefaultIngress, swarmPools } from "../../spec/networkImport";
import { readNetworkInputs, type NetworkInputs } from "../../spec/networkInputs";
import { joinNodes, letNodesRelease } from "./ingressNodes";
import { describePublishers, findPublishers } from "./ingressPublishers";
import { adoptionDifferences } from "../networkAdoption";
import { findObstacle, waitForAllocation } from "../networkAllocation";
import { messageOf, requestNetwork, unfinishedState } from "../networkCreation";
import { lingers } from "../networkLookup";
import { removeNetwork } from "../networkRemoval";
import { PartialFailure, type Live, type Operation, type Properties } from "../resource";

/**
 * Makes the swarm's ingress what the inputs say. There is one in a swarm, and Docker makes it with the swarm, so:
 * an equal one is adopted with the name it has; Docker's default one is replaced, unless services publish ports through it;
 * one that somebody else has made is left alone.
 *
 * Whatever fails after Docker's default is removed puts it back.
 */
export async function createIngress(
  inputs: Properties,
  given: NetworkInputs,
  operation: Operation,
  timeoutSeconds: number,
): Promise<Live> {
  const { engine, signal } = operation;
  const end = performance.now() + timeoutSeconds * 1000;
  const left = (): number => Math.max(1, (end - performance.now()) / 1000);
  const current = await findIngress(engine, signal);
  if (current !== undefined) {
    const differences = adoptionDifferences(current, inputs, given);
    if (differences.length === 0) return { id: current.Id, inputs, state: toNetworkState(current, given) };
    await requireReplaceable(current, differences, operation);
    await requireNoPublishers(current, operation);
    const obstacle = await findObstacle(current.Id, given, engine, signal);
    if (obstacle !== undefined) throw new Error(`Network "${given.name}" would get no subnet: ${obstacle}`);
  }
  const made: { id?: string } = {};
  try {
    if (current !== undefined) {
      operation.status("removing Docker's default ingress");
      await removeIngress(current, operation, left());
    }
    const network = await makeIngress(inputs, given, operation, left, made);
    return { id: network.Id, inputs, state: toNetworkState(network, given) };
  } catch (error) {
    if (signal.aborted && made.id !== undefined) {
      const live = { id: made.id, inputs, state: unfinishedState(given) };
      throw new PartialFailure(live, [messageOf(error)], { cause: error });
    }
    throw await withIngressRestored(current, made.id, error, given, operation);
  }
}

/**
 * Makes an ingress where there is none. When a node does not take it, because it was not done with the one before, it is made once
 * more: nothing else makes that node try again.
 *
 * @param made gets the id as soon as there is one
 */
async function makeIngress(
  inputs: Properties,
  given: NetworkInputs,
  operation: Operation,
  left: () => number,
  made: { id?: string },
): Promise<Network> {
  for (let attempt = 1; ; attempt++) {
    made.id = await requestNetwork(inputs, given, operation, left());
    const network = await waitForAllocation(made.id, given, operation, left());
    const absent = await joinNodes(network, operation);
    if (absent.length === 0) return network;
    if (attempt === 2 || (await findPublishers(operation)).length > 0) {
      operation.warn(
        `The ingress network "${network.Name}" (${network.Id}) is in place, but ${absent.join(", ")} did not join it. Published ports ` +
          `do not answer there. Restart the Docker daemon of that node, and see its log for the reason.`,
      );
      return network;
    }
    operation.status(`${absent.join(", ")} did not take the new ingress; making it again`);
    await removeIngress(network, operation, left());
    delete made.id;
  }
}

/**
 * Takes the ingress back to what Docker makes by itself. One that is that already stays, so deleting an adopted default does
 * nothing.
 *
 * @throws Error that names the services which publish ports through it
 */
export async function deleteIngress(id: string, operation: Operation, timeoutSeconds: number): Promise<void> {
  const { engine, signal } = operation;
  const current = await findIngress(engine, signal);
  // Somebody has put another one there: it is not ours to remove.
  if (current !== undefined && current.Id !== id) return;
  if (current !== undefined) {
    if (isDefaultIngress(current, swarmPools(await engine.swarm(signal)))) return;
    await requireNoPublishers(current, operation);
    await removeIngress(current, operation, timeoutSeconds);
  }
  // Also when there is none: an earlier deletion may have ended half-way.
  operation.status(`restoring Docker's default ingress`);
  await restoreDefault(operation, timeoutSeconds);
}

/** The swarm's ingress, whatever its name. */
async function findIngress(engine: Engine, signal: AbortSignal): Promise<Network | undefined> {
  // Without a leader the list would leave it out and look as if there was none.
  await engine.swarm(signal);
  const listed = await engine.listNetworks({}, signal);
  return listed.find((network) => network.Ingress && !lingers(network));
}

async function requireReplaceable(
  current: Network,
  differences: readonly string[],
  { engine, signal, logicalName }: Operation,
): Promise<void> {
  if (isDefaultIngress(current, swarmPools(await engine.swarm(signal)))) return;
  throw new Error(
    `The swarm has an ingress network already, "${current.Name}" (${current.Id}), that is not Docker's default one and differs ` +
      `from what is declared in ${differences.join(", ")}. A swarm has one ingress, and this one belongs to somebody. Take it over ` +
      `with 'pulumi import docker:index/network:Network ${logicalName} ${current.Id}', or remove it with 'docker network rm ` +
      `${current.Name}'.`,
  );
}

/** The Engine refuses to remove an ingress that is used; this says for whom, before anything is changed. */
async function requireNoPublishers(current: Network, operation: Operation): Promise<void> {
  const publishers = await findPublishers(operation);
  if (publishers.length > 0) throw new Error(describePublishers(current, publishers));
}

async function removeIngress(
  current: Pick<Network, "Id" | "Name">,
  operation: Operation,
  timeoutSeconds: number,
): Promise<void> {
  try {
    await removeNetwork({ id: current.Id, name: current.Name }, operation, timeoutSeconds);
    await letNodesRelease(operation);
  } catch (error) {
    // A service came in between.
    const raced = error instanceof Error && inUseBy(error.cause)?.kind === "service";
    throw raced ? new Error(describePublishers(current, await findPublishers(operation)), { cause: error }) : error;
  }
}

/** After a failed swap, puts things back as they were. Answers the error that says so. */
async function withIngressRestored(
  before: Network | undefined,
  id: string | undefined,
  cause: unknown,
  given: NetworkInputs,
  operation: Operation,
): Promise<Error> {
  const why = messageOf(cause).replace(/[^.]$/, "$&.");
  try {
    // The user may have cancelled; a swarm without an ingress is no place to stop.
    const steady = { ...operation, signal: AbortSignal.timeout(restoreTimeout * 1000) };
    if (id !== undefined) await removeIngress({ Id: id, Name: given.name }, steady, restoreTimeout);
    const restored = before !== undefined && (await restoreDefault(steady, restoreTimeout));
    return new Error(restored ? `${why} Docker's default ingress is back in its place.` : why, { cause });
  } catch (error) {
    const command = "docker network create --driver overlay --ingress ingress";
    return new Error(
      `${why} Docker's default ingress could not be put back either (${messageOf(error)}), so the swarm has none now: until ` +
        `it has, no service can publish ports in mode ingress. Run '${command}', or this command again.`,
      { cause },
    );
  }
}

const restoreTimeout = 30;

/** Makes the ingress that Docker makes by itself, if there is none. Answers whether it did. */
async function restoreDefault(operation: Operation, timeoutSeconds: number): Promise<boolean> {
  if ((await findIngress(operation.engine, operation.signal)) !== undefined) return false;
  const inputs: Properties = { name: defaultIngressName, driver: "overlay", ingress: true };
  await makeIngress(inputs, readNetworkInputs(inputs), operation, () => timeoutSeconds, {});
  return true;
}

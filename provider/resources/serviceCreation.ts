import { EngineError, isConflict, isNotFound, isOutcomeUnknown, lacksIngress } from "../engine/error";
import { poll, PollTimeout } from "../engine/poll";
import type { RegistryAuth, Service, ServiceSpec } from "../engine/types";
import { Announced } from "../journal/announced";
import { createSpec, isAsDeclared, withNetworkIds } from "../spec/service/service";
import { propertiesOf, textOf } from "../spec/service/field";
import type { Operation, Properties } from "./resource";
import { takeOverService, type TakenOver } from "./serviceLeftover";
import { authOf, pinImage } from "./serviceImage";
import { findNetworkIds } from "./serviceNetworks";

/** Another resource may be swapping the ingress network: how long to wait until there is one again, in seconds. */
const ingressTimeout = 30;

/**
 * Creates a service and answers its id, without waiting for its tasks. One that an interrupted run has made is taken over.
 *
 * @throws Error when the name is taken, with the way to take the service over
 */
export async function createService(inputs: Properties, operation: Operation): Promise<TakenOver> {
  const taken = await takeOverService(textOf(inputs.name), inputs, operation);
  if (taken !== undefined) return taken;
  const wanted = withNetworkIds(inputs, await findNetworkIds(inputs, operation));
  const draft = createSpec(wanted);
  const auth = authOf(inputs, draft.TaskTemplate.ContainerSpec?.Image ?? "", operation);
  const declared = propertiesOf(propertiesOf(inputs.taskSpec).placement).platforms;
  const spec = await pinImage(draft, declared !== undefined, auth, operation);
  // Asked first, so that after a lost answer a service of this name can only be the one that was asked for.
  const holder = await findService(spec.Name, operation);
  if (holder !== undefined) throw nameTaken(holder, operation);
  const announced = new Announced(operation.journal, spec.Name);
  try {
    const id = await poll("an ingress network to be there", () => post(spec, auth, wanted, announced, operation), {
      timeoutSeconds: ingressTimeout,
      signal: operation.signal,
      intervalMs: 500,
    });
    return { id, isUpdated: false };
  } catch (error) {
    if (error instanceof PollTimeout) throw withoutIngress(spec, error);
    throw error;
  }
}

/** `undefined`: there is no ingress network at this moment. */
async function post(
  spec: ServiceSpec,
  auth: RegistryAuth | undefined,
  wanted: Properties,
  announced: Announced,
  operation: Operation,
): Promise<string | undefined> {
  const { engine, signal } = operation;
  try {
    const { id, warnings } = await announced.request(() => engine.createService(spec, auth, signal));
    warnings.forEach((warning) => {
      operation.warn(warning);
    });
    return id;
  } catch (error) {
    if (isOutcomeUnknown(error) || signal.aborted) {
      const id = await findLost(spec, wanted, operation);
      if (id !== undefined) return id;
    }
    if (isConflict(error)) throw nameTaken(await findHolder(spec.Name, operation), operation, error);
    if (!lacksIngress(error)) throw error;
    operation.status("waiting for an ingress network");
    return undefined;
  }
}

/** The service whose creation was asked for, when the answer got lost or the user cancelled: it must not be forgotten. */
async function findLost(spec: ServiceSpec, wanted: Properties, operation: Operation): Promise<string | undefined> {
  const { engine } = operation;
  // A daemon that restarts needs a while; a user who cancels does not want to wait for one.
  const timeoutSeconds = operation.signal.aborted ? 5 : 30;
  // With a signal of its own: the operation's may be the reason that the answer is missing.
  const signal = AbortSignal.timeout(timeoutSeconds * 1000);
  const look = async (): Promise<Service | "none" | undefined> => {
    try {
      return await engine.inspectService(spec.Name, signal);
    } catch (error) {
      if (isNotFound(error)) return "none";
      if (error instanceof EngineError) return undefined;
      throw error;
    }
  };
  const found = await poll(`the Engine to answer for service "${spec.Name}"`, look, {
    timeoutSeconds,
    signal,
  }).catch(() => "none" as const);
  return found !== "none" && isAsDeclared(wanted, found.Spec) ? found.ID : undefined;
}

/** The service of exactly this name. */
async function findService(name: string, { engine, signal }: Operation): Promise<Service | undefined> {
  try {
    const service = await engine.inspectService(name, signal);
    return service.Spec.Name === name ? service : undefined;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** The service that holds the name: Swarm compares names without case. */
async function findHolder(name: string, { engine, signal }: Operation): Promise<Service | undefined> {
  const services = await engine.listServices({}, {}, signal);
  return services.find(({ Spec }) => Spec.Name.toLowerCase() === name.toLowerCase());
}

function nameTaken(holder: Service | undefined, { logicalName }: Operation, cause?: unknown): Error {
  const who = holder === undefined ? "A service" : `Service "${holder.Spec.Name}" (${holder.ID})`;
  const id = holder?.ID ?? "ID";
  return new Error(
    `${who} exists already, and is not this resource's. To take it over: pulumi import docker:index/service:Service ${logicalName} ${id}. ` +
      `Otherwise give this service another 'name', or remove that one: docker service rm ${holder?.Spec.Name ?? id}.`,
    { cause },
  );
}

function withoutIngress(spec: ServiceSpec, cause: unknown): Error {
  return new Error(
    `Service "${spec.Name}" publishes a port in mode "ingress", and the swarm has had no ingress network for ${ingressTimeout} s. Create one: ` +
      "an IngressConfig that the service depends on, or docker network create --driver overlay --ingress ingress. " +
      `Or publish the port with publishMode "host".`,
    { cause },
  );
}

import { EngineError, isConflict, isNotFound, isOutcomeUnknown, lacksIngress } from "../../engine/error";
import { poll, PollTimeout } from "../../engine/poll";
import type { RegistryAuth, Service, ServiceSpec } from "../../engine/types";
import { CreateAttempt } from "../../journal/createAttempt";
import { createSpec, isAsDeclared, withNetworkIds } from "../../mapping/service/service";
import { propertiesOf, textOf } from "../../mapping/fields/field";
import type { Operation } from "../../handler/handler";
import type { Properties } from "../../handler/properties";
import { takeOverService, type TakenOver } from "./serviceLeftover";
import { findNamedService } from "./serviceLookup";
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
  const holder = await findNamedService(spec.Name, operation);
  if (holder !== undefined) throw nameTaken(holder, operation);
  const id = await new Request(spec, auth, wanted, operation).send();
  return { id, isUpdated: false };
}

/** The request for a service, sent again while there is no ingress network, and when it is sure to have been lost. */
class Request {
  private readonly announced: CreateAttempt;
  private lost: EngineError | undefined;

  public constructor(
    private readonly spec: ServiceSpec,
    private readonly auth: RegistryAuth | undefined,
    private readonly wanted: Properties,
    private readonly operation: Operation,
  ) {
    this.announced = new CreateAttempt(operation.journal, spec.Name);
  }

  /** @returns the service's id */
  public async send(): Promise<string> {
    const { signal } = this.operation;
    try {
      const options = { timeoutSeconds: ingressTimeout, signal, intervalMs: 500 };
      return await poll("an ingress network to be there", () => this.post(), options);
    } catch (error) {
      if (error instanceof PollTimeout) throw this.lost ?? withoutIngress(this.spec, error);
      throw error;
    }
  }

  /** `undefined`: to be sent again. */
  private async post(): Promise<string | undefined> {
    const { spec, auth, operation } = this;
    const { engine, signal } = operation;
    try {
      const { id, warnings } = await this.announced.request(() => engine.createService(spec, auth, signal));
      warnings.forEach((warning) => {
        operation.warn(warning);
      });
      return id;
    } catch (error) {
      return this.explain(error);
    }
  }

  private async explain(error: unknown): Promise<string | undefined> {
    const { spec, wanted, operation } = this;
    if (isOutcomeUnknown(error) || operation.signal.aborted || (isConflict(error) && this.lost !== undefined)) {
      if (isOutcomeUnknown(error)) operation.status(`waiting for the Engine at ${operation.engine.host}`);
      const found = await findLost(spec, operation);
      if (typeof found === "object" && isAsDeclared(wanted, found.Spec)) return found.ID;
      // The Engine is back and does not have it.
      if (found === "none" && isOutcomeUnknown(error) && !operation.signal.aborted) {
        this.lost = error;
        return undefined;
      }
    }
    if (isConflict(error)) throw nameTaken(await findHolder(spec.Name, operation), operation, error);
    if (!lacksIngress(error)) throw error;
    this.lost = undefined;
    operation.status("waiting for an ingress network");
    return undefined;
  }
}

/**
 * The service whose creation was asked for, when the answer got lost or the user cancelled: it must not be forgotten. `undefined`: it
 * cannot be told.
 */
async function findLost(spec: ServiceSpec, operation: Operation): Promise<Service | "none" | undefined> {
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
  return poll(`the Engine to answer for service "${spec.Name}"`, look, { timeoutSeconds, signal }).catch(
    () => undefined,
  );
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

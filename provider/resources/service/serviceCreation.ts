import type { RegistryAuth, Service, ServiceSpec } from "../../engine/types";
import type { Operation } from "../../handler/handler";
import type { Properties } from "../../handler/properties";
import { propertiesOf, textOf } from "../../mapping/fields/field";
import { createSpec, isAsDeclared } from "../../mapping/service/service";
import { withIds } from "../../mapping/service/references";
import { createOnce } from "../../reconcile/createOnce";
import { Deadline } from "../../reconcile/deadline";
import { nameTaken, type Holder } from "../../reconcile/nameTaken";
import { authOf, pinImage } from "./serviceImage";
import { interruptedService } from "./serviceLeftover";
import { findNamedService } from "./serviceLookup";
import { findIds } from "./serviceReferences";

/**
 * Seconds from the lookup of the image to the Engine's answer: the registry may be slow, the Engine may restart, and
 * another resource may be replacing the ingress network. `customTimeouts` can allow less.
 */
const patienceSeconds = 45;

/** A service that was created, or taken over from an interrupted run. */
export interface CreatedService {
  readonly id: string;
  /** Whether taking it over took an update. */
  readonly isUpdated: boolean;
}

/**
 * Creates a service, without waiting for its tasks.
 *
 * @throws Error when the name is taken, with the command that imports the service
 */
export async function createService(inputs: Properties, operation: Operation): Promise<CreatedService> {
  const name = textOf(inputs.name);
  const interrupted = interruptedService(inputs, operation);
  let request: Request | undefined;
  const prepared = async (): Promise<Request> => (request ??= await prepare(inputs, operation));
  const id = await createOnce<Service>(
    {
      kind: "service",
      name,
      interrupted,
      requireFreeName: async () => {
        await prepared();
        const holder = await findNamedService(name, operation);
        if (holder !== undefined) throw nameTaken(holderOf(holder), operation);
      },
      send: async (signal) => {
        const { spec, auth } = await prepared();
        return operation.engine.createService(spec, auth, signal);
      },
      findOwn: async (context) => {
        const [{ wanted }, found] = [await prepared(), await findNamedService(name, context)];
        return found !== undefined && isAsDeclared(wanted, found.Spec) ? found.ID : undefined;
      },
      explain: async (error, meaning) => {
        if (meaning === "noIngress") return withoutIngress(name, error);
        const holder = meaning === "nameTaken" ? await findHolder(name, operation) : undefined;
        return holder && nameTaken(holderOf(holder), operation, error);
      },
    },
    operation,
    Deadline.of(operation, patienceSeconds).within(patienceSeconds),
  );
  return { id, isUpdated: interrupted.isUpdated };
}

/** What is sent to the Engine. */
interface Request {
  /** The inputs, with ids for names. */
  readonly wanted: Properties;
  readonly spec: ServiceSpec;
  readonly auth: RegistryAuth | undefined;
}

async function prepare(inputs: Properties, operation: Operation): Promise<Request> {
  const wanted = withIds(inputs, await findIds(inputs, operation));
  const unpinned = createSpec(wanted);
  const auth = authOf(inputs, unpinned.TaskTemplate.ContainerSpec?.Image ?? "", operation);
  const { platforms } = propertiesOf(propertiesOf(inputs.taskSpec).placement);
  return { wanted, spec: await pinImage(unpinned, platforms !== undefined, auth, operation), auth };
}

/** The service that has the name: Swarm compares names without case. */
async function findHolder(name: string, { engine, signal }: Operation): Promise<Service | undefined> {
  const services = await engine.listServices({}, {}, signal);
  return services.find(({ Spec }) => Spec.Name.toLowerCase() === name.toLowerCase());
}

/** The service that has a name. */
export function holderOf({ ID: id, Spec: { Name: name, Labels: labels } }: Service): Holder {
  return { kind: "service", name, id, labels };
}

function withoutIngress(name: string, cause: unknown): Error {
  return new Error(
    `Service "${name}" publishes a port in mode "ingress", and the swarm has no ingress network. Create one: ` +
      "an IngressConfig that the service depends on, or docker network create --driver overlay --ingress ingress. " +
      `Or publish the port with publishMode "host".`,
    { cause },
  );
}

import { parseDuration } from "../../../swarm/durations";
import { credentialsIn } from "../../mapping/service/credentials";
import { swarmLabel } from "../../../swarm/swarmLabel";
import { isNotFound } from "../../engine/error";
import { poll } from "../../engine/poll";
import type { Service } from "../../engine/types";
import { propertiesOf } from "../../mapping/fields/field";
import { checkService, defaultConvergeTimeout, isDynamic, outputsOf } from "../../mapping/service/service";
import { named } from "../../mapping/automaticName";
import { NotConverged, waitForConvergence, type ConvergenceOptions } from "./convergence";
import {
  PartialFailure,
  type CheckFailure,
  type Live,
  type Operation,
  type ResourceHandler,
} from "../../handler/handler";
import type { Properties } from "../../handler/properties";
import { createService } from "./serviceCreation";
import { serviceDifference } from "./serviceDiff";
import { discardService } from "./serviceLeftover";
import { liveService } from "./serviceNetworks";
import { findService } from "./serviceLookup";
import { removeService } from "./serviceRemoval";
import { updateService } from "./serviceUpdate";

/**
 * `docker:index/service:Service`: a Swarm service.
 *
 * Everything but its name and the kind of its mode changes in place. Create and update end when its tasks run, within
 * `convergeConfig.timeout`, else `customTimeouts`, else three minutes; `"0s"` does not wait.
 */
export const serviceHandler: ResourceHandler = {
  type: "docker:index/service:Service",

  credentialsIn,

  check: ({ olds, news, autoname }) => check(olds, news, autoname),

  diff: ({ oldInputs, newInputs }) => serviceDifference(oldInputs, newInputs),

  previewCreate: (inputs) => outputsOf(inputs, undefined),

  previewUpdate: (oldState, inputs) => outputsOf(inputs, undefined, oldState),

  create: async (inputs, operation) => {
    const { id, isUpdated } = await createService(inputs, operation);
    return converge(id, isUpdated ? "update" : "create", inputs, operation);
  },

  update: async (id, _oldState, oldInputs, inputs, operation) => {
    const isSent = await updateService(id, oldInputs, inputs, operation);
    return converge(id, isSent ? "update" : "nothing", inputs, operation);
  },

  read: async (id, known, operation) => {
    const service = await findService(id, operation);
    if (service === undefined) return undefined;
    warnOfSuspendedPorts(service, operation);
    const live = await liveService(service, known?.inputs, operation);
    // The spec is the declared one and half of the tasks are not: kept in mind, so that the next 'pulumi up' goes on with it.
    const { State, Message = "" } = service.UpdateStatus ?? {};
    if (State !== "paused") return live;
    throw new PartialFailure(live, [`Service "${service.Spec.Name}": its update is paused (${Message}).`]);
  },

  delete: (id, _state, operation) => removeService(id, operation),

  discard: discardService,
};

/** A read shows what is: no ports, and a label that nobody declared. Where that comes from is not to be seen there. */
function warnOfSuspendedPorts({ Spec: { Name, Labels } }: Service, operation: Operation): void {
  if (Labels?.[swarmLabel.suspendedPorts.key] === undefined) return;
  operation.warn(
    `Service "${Name}" is without its published ports: a swap of the ingress network has taken them off and has not ended, or was cut short. ` +
      `The next 'pulumi up' of the stack that has the IngressConfig puts them back, and so does the next one of this stack.`,
  );
}

function check(
  olds: Properties | undefined,
  news: Properties,
  autoname: () => string,
): { inputs: Properties; failures: CheckFailure[] } {
  // `__defaults` is the official plugin's note to itself.
  const given = Object.fromEntries(Object.entries(news).filter(([name]) => name !== "__defaults"));
  const inputs = named(given, olds, autoname);
  return { inputs, failures: checkService(inputs) };
}

/**
 * Waits for the tasks and answers what is live then.
 *
 * @throws PartialFailure when they do not run, or the user does not wait for it: the service exists, and the state has to know
 */
async function converge(
  id: string,
  after: ConvergenceOptions["after"],
  inputs: Properties,
  operation: Operation,
): Promise<Live> {
  const options = convergenceOf(inputs, operation);
  try {
    if (options.timeoutSeconds > 0) await waitForConvergence(id, { ...options, after }, operation);
    return await liveService(await withPorts(id, operation), inputs, operation);
  } catch (error) {
    // Someone has removed it meanwhile: there is nothing to keep.
    if (isNotFound(error)) throw error;
    throw await partialFailure(id, inputs, reasonsOf(error, operation), error, operation);
  }
}

function reasonsOf(error: unknown, { signal }: Operation): readonly string[] {
  if (error instanceof NotConverged) return error.reasons;
  if (signal.aborted) return ["cancelled while waiting for its tasks to run"];
  return [error instanceof Error ? error.message : String(error)];
}

function convergenceOf(inputs: Properties, operation: Operation): Omit<ConvergenceOptions, "after"> {
  const { delay, timeout } = propertiesOf(inputs.convergeConfig);
  const seconds = (text: string): number => (parseDuration(text) ?? 0) / 1e9;
  const fallback = operation.timeoutSeconds ?? seconds(defaultConvergeTimeout);
  return {
    timeoutSeconds: typeof timeout === "string" ? seconds(timeout) : fallback,
    ...(typeof delay === "string" ? { longestPauseMs: seconds(delay) * 1000 } : {}),
  };
}

/** The service, once Swarm has allotted the ports that were left to it. */
async function withPorts(id: string, { engine, signal }: Operation): Promise<Service> {
  const look = async (): Promise<Service | undefined> => {
    const service = await engine.inspectService(id, signal);
    const ports = service.Spec.EndpointSpec?.Ports ?? [];
    const waits = ports.some(({ PublishMode, PublishedPort }) => PublishMode !== "host" && isDynamic(PublishedPort));
    return waits && (service.Endpoint?.Ports ?? []).length < ports.length ? undefined : service;
  };
  const soon = poll("ports to be allotted", look, { timeoutSeconds: 5, signal, intervalMs: 100 });
  return soon.catch(() => engine.inspectService(id, signal));
}

/** The true state, also when the wait was cancelled: asked with a signal of its own. */
async function partialFailure(
  id: string,
  inputs: Properties,
  reasons: readonly string[],
  cause: unknown,
  operation: Operation,
): Promise<PartialFailure> {
  const fresh = { ...operation, signal: AbortSignal.timeout(10_000) };
  // Out of reach: what was asked for is the best that is known, and a refresh finds out.
  const live = await operation.engine
    .inspectService(id, fresh.signal)
    .then((service) => liveService(service, inputs, fresh))
    .catch(() => ({ id, inputs, state: inputs }));
  return new PartialFailure(live, reasons, { cause });
}

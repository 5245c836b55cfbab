import { swarmLabel } from "../../../swarm/swarmLabel";
import { parseDuration } from "../../../swarm/durations";
import { messageOf } from "../../engine/error";
import { isNotFound, meaningOf } from "../../engine/meaning";
import type { Service } from "../../engine/types";
import { credentialsInService } from "../../mapping/credentials";
import { propertiesOf } from "../../mapping/fields/field";
import {
  checkService,
  defaultConvergeTimeout,
  foreignSettings,
  isDynamic,
  outputsOf,
} from "../../mapping/service/service";
import { named } from "../../mapping/automaticName";
import { NotConverged, waitForConvergence, type ConvergenceOptions } from "./convergence";
import {
  declared,
  PartialFailure,
  type CheckFailure,
  type Live,
  type Operation,
  type ResourceHandler,
} from "../../handler/handler";
import type { Properties } from "../../handler/properties";
import { awaitReady } from "../../reconcile/await";
import { Deadline, uncancelled } from "../../reconcile/deadline";
import { finishOrKeep } from "../../reconcile/finishOrKeep";
import { withHandover, type Conflict } from "../../reconcile/handover";
import { explainRefusal, previewChecks, repeatChecks, type Change } from "../../preview/liveCheck";
import { findPortConflicts } from "./publishedPorts";
import { referenceCheck } from "./referenceCheck";
import { serviceChecks } from "./serviceChecks";
import { createService } from "./serviceCreation";
import { serviceDifference } from "./serviceDiff";
import { planService } from "./servicePlan";
import { describeMissingImage } from "./serviceImage";
import { discardService } from "./serviceLeftover";
import { liveService } from "./serviceReferences";
import { findService } from "./serviceLookup";
import { deleteService } from "./serviceRemoval";
import { updateService } from "./serviceUpdate";

/**
 * `docker:index/service:Service`: a Swarm service.
 *
 * Everything but its name and the kind of its mode changes in place. Create and update end when its tasks run. The time
 * limit is `convergeConfig.timeout`, otherwise `customTimeouts`, otherwise three minutes; with `"0s"`, the provider
 * does not wait.
 */
export const serviceHandler: ResourceHandler = {
  type: "docker:index/service:Service",

  credentialsIn: credentialsInService,

  check: ({ olds, news, autoname }) => check(olds, news, autoname),

  diff: ({ oldInputs, newInputs }) => serviceDifference(oldInputs, newInputs),

  previewCreate: (inputs) => outputsOf(inputs, undefined),

  previewUpdate: (oldState, inputs) => outputsOf(inputs, undefined, oldState),

  plan: planService,

  preflight: (inputs, operation) =>
    previewChecks(serviceChecks, { id: undefined, before: undefined, inputs }, operation),

  preflightUpdate: (id, before, inputs, operation) => previewChecks(serviceChecks, { id, before, inputs }, operation),

  create: async (inputs, operation) => {
    const change: Change = { id: undefined, before: undefined, inputs };
    await repeatChecks(serviceChecks, change, operation);
    const { id, isUpdated } = await withPortsOf(inputs, undefined, operation, () =>
      explainRefusal(referenceCheck, change, operation, () => createService(inputs, operation)),
    );
    return converge(id, isUpdated ? "update" : "create", inputs, operation);
  },

  update: async (id, _oldState, oldInputs, inputs, operation) => {
    const change: Change = { id, before: oldInputs, inputs };
    await repeatChecks(serviceChecks, change, operation);
    const isSent = await withPortsOf(inputs, id, operation, () =>
      explainRefusal(referenceCheck, change, operation, () => updateService(id, oldInputs, inputs, operation)),
    );
    return converge(id, isSent ? "update" : "nothing", inputs, operation);
  },

  read: async (id, previous, operation) => {
    const service = await findService(id, operation);
    if (service === undefined) return undefined;
    reportForeignSettings(service, operation);
    warnOfSuspendedPorts(service, operation);
    const live = await liveService(service, declared(previous)?.inputs, operation);
    // The spec is as declared, but not all tasks are: recorded as unfinished, so that the next 'pulumi up' resumes the
    // update.
    const { State, Message = "" } = service.UpdateStatus ?? {};
    if (State !== "paused") return live;
    throw new PartialFailure(live, [`Service "${service.Spec.Name}": its update is paused (${Message}).`]);
  },

  delete: (id, _state, operation) => deleteService(id, operation),

  discard: discardService,
};

/**
 * Changes a service as soon as no other service has a port that it publishes, if this update takes the port from that
 * one.
 */
function withPortsOf<T>(
  inputs: Properties,
  id: string | undefined,
  operation: Operation,
  change: () => Promise<T>,
): Promise<T> {
  const deadline = Deadline.of(operation, handoverSeconds);
  const find = async (): Promise<Conflict | undefined> => (await findPortConflicts(inputs, id, operation))[0];
  const isRefusal = (error: unknown): boolean => meaningOf(error) === "portTaken";
  return withHandover(change, { find, isRefusal }, operation, deadline);
}

/** Seconds that another service may take to give up a port, unless `customTimeouts` says otherwise. */
const handoverSeconds = 180;

/** Warns of settings made outside of Pulumi that no property describes: they stay, but no diff shows them. */
function reportForeignSettings({ Spec }: Service, operation: Operation): void {
  const settings = foreignSettings(Spec);
  if (settings.length === 0) return;
  operation.info(
    `Service "${Spec.Name}" has settings that no property of docker.Service describes: ${settings.join(", ")}. ` +
      `Updates keep them. See 'docker service inspect ${Spec.Name}'.`,
  );
}

/** A read shows a service without ports and with an undeclared label, but not why. */
function warnOfSuspendedPorts({ Spec: { Name, Labels } }: Service, operation: Operation): void {
  if (Labels?.[swarmLabel.suspendedPorts.key] === undefined) return;
  operation.warn(
    `The published ports of service "${Name}" are suspended: a replacement of the ingress network removed them and ` +
      `is still running or was interrupted. The next 'pulumi up' of the stack with the IngressConfig restores them, ` +
      `and so does the next one of this stack.`,
  );
}

function check(
  olds: Properties | undefined,
  news: Properties,
  autoname: () => string,
): { inputs: Properties; failures: CheckFailure[] } {
  // `__defaults` is a note of the official plugin for itself.
  const given = Object.fromEntries(Object.entries(news).filter(([name]) => name !== "__defaults"));
  const inputs = named(given, olds, autoname);
  return { inputs, failures: checkService(inputs) };
}

/**
 * Waits for the tasks, and returns the live service.
 *
 * @throws PartialFailure when they do not run, or the user cancels: the service exists and must stay in the state
 */
async function converge(
  id: string,
  after: ConvergenceOptions["after"],
  inputs: Properties,
  operation: Operation,
): Promise<Live> {
  const options = convergenceOf(inputs, operation);
  return finishOrKeep(
    async () => {
      if (options.timeoutSeconds > 0) await waitForConvergence(id, { ...options, after }, operation);
      return liveService(await withPorts(id, operation), inputs, operation);
    },
    async (error) => {
      // Removed meanwhile: there is nothing to keep.
      if (isNotFound(error)) return undefined;
      return { live: await liveInAnyCase(id, inputs, operation), reasons: reasonsOf(error, operation) };
    },
  );
}

function reasonsOf(error: unknown, { signal }: Operation): readonly string[] {
  if (error instanceof NotConverged) return error.reasons;
  if (signal.aborted) return ["cancelled while waiting for its tasks to run"];
  return [messageOf(error)];
}

function convergenceOf(inputs: Properties, operation: Operation): Omit<ConvergenceOptions, "after"> {
  const { delay, timeout } = propertiesOf(inputs.convergeConfig);
  const seconds = (text: string): number => (parseDuration(text) ?? 0) / 1e9;
  const fallback = operation.timeoutSeconds ?? seconds(defaultConvergeTimeout);
  return {
    timeoutSeconds: typeof timeout === "string" ? seconds(timeout) : fallback,
    isChosen: typeof timeout === "string" || operation.timeoutSeconds !== undefined,
    explainRejection: () => describeMissingImage(inputs, operation),
    ...(typeof delay === "string" ? { longestPauseMs: seconds(delay) * 1000 } : {}),
  };
}

/** The service, once Swarm has assigned the published ports that were left to it. */
async function withPorts(id: string, operation: Operation): Promise<Service> {
  const { engine, signal } = operation;
  const satisfier = async (): Promise<Service | undefined> => {
    const service = await engine.inspectService(id, signal);
    const ports = service.Spec.EndpointSpec?.Ports ?? [];
    const waits = ports.some(({ PublishMode, PublishedPort }) => PublishMode !== "host" && isDynamic(PublishedPort));
    return waits && (service.Endpoint?.Ports ?? []).length < ports.length ? undefined : service;
  };
  const soon = awaitReady(
    { what: "ports to be assigned", satisfier, intervalMs: 100, rules: {} },
    operation,
    Deadline.after(5, signal),
  );
  return soon.catch(() => engine.inspectService(id, signal));
}

/** The live service, also after a cancellation; the inputs when the Engine does not answer. */
async function liveInAnyCase(id: string, inputs: Properties, operation: Operation): Promise<Live> {
  const late = uncancelled(operation, 10);
  return operation.engine
    .inspectService(id, late.signal)
    .then((service) => liveService(service, inputs, late))
    .catch(() => ({ id, inputs, state: inputs }));
}

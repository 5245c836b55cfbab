import { unknown, type Draft } from "../../../swarm/draft";
import { checkLabels, type Labels } from "../../../swarm/labels";
import { checkName } from "../../../swarm/names";
import { under } from "../../../swarm/problem";
import type { Service, ServiceSpec } from "../../engine/types";
import type { CheckFailure } from "../../handler/handler";
import type { Properties, Property } from "../../handler/properties";
import { block } from "../fields/block";
import { labels } from "../fields/entries";
import { endpointSpec } from "./endpoint";
import { elementsOf, isAbsent, isNote, local, propertiesOf, replaced, textOf, type Change } from "../fields/field";
import { duration, text } from "../fields/leaf";
import { unmodelled } from "../fields/unmodelled";
import { checkJob, jobOf, kindOf, mode } from "./mode";
import { rollbackConfig, updateConfig } from "./rollout";
import { taskSpec } from "./task";

/** The default limit of each wait. With `0s`, there is no wait. */
export const defaultConvergeTimeout = "3m";

/** `docker.Service` and `POST /services/create`, property by property. */
export const serviceTable = block(
  {
    // Source: swarmkit manager/controlapi/service.go, UpdateService, which the Engine answers with 501.
    name: ["Name", replaced("renaming services is not supported", text())],
    labels: ["Labels", labels()],
    taskSpec: ["TaskTemplate", taskSpec],
    mode: ["Mode", mode],
    updateConfig: ["UpdateConfig", updateConfig],
    rollbackConfig: ["RollbackConfig", rollbackConfig],
    endpointSpec: ["EndpointSpec", endpointSpec],
    // The Engine stores it for its nodes and never shows it.
    auth: [
      "the header `X-Registry-Auth`",
      local(
        block(
          { serverAddress: ["", text()], username: ["", text()], password: ["", text()] },
          { required: ["serverAddress"] },
        ),
      ),
    ],
    convergeConfig: [
      "not sent: the provider's wait for the tasks",
      local(block({ delay: ["", duration()], timeout: ["", duration({ default: defaultConvergeTimeout })] })),
    ],
  },
  { required: ["taskSpec"] },
);

/** The problems of a service's inputs. Pure. */
export function checkService(inputs: Properties): CheckFailure[] {
  const rules = [
    ...under("name", checkName(inputs.name as Draft<string>)),
    ...under("labels", checkLabels(inputs.labels as Draft<Labels>)),
  ].map(({ path: property, reason }): CheckFailure => ({ property, reason }));
  const all = [...rules, ...serviceTable.check("", inputs), ...checkJob(inputs)];
  // Two rules may find the same mistake. The first has the better message.
  return all.filter(({ property }, i) => all.findIndex((other) => other.property === property) === i);
}

/** Every property that a change of the inputs changes. */
export function differences(before: Properties, wanted: Properties): Change[] {
  return serviceTable.differences("", before, wanted);
}

/** The spec of a new service. */
export function createSpec(inputs: Properties): ServiceSpec {
  return serviceTable.write(inputs) as ServiceSpec;
}

/**
 * The spec for an update: the declared values, and the live spec for everything else.
 *
 * @param before the inputs that the live spec was made from
 */
export function updateSpec(live: ServiceSpec, wanted: Properties, before: Properties): ServiceSpec {
  return serviceTable.rewrite(live, wanted, before) as ServiceSpec;
}

/**
 * The inputs that would create the live service, written like the known ones if these still match.
 *
 * @param known `undefined` when there are none: an import
 */
export function inputsOf(known: Properties | undefined, live: ServiceSpec): Properties {
  const inputs = serviceTable.reconcile(known ?? unknown, live);
  if (known === undefined || inputs === known) return propertiesOf(inputs);
  // The mark of an automatic name stays, whatever else has changed.
  const notes = Object.entries(known).filter(([name]) => isNote(name));
  return { ...propertiesOf(inputs), ...Object.fromEntries(notes) };
}

/** Whether the live spec is the declared one. */
export function isAsDeclared(inputs: Properties, live: ServiceSpec): boolean {
  return serviceTable.fits(inputs, live);
}

/**
 * The settings of a live service that no property of docker.Service describes, e.g.
 * `TaskTemplate.Resources.Limits.Pids`. An update leaves them as they are.
 */
export function foreignSettings(live: ServiceSpec): string[] {
  return serviceTable.shape.kind === "object" ? unmodelled(serviceTable.shape.table, live, opaque) : [];
}

/**
 * Parts that a single field describes, and the older property for networks, which the Engine fills in for old clients.
 */
const opaque: ReadonlySet<string> = new Set([
  "Mode",
  "Networks",
  "TaskTemplate.Placement.Preferences",
  "TaskTemplate.Resources.Reservations.GenericResources",
]);

/**
 * The state: the inputs, and the additional outputs that the docker package declares.
 *
 * @param live absent in a preview, where ports that Swarm will assign are unknown
 */
export function outputsOf(inputs: Properties, live: Service | undefined, previous: Properties = {}): Properties {
  const endpoint = propertiesOf(inputs.endpointSpec);
  const task = propertiesOf(inputs.taskSpec);
  const container = propertiesOf(task.containerSpec);
  return {
    ...Object.fromEntries(Object.entries(inputs).filter(([name]) => !isNote(name))),
    labels: inputs.labels ?? [],
    mode: modeOutput(inputs.mode),
    // What a preview does not know must stay unknown: a policy would take the defaults alone for what is deployed.
    taskSpec: keptUnknown(inputs.taskSpec, {
      ...task,
      containerSpec: keptUnknown(task.containerSpec, { init: false, stopGracePeriod: "10s", ...container }),
      forceUpdate: task.forceUpdate ?? 0,
      runtime: task.runtime ?? "container",
      placement: task.placement ?? {},
      resources: task.resources ?? {},
      restartPolicy: task.restartPolicy ?? { condition: "any" },
    }),
    endpointSpec: keptUnknown(inputs.endpointSpec, {
      ...endpoint,
      mode: endpoint.mode ?? "vip",
      ...(Array.isArray(endpoint.ports) ? { ports: withAssigned(elementsOf(endpoint.ports), live, previous) } : {}),
    }),
  };
}

/** The output for an input, unless the input is unknown. */
function keptUnknown(input: Property, output: Properties): Property {
  return input === unknown ? unknown : output;
}

function modeOutput(given: Property): Property {
  if (given === unknown) return unknown;
  switch (kindOf(given)) {
    case "global":
      return { global: true };
    case "global-job":
      return { globalJob: true };
    case "replicated-job":
      return { replicatedJob: { ...jobOf(given) } };
    default:
      return { replicated: replicatedOf(given) };
  }
}

function replicatedOf(given: Property): Property {
  const { replicated } = propertiesOf(given);
  return replicated === unknown ? unknown : { replicas: 1, ...propertiesOf(replicated) };
}

/**
 * The ports with the numbers that Swarm assigned.
 *
 * Ports with a declared number are set aside first. The other ports of the live service, or of the state if there is no
 * live service, are the assigned ones: one for each port without a number, with the same target, protocol and mode.
 */
function withAssigned(given: readonly Property[], live: Service | undefined, previous: Properties): Property[] {
  const known: readonly Properties[] =
    live === undefined
      ? elementsOf(propertiesOf(previous.endpointSpec).ports).map((one) => propertiesOf(one))
      : (live.Endpoint?.Ports ?? []).map((port) => ({
          targetPort: port.TargetPort,
          protocol: port.Protocol,
          publishMode: port.PublishMode,
          publishedPort: port.PublishedPort,
        }));
  const chosen = new Set(
    given
      .map((port) => propertiesOf(port))
      .filter(({ publishedPort }) => !isDynamic(publishedPort))
      .map((port) => `${portKey(port)} ${textOf(port.publishedPort)}`),
  );
  const assigned = new Map<string, Property[]>();
  for (const port of known) {
    if (chosen.has(`${portKey(port)} ${textOf(port.publishedPort)}`)) continue;
    assigned.set(portKey(port), [...(assigned.get(portKey(port)) ?? []), port.publishedPort]);
  }
  return given.map((port) => {
    const properties = propertiesOf(port);
    if (port === unknown || !isDynamic(properties.publishedPort)) return port;
    // In host mode, each node chooses a port for its own task, so there is no single number.
    if (properties.publishMode === "host") return { ...properties, publishedPort: 0 };
    const number = assigned.get(portKey(properties))?.shift() ?? (live === undefined ? unknown : 0);
    return { ...properties, publishedPort: number };
  });
}

/** Whether Swarm chooses the published port. */
export function isDynamic(publishedPort: Property): boolean {
  return isAbsent(publishedPort) || publishedPort === 0;
}

function portKey({ targetPort, protocol, publishMode }: Properties): string {
  return `${textOf(targetPort)}/${textOf(protocol ?? "tcp")}/${textOf(publishMode ?? "ingress")}`;
}

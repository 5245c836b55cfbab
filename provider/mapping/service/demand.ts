import { unknown } from "../../../swarm/draft";
import type { Demand, Feature, Need, Plugin } from "../../../swarm/scheduling/demand";
import { amountsOf } from "../../../swarm/scheduling/nodeResources";
import type { NodeResources } from "../../../swarm/scheduling/schedulableNode";
import type { Platform } from "../../engine/types";
import type { Properties, Property } from "../../handler/properties";
import { elementsOf, propertiesOf } from "../fields/field";
import { isJob, jobOf, kindOf } from "./mode";

/**
 * What the tasks of a service need of a node. Needs that a preview does not know yet are left out.
 *
 * @param imagePlatforms of the image; only if the inputs declare none
 * @param networkDrivers of the networks of the service, by the path of the reference
 */
export function demandOf(
  inputs: Properties,
  imagePlatforms: readonly Platform[],
  networkDrivers: readonly Need<string>[] = [],
): Demand {
  const task = propertiesOf(inputs.taskSpec);
  const { constraints, platforms, maxReplicas } = propertiesOf(task.placement);
  const declared = elementsOf(platforms).map(propertiesOf);
  const isKnown = declared.every(({ os, architecture }) => isText(os) && isText(architecture));
  return {
    tasks: tasksOf(inputs.mode),
    isJob: isJob(inputs.mode),
    constraints: elementsOf(constraints).flatMap((value, i) =>
      isText(value) ? [{ path: `taskSpec.placement.constraints[${i}]`, value }] : [],
    ),
    platforms:
      declared.length === 0 && platforms !== unknown
        ? imagePlatforms
        : isKnown
          ? declared.map(({ os, architecture }) => ({ OS: os as string, Architecture: architecture as string }))
          : [],
    platformsPath: declared.length === 0 ? "taskSpec.containerSpec.image" : "taskSpec.placement.platforms",
    reserved: amountsOf(reservationOf(task.resources)),
    plugins: [
      ...networkDrivers.map(({ path, value }): Need<Plugin> => ({ path, value: { type: "Network", name: value } })),
      ...volumeDrivers(task),
      ...logDriver(task),
    ],
    maxReplicas: typeof maxReplicas === "number" ? maxReplicas : 0,
    hostPorts: hostPortsOf(inputs),
    features: featuresOf(task),
  };
}

/** How many tasks run at the same time. */
export function tasksOf(mode: Property): Demand["tasks"] {
  const kind = kindOf(mode);
  if (kind === undefined) return unknown;
  if (kind === "global" || kind === "global-job") return "global";
  if (kind === "replicated-job") {
    const { maxConcurrent, totalCompletions } = jobOf(mode);
    return typeof maxConcurrent === "number" && typeof totalCompletions === "number"
      ? Math.min(maxConcurrent, totalCompletions)
      : unknown;
  }
  const { replicated } = propertiesOf(mode);
  const { replicas = 1 } = propertiesOf(replicated);
  return replicated !== unknown && typeof replicas === "number" ? replicas : unknown;
}

function reservationOf(resources: Property): NodeResources {
  const { nanoCpus, memoryBytes, genericResources } = propertiesOf(propertiesOf(resources).reservation);
  const { namedResourcesSpecs, discreteResourcesSpecs } = propertiesOf(genericResources);
  const pairs = (list: Property): [kind: string, value: string][] =>
    elementsOf(list).flatMap((text): [string, string][] => {
      const [, kind, value] = isText(text) ? (/^([^=]+)=(.+)$/.exec(text) ?? []) : [];
      return kind === undefined || value === undefined ? [] : [[kind, value]];
    });
  return {
    NanoCPUs: typeof nanoCpus === "number" ? nanoCpus : 0,
    MemoryBytes: typeof memoryBytes === "number" ? memoryBytes : 0,
    GenericResources: [
      ...pairs(namedResourcesSpecs).map(([Kind, Value]) => ({ NamedResourceSpec: { Kind, Value } })),
      ...pairs(discreteResourcesSpecs).map(([Kind, value]) => ({
        DiscreteResourceSpec: { Kind, Value: Number(value) },
      })),
    ],
  };
}

/** As in swarmkit (manager/scheduler/filter.go), which takes the driver `local` for granted. */
function volumeDrivers(task: Properties): Need<Plugin>[] {
  return mountsOf(task).flatMap(({ type, volumeOptions }, i): Need<Plugin>[] => {
    const { driverName: name } = propertiesOf(volumeOptions);
    if (type !== "volume" || !isText(name) || name === "" || name === "local") return [];
    const path = `taskSpec.containerSpec.mounts[${i}].volumeOptions.driverName`;
    return [{ path, value: { type: "Volume", name } }];
  });
}

function logDriver({ logDriver: driver }: Properties): Need<Plugin>[] {
  const { name } = propertiesOf(driver);
  if (!isText(name) || name === "" || name === "none") return [];
  return [{ path: "taskSpec.logDriver.name", value: { type: "Log", name } }];
}

function mountsOf({ containerSpec }: Properties): Properties[] {
  return elementsOf(propertiesOf(containerSpec).mounts).map(propertiesOf);
}

/** The fixed ports in host mode. */
export function hostPortsOf(inputs: Properties): Need<string>[] {
  return elementsOf(propertiesOf(inputs.endpointSpec).ports).flatMap((port, i): Need<string>[] => {
    const { publishedPort, protocol = "tcp", publishMode } = propertiesOf(port);
    if (publishMode !== "host" || typeof publishedPort !== "number" || publishedPort === 0 || !isText(protocol)) {
      return [];
    }
    return [{ path: `endpointSpec.ports[${i}].publishedPort`, value: `${publishedPort}/${protocol}` }];
  });
}

/**
 * Properties that Engines of supported swarms may not know: a manager is at least 20.10, a worker can be older. Source:
 * https://docs.docker.com/reference/api/engine/version-history/.
 */
function featuresOf(task: Properties): Need<Feature>[] {
  const { sysctl, capAdds, capDrops } = propertiesOf(task.containerSpec);
  const ignored = (name: string, value: Property, since: string): Need<Feature>[] =>
    isGiven(value) ? [{ path: `taskSpec.containerSpec.${name}`, value: { name, since, otherwise: "ignores it" } }] : [];
  return [
    ...ignored("sysctl", sysctl, "19.03"),
    ...ignored("capAdds", capAdds, "20.10"),
    ...ignored("capDrops", capDrops, "20.10"),
    ...mountsOf(task).flatMap(({ type }, i): Need<Feature>[] => {
      if (type !== "cluster") return [];
      const value = { name: "type: cluster", since: "23.0", otherwise: "refuses it" };
      return [{ path: `taskSpec.containerSpec.mounts[${i}].type`, value }];
    }),
  ];
}

function isGiven(value: Property): boolean {
  return Array.isArray(value) ? value.length > 0 : Object.keys(propertiesOf(value)).length > 0;
}

function isText(value: Property): value is string {
  return typeof value === "string";
}

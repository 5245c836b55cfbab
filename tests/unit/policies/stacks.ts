import type { EvaluatedResource } from "../../../policies/evaluation/evaluate";
import { evaluateResource, evaluateStack, urnOf } from "../../../policies/evaluation/evaluate";
import { networkType, overlayNetworkType } from "../../../policies/facts/network";
import type { ResourcePolicy, StackPolicy } from "../../../policies/rule/policy";
import { serviceType, swarmServiceType } from "../../../policies/facts/service";
import { unknownText } from "./violations";

type Properties = Readonly<Record<string, unknown>>;

/** What a policy said: each violation's message, by the logical name of the resource for a rule about the stack. */
export interface Said {
  readonly violations: readonly (string | readonly [resource: string, message: string])[];
  readonly undecided?: string;
}

/** Nothing to say. */
export const silent: Said = { violations: [] };

/** The verdict of a rule that cannot decide without the properties at these paths of one resource. */
export function undecided(subject: string, ...paths: readonly string[]): Said {
  const start = subject === "" ? "" : `${subject}: `;
  return { violations: [], undecided: `${start}not known before deployment: ${paths.join(", ")}` };
}

/** Runs a rule about the stack. */
export function evaluateRule(
  policy: StackPolicy,
  resources: readonly EvaluatedResource[],
  settings: object = {},
): Said {
  const { violations, undecided: open } = evaluateStack(policy, [elsewhere, ...resources.map(fromElsewhere)], settings);
  return {
    violations: violations.map(({ message, urn = "" }) => [urn.split("::").at(-1) ?? "", message] as const),
    ...(open === undefined ? {} : { undecided: open }),
  };
}

const elsewhere: EvaluatedResource = { type: "random:index:Any", name: "any", props: {} };

/** What is unknown was made from some other resource, unless the resource says what it was made from. */
function fromElsewhere(resource: EvaluatedResource): EvaluatedResource {
  const open = Object.entries(resource.props).filter(([, value]) => JSON.stringify([value]).includes(unknownText));
  const sources = [urnOf(elsewhere.type, elsewhere.name)];
  const made = Object.fromEntries(open.map(([property]) => [property, sources]));
  return { ...resource, dependencies: { ...made, ...resource.dependencies } };
}

/** Runs a rule about one resource on a docker.Service, by default. */
export function evaluateService(
  policy: ResourcePolicy,
  props: Properties,
  settings: object = {},
  type = serviceType,
): Said {
  const { violations, undecided: open } = evaluateResource(policy, { type, name: "api", props }, settings);
  return {
    violations: violations.map(({ message }) => message),
    ...(open === undefined ? {} : { undecided: open }),
  };
}

/** A network as it is in the swarm: its id and name are known. */
export function overlay(name: string, props: Properties = {}): EvaluatedResource {
  return { type: networkType, name, props: { driver: "overlay", name, id: idOf(name), ...props } };
}

/** The same before it is created: a preview knows its inputs alone. */
export function planned(name: string, props: Properties = {}): EvaluatedResource {
  const network = overlay(name, { id: unknownText, name: unknownText, ipamConfigs: unknownText, ...props });
  return { ...network, dependencies: { id: [], name: [], ipamConfigs: [] } };
}

/** Id that {@link overlay} gives, in the form that Swarm's have. */
export function idOf(name: string): string {
  return `${name.toLowerCase().replace(/[^a-z0-9]/g, "")}${"z".repeat(25)}`.slice(0, 25);
}

/** A service on networks: names of an {@link overlay}, or references of its own form. */
export function service(
  name: string,
  networks: readonly (string | Properties)[] = [],
  { taskSpec, ...props }: Properties = {},
  more: Partial<EvaluatedResource> = {},
): EvaluatedResource {
  const networksAdvanceds = networks.map((one) => (typeof one === "string" ? { id: idOf(one) } : one));
  const containerSpec = { image: "registry.example.com/shop/api:1.4.2" };
  return {
    type: serviceType,
    name,
    props: {
      name,
      taskSpec: {
        containerSpec,
        ...(networks.length === 0 ? {} : { networksAdvanceds }),
        ...(taskSpec as object | undefined),
      },
      ...props,
    },
    ...more,
  };
}

/** A service whose networks a preview only plans: Pulumi knows what the task spec was made from, and none of the ids. */
export function plannedService(
  name: string,
  from: readonly string[],
  networks: readonly Properties[] = from.map(() => ({})),
  props: Properties = {},
): EvaluatedResource {
  const references = networks.map((one) => ({ id: unknownText, ...one }));
  return service(name, references, props, { dependencies: { taskSpec: from.map((one) => urnOf(networkType, one)) } });
}

/** A port that a service publishes. */
export function port(publishedPort: unknown, props: Properties = {}): Properties {
  return { targetPort: 8080, publishedPort, ...props };
}

/** What makes a service publish ports. */
export function publish(...ports: readonly Properties[]): Properties {
  return { endpointSpec: { ports } };
}

/** A resource below a component, whose outputs are known. */
export function below(component: EvaluatedResource, child: EvaluatedResource): EvaluatedResource[] {
  const urn = urnOf(component.type, component.name);
  return [component, { ...child, parent: urn }];
}

/** The component around a network. */
export function overlayComponent(name: string, outputs: Properties = { id: idOf(name) }): EvaluatedResource {
  return { type: overlayNetworkType, name, props: outputs };
}

/** The component around a service, which keeps its networks apart from all else. */
export function serviceComponent(name: string, networks: readonly string[]): EvaluatedResource {
  return {
    type: swarmServiceType,
    name,
    props: {},
    dependencies: { networks: networks.map((one) => urnOf(networkType, one)) },
  };
}

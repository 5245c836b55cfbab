import type { EvaluatedResource } from "../../../policies/evaluation/evaluate";
import { evaluateResource, evaluateStack, urnOf } from "../../../policies/evaluation/evaluate";
import { networkType, overlayNetworkType } from "../../../policies/facts/network";
import type { ResourcePolicy, StackPolicy } from "../../../policies/rule/policy";
import { serviceType, swarmServiceType } from "../../../policies/facts/service";
import { unknownText } from "./violations";

type Properties = Readonly<Record<string, unknown>>;

/**
 * The reports of a policy: the message of each violation; for a rule about the stack, with the resource's logical name.
 */
export interface Said {
  readonly violations: readonly (string | readonly [resource: string, message: string])[];
  readonly undecided?: string;
}

/** The reports of a policy that accepts the stack. */
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

/** Lets unknown properties depend on another resource, unless the resource declares their dependencies. */
function fromElsewhere(resource: EvaluatedResource): EvaluatedResource {
  const open = Object.entries(resource.props).filter(([, value]) => JSON.stringify([value]).includes(unknownText));
  const sources = [urnOf(elsewhere.type, elsewhere.name)];
  const made = Object.fromEntries(open.map(([property]) => [property, sources]));
  return { ...resource, dependencies: { ...made, ...resource.dependencies } };
}

/** Runs a rule about a single resource, by default on a docker.Service. */
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

/** A deployed network, whose id and name are known. */
export function overlay(name: string, props: Properties = {}): EvaluatedResource {
  return { type: networkType, name, props: { driver: "overlay", name, id: idOf(name), ...props } };
}

/** A network before Pulumi creates it: a preview knows only its inputs. */
export function planned(name: string, props: Properties = {}): EvaluatedResource {
  const network = overlay(name, { id: unknownText, name: unknownText, ipamConfigs: unknownText, ...props });
  return { ...network, dependencies: { id: [], name: [], ipamConfigs: [] } };
}

/** The id of an {@link overlay}, in the form of Swarm's ids. */
export function idOf(name: string): string {
  return `${name.toLowerCase().replace(/[^a-z0-9]/g, "")}${"z".repeat(25)}`.slice(0, 25);
}

/** A service on networks: the names of an {@link overlay}, or references. */
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

/** A service on planned networks: Pulumi knows the dependencies of the task spec, but none of the ids. */
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

/** The inputs of a service that publishes ports. */
export function publish(...ports: readonly Properties[]): Properties {
  return { endpointSpec: { ports } };
}

/** A resource and the component that is its parent. */
export function below(component: EvaluatedResource, child: EvaluatedResource): EvaluatedResource[] {
  const urn = urnOf(component.type, component.name);
  return [component, { ...child, parent: urn }];
}

/** The component of a network. */
export function overlayComponent(name: string, outputs: Properties = { id: idOf(name) }): EvaluatedResource {
  return { type: overlayNetworkType, name, props: outputs };
}

/** The component of a service, which records the dependencies of its networks separately. */
export function serviceComponent(name: string, networks: readonly string[]): EvaluatedResource {
  return {
    type: swarmServiceType,
    name,
    props: {},
    dependencies: { networks: networks.map((one) => urnOf(networkType, one)) },
  };
}

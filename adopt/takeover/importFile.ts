import type { AdoptedComponent, AdoptedProject, ComponentName, ServiceVariable } from "../model/project";
import { usesDefaultNetwork, withUsedSettings } from "../model/walk";
import { scopedName } from "../../swarm/stack";

/**
 * `takeover.json`, a file for `pulumi import --file`: the objects of the swarm, each below its component. It contains
 * no secrets, but says where they are; the CLI ignores that.
 */
export interface ImportFile {
  readonly resources: readonly ImportedResource[];
  readonly secrets: readonly SecretOrigin[];
}

/** Where the takeover finds the value of a secret setting that has none yet. */
export interface SecretOrigin {
  readonly setting: string;
  /** Path of a file, relative to the project. */
  readonly file?: string;
  /** Whether the value is the base64 of the file. */
  readonly isBase64?: boolean;
  readonly variable?: ServiceVariable;
}

/** One resource of an {@link ImportFile}. */
export interface ImportedResource {
  readonly type: string;
  /** Name in the file, by which children refer to it. */
  readonly name: string;
  /** Logical name in the program. */
  readonly logicalName: string;
  /** Name of the parent in the file. */
  readonly parent?: string;
  /** Whether it is a component, which has no object of its own. */
  readonly component?: true;
  /** Name of the object in the swarm, or its id. The provider resolves both. */
  readonly id?: string;
}

/** The resource of the docker package below each component. Nodes and the ingress need no import. */
const children: Partial<Readonly<Record<ComponentName, string>>> = {
  OverlayNetwork: "docker:index/network:Network",
  SwarmConfig: "docker:index/serviceConfig:ServiceConfig",
  SwarmSecret: "docker:index/secret:Secret",
  SwarmService: "docker:index/service:Service",
};

/** The objects of the swarm that a project takes over, in an order in which each parent precedes its children. */
export function importFile(project: AdoptedProject): ImportFile {
  const { stack, components } = project;
  const own = components.filter(({ component, isExternal }) => !isExternal && children[component] !== undefined);
  return {
    resources: [
      ...(stack === undefined ? [] : stackResources(stack, usesDefaultNetwork(project))),
      ...own.flatMap((one) => componentResources(one, one.isMember ? stack : undefined)),
    ],
    secrets: withUsedSettings(project).settings.flatMap(({ name, isSecret, fromFile, isBase64, fromVariable }) =>
      isSecret && (fromFile ?? fromVariable) !== undefined
        ? [
            {
              setting: name,
              ...(fromFile !== undefined && { file: fromFile }),
              ...(isBase64 === true && { isBase64 }),
              ...(fromVariable !== undefined && { variable: fromVariable }),
            },
          ]
        : [],
    ),
  };
}

function stackResources(stack: string, hasNetwork: boolean): ImportedResource[] {
  const parent = { type: "swarm:index:SwarmStack", name: `SwarmStack ${stack}`, logicalName: stack };
  const network = scopedName(stack, "default");
  return [
    { ...parent, component: true },
    ...(hasNetwork ? withChild("OverlayNetwork", network, network, network, parent.name) : []),
  ];
}

function componentResources(
  { component, logicalName, swarmName }: AdoptedComponent,
  stack: string | undefined,
): ImportedResource[] {
  // A secret or config carries the prefix of its stack in the logical name of its resource as well.
  const isPayload = component === "SwarmSecret" || component === "SwarmConfig";
  const childName = isPayload && stack !== undefined ? scopedName(stack, logicalName) : logicalName;
  return withChild(component, logicalName, childName, swarmName);
}

function withChild(
  component: ComponentName,
  logicalName: string,
  childName: string,
  swarmName: string,
  parent?: string,
): ImportedResource[] {
  const type = children[component] ?? "";
  const name = `${component} ${logicalName}`;
  return [
    {
      type: `swarm:index:${component}`,
      name,
      logicalName,
      ...(parent !== undefined && { parent }),
      component: true,
    },
    {
      type,
      name: `${/\w+$/.exec(type)?.[0] ?? ""} ${logicalName}`,
      logicalName: childName,
      parent: name,
      id: swarmName,
    },
  ];
}

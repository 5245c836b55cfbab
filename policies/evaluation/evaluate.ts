import type { PolicyProviderResource, PolicyResource, PolicyResourceOptions } from "@pulumi/policy";
import * as sdk from "@pulumi/policy";
import { noteComponent } from "../facts/componentNetwork";
import type { Example } from "../rule/documentation";
import { exampleId, IdOf } from "../rule/example";
import type { ResourcePolicy, StackPolicy } from "../rule/policy";

type Properties = Readonly<Record<string, unknown>>;

/**
 * Wraps properties as the CLI does, so that reading an unknown value throws. The package exports the function, but
 * marks it as internal, so its type definitions omit it.
 */
const { unknownCheckingProxy } = sdk as unknown as { unknownCheckingProxy: (properties: Properties) => Properties };

/** A resource to be evaluated. */
export interface EvaluatedResource {
  readonly type: string;
  readonly name: string;
  /** @default made of type and name */
  readonly urn?: string;
  /** The inputs for a rule about a single resource, the outputs for a rule about the stack. */
  readonly props: Properties;
  readonly opts?: Partial<PolicyResourceOptions>;
  /** The inputs of the resource's provider. */
  readonly provider?: Properties;
  /** The URN of the parent, for a rule about the stack. */
  readonly parent?: string;
  /** The URNs of the resources that each property depends on. */
  readonly dependencies?: Readonly<Record<string, readonly string[]>>;
}

/** A violation. A rule about the stack adds the URN of the resource. */
export interface Violation {
  readonly message: string;
  readonly urn?: string;
}

/** The result of a policy for a resource or a stack. */
export interface Verdict {
  readonly violations: readonly Violation[];
  /** The advisory that the CLI shows if the policy cannot decide because a value is unknown. */
  readonly undecided?: string;
}

/** Runs a policy on a single resource with the settings of a configuration, as the CLI does before it creates one. */
export function evaluateResource(policy: ResourcePolicy, resource: EvaluatedResource, settings: object = {}): Verdict {
  return verdictOf((report) => {
    policy.validateResource(argsFor(resource, settings), report);
  });
}

/**
 * The inputs that a policy at the level `remediate` sets for the resource; `undefined` if it does not change them.
 */
export function remediate(policy: ResourcePolicy, resource: EvaluatedResource, settings: object = {}): unknown {
  return policy.remediateResource?.(argsFor(resource, settings));
}

/** Runs a policy on a whole stack, as the CLI does at the end of a preview or an update. */
export function evaluateStack(
  policy: StackPolicy,
  resources: readonly EvaluatedResource[],
  settings: object = {},
): Verdict {
  return verdictOf((report) =>
    policy.validateStack(
      {
        resources: linkedOnce(resources),
        stackTags: new Map(),
        getConfig: configOf(settings),
        notApplicable: refuse,
      },
      report,
    ),
  );
}

/**
 * The resources of an example as rules see them. `args` are both the inputs and the outputs, and each resource has an
 * id.
 */
export function resourcesOfExample(example: Example): EvaluatedResource[] {
  return example.map(({ type, name, args = {}, opts: { parent: holder, ...opts } = {} }) => {
    const parent = holder === undefined ? {} : { parent: urnOf(holder.type, holder.name) };
    return {
      type,
      name,
      props: { ...(resolved(args) as Properties), id: exampleId(name) },
      opts: { ...opts, ...parent, ignoreChanges: [...(opts.ignoreChanges ?? [])] },
      ...parent,
    };
  });
}

/** Runs a policy on an example. */
export function evaluateExample(policy: ResourcePolicy | StackPolicy, example: Example): Violation[] {
  const resources = resourcesOfExample(example);
  if ("validateStack" in policy) {
    // Pulumi shows each resource to the pack before it runs the rules about the stack.
    for (const resource of resources) noteComponent(argsFor(resource, {}));
    return [...evaluateStack(policy, resources).violations];
  }
  return resources.flatMap((resource) => evaluateResource(policy, resource).violations);
}

/** The URN of a resource that does not set one. */
export function urnOf(type: string, name: string): string {
  return `urn:pulumi:dev::shop::${type}::${name}`;
}

/** The rules of the pack never call `notApplicable`. */
const refuse = (reason = "no reason given"): never => {
  throw new Error(`not applicable: ${reason}`);
};

type ResourceArgs = Parameters<NonNullable<ResourcePolicy["remediateResource"]>>[0];

function argsFor(resource: EvaluatedResource, settings: object): ResourceArgs {
  const { type, name, urn = urnOf(type, name), props, opts, provider } = resource;
  return {
    type,
    name,
    urn,
    props: unknownCheckingProxy(props),
    opts: optionsOf(opts),
    stackTags: new Map(),
    isType: () => false,
    asType: () => undefined,
    getConfig: configOf(settings),
    notApplicable: refuse,
    ...(provider === undefined ? {} : { provider: providerResource(provider) }),
  };
}

/** Pulumi's type lets a policy choose the type of its configuration; the rules of this pack read it as an object. */
function configOf(settings: object): ResourceArgs["getConfig"] {
  return (() => settings) as ResourceArgs["getConfig"];
}

/** By the stack: like the SDK, it shows all rules the same resources, so that they share what they derive from them. */
const links = new WeakMap<readonly EvaluatedResource[], PolicyResource[]>();

function linkedOnce(resources: readonly EvaluatedResource[]): PolicyResource[] {
  const known = links.get(resources) ?? linked(resources);
  links.set(resources, known);
  return known;
}

/** Links the resources to their parents and to the resources that their properties depend on. */
function linked(resources: readonly EvaluatedResource[]): PolicyResource[] {
  const made = new Map<string, PolicyResource>();
  for (const { type, name, urn = urnOf(type, name), props, opts, provider } of resources) {
    made.set(urn, {
      type,
      name,
      urn,
      props: unknownCheckingProxy(props),
      opts: optionsOf(opts),
      dependencies: [],
      propertyDependencies: {},
      isType: () => false,
      asType: () => undefined,
      ...(provider === undefined ? {} : { provider: providerResource(provider) }),
    });
  }
  const find = (urns: readonly string[]): PolicyResource[] =>
    urns.flatMap((urn) => {
      const resource = made.get(urn);
      return resource === undefined ? [] : [resource];
    });
  for (const { type, name, urn = urnOf(type, name), parent, dependencies = {} } of resources) {
    const resource = made.get(urn);
    if (resource === undefined) continue;
    const [holder] = parent === undefined ? [] : find([parent]);
    if (holder !== undefined) resource.parent = holder;
    resource.propertyDependencies = Object.fromEntries(
      Object.entries(dependencies).map(([property, urns]) => [property, find(urns)]),
    );
    resource.dependencies = find(Object.values(dependencies).flat());
  }
  return [...made.values()];
}

function optionsOf(opts: Partial<PolicyResourceOptions> = {}): PolicyResourceOptions {
  return {
    protect: false,
    ignoreChanges: [],
    aliases: [],
    customTimeouts: { createSeconds: 0, updateSeconds: 0, deleteSeconds: 0 },
    additionalSecretOutputs: [],
    ...opts,
  };
}

function providerResource(props: Properties): PolicyProviderResource {
  const type = "pulumi:providers:docker";
  return { type, name: "docker", urn: urnOf(type, "docker"), props: unknownCheckingProxy(props) };
}

function verdictOf(run: (report: (message: string, urn?: string) => void) => unknown): Verdict {
  const violations: Violation[] = [];
  try {
    void run((message, urn) => violations.push(urn === undefined ? { message } : { message, urn }));
  } catch (error) {
    if (error instanceof Error && "unknownTypeSentinel" in error) return { violations, undecided: error.message };
    throw error;
  }
  return { violations };
}

function resolved(value: unknown): unknown {
  if (value instanceof IdOf) return value.value;
  if (Array.isArray(value)) return value.map(resolved);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, resolved(entry)]));
}

import type { PolicyProviderResource, PolicyResource, PolicyResourceOptions } from "@pulumi/policy";
import * as sdk from "@pulumi/policy";
import type { ResourcePolicy, StackPolicy } from "../../../policies/policy";

/** Pulumi's sign for a text that a preview does not know, as it travels to a pack. */
export const unknownText = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

type Properties = Readonly<Record<string, unknown>>;

/** Not in the package's type definitions, since it is marked as internal; exported for tests. */
const { unknownCheckingProxy } = sdk as unknown as { unknownCheckingProxy: (properties: Properties) => Properties };

const opts: PolicyResourceOptions = {
  protect: false,
  ignoreChanges: [],
  aliases: [],
  customTimeouts: { createSeconds: 0, updateSeconds: 0, deleteSeconds: 0 },
  additionalSecretOutputs: [],
};

/** What a policy did with a resource or a stack. */
export interface Verdict {
  /** The violations, with the URN where the policy gives one. */
  readonly violations: readonly (string | { readonly message: string; readonly urn: string })[];
  /** Pulumi's words when the policy met a value that is not known yet; the CLI shows them as an advisory. */
  readonly undecided?: string;
  /** Whether the policy said that it is not about this resource. */
  readonly notApplicable?: true;
}

class NotApplicable extends Error {}

const never = (): never => {
  throw new NotApplicable();
};

const noConfig = (): never => {
  throw new Error("the policies of this pack have no configuration of their own");
};

/** Runs a policy on one resource, as the CLI does before it is created. */
export function judge(policy: ResourcePolicy, type: string, name: string, properties: Properties): Verdict {
  const validate = policy.validateResource;
  if (typeof validate !== "function") throw new Error(`${policy.name} has no single validateResource`);
  return verdictOf((report) =>
    validate(
      {
        type,
        name,
        urn: urnOf(type, name),
        props: unknownCheckingProxy(properties),
        opts,
        stackTags: new Map(),
        isType: () => false,
        asType: () => undefined,
        getConfig: noConfig,
        notApplicable: never,
      },
      report,
    ),
  );
}

/** A resource of a stack, with its outputs. */
export interface Deployed {
  readonly type: string;
  readonly name: string;
  readonly outputs: Properties;
  /** Properties that were made from outputs of other resources. */
  readonly dependent?: readonly string[];
  /** Inputs of the resource's provider. */
  readonly provider?: Properties;
}

/** Runs a policy on a whole stack, as the CLI does at the end of a preview or an update. */
export function judgeStack(policy: StackPolicy, resources: readonly Deployed[]): Verdict {
  return verdictOf((report) =>
    policy.validateStack(
      {
        resources: resources.map(policyResource),
        stackTags: new Map(),
        getConfig: noConfig,
        notApplicable: never,
      },
      report,
    ),
  );
}

export function urnOf(type: string, name: string): string {
  return `urn:pulumi:dev::shop::${type}::${name}`;
}

function policyResource({ type, name, outputs, dependent = [], provider }: Deployed): PolicyResource {
  return {
    type,
    name,
    urn: urnOf(type, name),
    props: unknownCheckingProxy(outputs),
    opts,
    dependencies: [],
    propertyDependencies: Object.fromEntries(
      dependent.map((property) => [property, [policyResource({ type: "random:index:Any", name: "any", outputs: {} })]]),
    ),
    isType: () => false,
    asType: () => undefined,
    ...(provider === undefined ? {} : { provider: providerResource(provider) }),
  };
}

function providerResource(props: Properties): PolicyProviderResource {
  const type = "pulumi:providers:docker";
  return { type, name: "docker", urn: urnOf(type, "docker"), props: unknownCheckingProxy(props) };
}

function verdictOf(run: (report: (message: string, urn?: string) => void) => unknown): Verdict {
  const violations: (string | { message: string; urn: string })[] = [];
  try {
    void run((message, urn) => violations.push(urn === undefined ? message : { message, urn }));
  } catch (error) {
    if (error instanceof NotApplicable) return { violations, notApplicable: true };
    if (error instanceof Error && "unknownTypeSentinel" in error) return { violations, undecided: error.message };
    throw error;
  }
  return { violations };
}

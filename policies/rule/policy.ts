import type {
  Policy,
  PolicyResource,
  PolicyResourceOptions,
  ResourceValidationArgs,
  ResourceValidationPolicy,
  StackValidationPolicy,
} from "@pulumi/policy";
import { componentWith, evaluatedProps, noteComponent } from "../facts/componentNetwork";
import type { Documentation } from "./documentation";
import { docsUrl } from "./documentation";
import { inOrder } from "../facts/inOrder";
import { ingressConfigType, isPartOf, overlayNetworkType } from "../facts/network";
import { ask, type Look, type Report } from "../unknowns/looks";
import { rootOf } from "../unknowns/draft";
import { undecidedError } from "../unknowns/undecided";
import type { Settings, ValuesOf } from "./settings";
import { readSettings, schemaOf } from "./settings";

/**
 * The description of a rule. Pulumi requires only the name and the description; the rest is for users whose update
 * stops at the rule, and for auditors.
 */
type Described = Required<
  Pick<Policy, "name" | "description" | "enforcementLevel" | "severity" | "framework" | "tags" | "remediationSteps">
>;

interface Documented {
  /** The content of the rule's page, in addition to {@link Described}. */
  readonly docs: Documentation;
}

/** A resource that a rule checks. */
export interface Subject<S extends Settings> {
  /** Logical name. */
  readonly name: string;
  readonly type: string;
  readonly urn: string;
  /** The inputs, as Pulumi passes them. A rule reads them through draftOf. */
  readonly props: Readonly<Record<string, unknown>>;
  readonly opts: PolicyResourceOptions;
  /** The rule's settings, from the configuration or else their defaults. */
  readonly settings: ValuesOf<S>;
}

/** The stack that a rule checks. */
export interface StackSubject<S extends Settings> {
  /** Sorted by URN. */
  readonly resources: readonly PolicyResource[];
  /** The rule's settings, from the configuration or else their defaults. */
  readonly settings: ValuesOf<S>;
}

/** A rule about a single resource, as its file declares it. */
export interface ResourceRule<S extends Settings> extends Described, Documented {
  /** The resource types that the rule checks. */
  readonly types: readonly [string, ...string[]];
  readonly settings?: S;
  /** Reports each violation. The message names the resource, the value, the rule and the fix. */
  readonly validate: (subject: Subject<S>, report: (message: string) => void) => void;
  /**
   * Returns the inputs without the violation, or `undefined` if there is none. Implement it only if one fix suits every
   * stack. It runs if a configuration sets the level `remediate`, but never on the network of a component.
   */
  readonly remediate?: (subject: Subject<S>) => Record<string, unknown> | undefined;
}

/** A rule that compares the resources of a stack, as its file declares it. */
export interface StackRule<S extends Settings> extends Described, Documented {
  readonly settings?: S;
  /** Reports each violation, with the URN of the resource that must change. */
  readonly validate: (stack: StackSubject<S>, report: Report) => void;
}

type Served = Described & Documented & Required<Pick<Policy, "displayName" | "url">> & { readonly settings: Settings };

/** A rule about a single resource, as Pulumi runs it. */
export type ResourcePolicy = Served &
  Omit<ResourceValidationPolicy, "validateResource"> & {
    readonly types: readonly string[];
    readonly validateResource: (args: ResourceValidationArgs, report: (message: string) => void) => void;
  };

/** A rule that compares the resources of a stack, as Pulumi runs it. */
export type StackPolicy = Served & StackValidationPolicy;

/** Creates the policy for a rule about a single resource. */
export function resourcePolicy<S extends Settings = Record<string, never>>(rule: ResourceRule<S>): ResourcePolicy {
  const { validate, remediate, types, ...described } = rule;
  const subjectOf = (args: ResourceValidationArgs): Subject<S> | undefined => {
    noteComponent(args);
    // Does not report "not applicable" to Pulumi: doing so for every other resource took longer than the rules.
    if (!types.includes(args.type)) return undefined;
    const { name, type, urn, opts } = args;
    return { name, type, urn, props: evaluatedProps(args), opts, settings: settingsOf(rule, args) };
  };
  return {
    ...served(described),
    types,
    validateResource: (args, report) => {
      const subject = subjectOf(args);
      if (subject !== undefined) evaluate(subject, validate, report);
    },
    ...(remediate === undefined
      ? {}
      : {
          remediateResource: (args: ResourceValidationArgs) => {
            const subject = subjectOf(args);
            // The name of such a network contains a hash of its settings, which the component computes.
            if (subject === undefined || isPartOf(args.opts, overlayNetworkType, ingressConfigType)) return undefined;
            return remediate(subject);
          },
        }),
  };
}

/** Creates the policy for a rule about a stack. */
export function stackPolicy<S extends Settings = Record<string, never>>(rule: StackRule<S>): StackPolicy {
  const { validate, ...described } = rule;
  return {
    ...served(described),
    validateStack: (args, report) => {
      const resources = inOrder(args.resources);
      const looks = ask((asked) => {
        validate({ resources, settings: settingsOf(rule, args) }, asked);
      }, report);
      if (looks.length === 0) return;
      throw undecidedError(looks, (root) => {
        const resource = resources.find(({ props }) => rootOf(props) === root) ?? componentWith(root);
        return resource === undefined ? undefined : labelOf(resource);
      });
    },
  };
}

/**
 * Whether a rule reports a violation by a resource. A rule calls it before it remediates.
 *
 * @throws UnknownValueError of Pulumi if the rule cannot decide before deployment
 */
export function isReported<S extends Settings>(subject: Subject<S>, validate: ResourceRule<S>["validate"]): boolean {
  const messages: string[] = [];
  evaluate(subject, validate, (message) => messages.push(message));
  return messages.length > 0;
}

/**
 * Reports the violations that are certain.
 *
 * @throws UnknownValueError of Pulumi, after these reports, if the rule cannot decide the rest before deployment
 */
function evaluate<S extends Settings>(
  subject: Subject<S>,
  validate: ResourceRule<S>["validate"],
  report: (message: string) => void,
): void {
  const looks: readonly Look[] = ask((asked) => {
    validate(subject, asked);
  }, report);
  if (looks.length === 0) return;
  throw undecidedError(looks, (root) => {
    const component = root === rootOf(subject.props) ? undefined : componentWith(root);
    return component === undefined ? undefined : labelOf(component);
  });
}

/** The label of a resource in a message: `network "backend"` for the type `docker:index/network:Network`. */
function labelOf({ type, name }: { readonly type: string; readonly name: string }): string {
  return `${(type.split(":").at(-1) ?? type).toLowerCase()} "${name}"`;
}

function served(
  rule: Described & Documented & { readonly settings?: Settings },
): Described & Documented & Required<Pick<Policy, "displayName" | "url" | "configSchema">> & { settings: Settings } {
  const { name, description, enforcementLevel, severity, framework, tags, remediationSteps, docs } = rule;
  const settings = rule.settings ?? {};
  return {
    name,
    displayName: sentenceOf(name),
    description,
    enforcementLevel,
    severity,
    framework,
    tags,
    remediationSteps,
    url: docsUrl(name),
    docs,
    settings,
    configSchema: schemaOf(settings),
  };
}

function settingsOf<S extends Settings>(
  { name, settings }: { readonly name: string; readonly settings?: S },
  args: Pick<ResourceValidationArgs, "getConfig">,
): ValuesOf<S> {
  return readSettings(name, settings ?? ({} as S), args.getConfig());
}

/** The display name of a rule: `Network: require encryption` for `swarm-network-require-encryption`. */
function sentenceOf(name: string): string {
  const [, subject = "", ...words] = name.split("-");
  return `${subject.charAt(0).toUpperCase()}${subject.slice(1)}: ${words.join(" ")}`;
}

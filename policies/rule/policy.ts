import type {
  Policy,
  PolicyResourceOptions,
  ResourceValidationArgs,
  ResourceValidationPolicy,
  StackValidationArgs,
  StackValidationPolicy,
} from "@pulumi/policy";
import { componentWith, judgedProps, noteComponent } from "../facts/componentNetwork";
import type { Documentation } from "./documentation";
import { docsUrl } from "./documentation";
import { ingressConfigType, isPartOf, overlayNetworkType } from "../facts/network";
import { ask, type Look, type Report } from "../unknowns/looks";
import { rootOf } from "../unknowns/draft";
import { undecidedError } from "../unknowns/undecided";
import type { Settings, ValuesOf } from "./settings";
import { readSettings, schemaOf } from "./settings";

/**
 * What a rule says about itself. Pulumi asks for name and description alone; the rest is for whoever is stopped or
 * audits.
 */
type Described = Required<
  Pick<Policy, "name" | "description" | "enforcementLevel" | "severity" | "framework" | "tags" | "remediationSteps">
>;

interface Documented {
  /** The page of the rule, beside what {@link Described} has. */
  readonly docs: Documentation;
}

/** A resource that a rule looks at. */
export interface Subject<S extends Settings> {
  /** Logical name. */
  readonly name: string;
  readonly type: string;
  readonly urn: string;
  /** The inputs, as Pulumi hands them over: a rule reads them through draftOf. */
  readonly props: Readonly<Record<string, unknown>>;
  readonly opts: PolicyResourceOptions;
  /** The rule's settings: what the configuration gives, else their defaults. */
  readonly settings: ValuesOf<S>;
}

/** The stack that a rule looks at. */
export interface StackSubject<S extends Settings> {
  readonly resources: StackValidationArgs["resources"];
  /** The rule's settings: what the configuration gives, else their defaults. */
  readonly settings: ValuesOf<S>;
}

/** A rule about one resource, as its file writes it. */
export interface ResourceRule<S extends Settings> extends Described, Documented {
  /** The types that the rule is about; it has nothing to say about any other. */
  readonly types: readonly [string, ...string[]];
  readonly settings?: S;
  /** Reports each violation: the resource and the value, the rule, and the way out. */
  readonly validate: (subject: Subject<S>, report: (message: string) => void) => void;
  /**
   * The inputs without the fault, or `undefined` when there is nothing to fix. Only where one fix suits every stack;
   * it runs when a configuration sets the level `remediate`, and not on the network of a component.
   */
  readonly remediate?: (subject: Subject<S>) => Record<string, unknown> | undefined;
}

/** A rule about the resources of a stack together, as its file writes it. */
export interface StackRule<S extends Settings> extends Described, Documented {
  readonly settings?: S;
  /** Reports each violation with the URN of the resource that has to change. */
  readonly validate: (stack: StackSubject<S>, report: Report) => void;
}

type Served = Described & Documented & Required<Pick<Policy, "displayName" | "url">> & { readonly settings: Settings };

/** A rule about one resource, as Pulumi runs it. */
export type ResourcePolicy = Served & ResourceValidationPolicy & { readonly types: readonly string[] };

/** A rule about the resources of a stack together, as Pulumi runs it. */
export type StackPolicy = Served & StackValidationPolicy;

/** Makes a policy of a rule about one resource. */
export function resourcePolicy<S extends Settings = Record<string, never>>(rule: ResourceRule<S>): ResourcePolicy {
  const { validate, remediate, types, ...described } = rule;
  const subjectOf = (args: ResourceValidationArgs): Subject<S> | undefined => {
    noteComponent(args);
    // In silence: to tell Pulumi of each rule and resource that it is not about took longer than the rules themselves.
    if (!types.includes(args.type)) return undefined;
    const { name, type, urn, opts } = args;
    return { name, type, urn, props: judgedProps(args), opts, settings: settingsOf(rule, args) };
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
            // The name of such a network stands for what it is, and its component says what that is.
            if (subject === undefined || isPartOf(args.opts, overlayNetworkType, ingressConfigType)) return undefined;
            return remediate(subject);
          },
        }),
  };
}

/** Makes a policy of a rule about a stack. */
export function stackPolicy<S extends Settings = Record<string, never>>(rule: StackRule<S>): StackPolicy {
  const { validate, ...described } = rule;
  return {
    ...served(described),
    validateStack: (args, report) => {
      const { resources } = args;
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
 * Whether a rule reports anything about a resource: what a rule that remediates asks first.
 *
 * @throws UnknownValueError of Pulumi when the rule cannot decide before deployment
 */
export function isReported<S extends Settings>(subject: Subject<S>, validate: ResourceRule<S>["validate"]): boolean {
  const messages: string[] = [];
  evaluate(subject, validate, (message) => messages.push(message));
  return messages.length > 0;
}

/**
 * @throws UnknownValueError of Pulumi, after all reports that are certain, when the rule cannot decide the rest before
 * deployment
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

/** `network "backend"`, of the type `docker:index/network:Network` */
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

/** `swarm-network-require-encryption` as people read it: `Network: require encryption`. */
function sentenceOf(name: string): string {
  const [, subject = "", ...words] = name.split("-");
  return `${subject.charAt(0).toUpperCase()}${subject.slice(1)}: ${words.join(" ")}`;
}

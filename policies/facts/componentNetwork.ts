import type { PolicyResourceOptions } from "@pulumi/policy";
import { driverOption, overlayOptions } from "../../swarm/options";
import { draftOf, isUnknownValue, rootOf } from "../unknowns/draft";
import type { OverlayNetwork } from "./network";
import { ingressConfigType, isOn, networkType, overlayNetworkType } from "./network";
import { numberOf } from "./numberOf";
import { fieldsOf } from "./service";

type Properties = Readonly<Record<string, unknown>>;

/** A resource as Pulumi shows it to a policy. */
interface Shown {
  /** Logical name. */
  readonly name: string;
  readonly type: string;
  readonly urn: string;
  readonly props: Properties;
  readonly opts: Pick<PolicyResourceOptions, "parent" | "ignoreChanges">;
}

/** A component of this project. */
type Component = Pick<Shown, "name" | "type" | "props">;

/** The start of the type of each component of this project. */
const componentTypes = "swarm:index:";

/** Whether a type is that of a component of this project. */
export function isComponentType(type: string): boolean {
  return type.startsWith(componentTypes);
}

/** The components of this project, by URN. Pulumi shows a component to the pack before its children. */
const components = new Map<string, Component>();

/** Notes a component for {@link evaluatedProps} and {@link componentOf}; ignores other resources. */
export function noteComponent({ name, type, urn, props }: Shown): void {
  if (isComponentType(type)) components.set(urn, { name, type, props });
}

/** The component that a resource is part of, if Pulumi has shown it. */
export function componentOf(opts: { readonly parent?: string }): Component | undefined {
  return components.get(opts.parent ?? "");
}

/** The component with these inputs, or with Pulumi's proxy around them. Messages name it. */
export function componentWith(root: object): Component | undefined {
  return [...components.values()].find(({ props }) => rootOf(props) === root);
}

/**
 * The component whose own network this is: the direct child with the component's logical name, of which Pulumi allows
 * only one. The inputs of a component do not describe other networks below it.
 */
export function ownComponentOf({ name, opts }: Pick<Shown, "name"> & Parent): Component | undefined {
  const component = componentOf(opts);
  return component?.name === name ? component : undefined;
}

interface Parent {
  readonly opts: { readonly parent?: string };
}

/** The inputs of the OverlayNetwork that contains a network, as far as Pulumi has shown them; otherwise none. */
export function overlayNetworkAround(opts: { readonly parent?: string }): ReturnType<typeof fieldsOf<OverlayNetwork>> {
  const component = componentOf(opts);
  return component?.type === overlayNetworkType ? fieldsOf(draftOf<OverlayNetwork>(component.props)) : {};
}

/**
 * The properties of a resource that a rule must evaluate.
 *
 * The components set `ignoreChanges` on their network, because the official plugin needs it. While Pulumi replaces such
 * a network, it shows policies the values of the old one, and then creates the new one with the new values. Each rule
 * therefore runs twice. Before the change, it evaluates the inputs of the component: the old values would violate the
 * rule even if the program has just been fixed. At the end, it evaluates what is deployed ({@link asDeployed}), which
 * neither a transform nor a parent of another type can hide.
 */
export function evaluatedProps({ type, props, opts }: Shown): Properties {
  const component = made === undefined && type === networkType ? networkComponentOf(opts) : undefined;
  if (made === undefined && component === undefined) return props;
  const before = views.get(props);
  if (before !== undefined) return before;
  const view = component === undefined ? givenView(props, made ?? new Set()) : askedView(component, props, opts);
  views.set(props, view);
  return view;
}

function networkComponentOf(opts: Shown["opts"]): Component | undefined {
  const component = componentOf(opts);
  return component?.type === overlayNetworkType || component?.type === ingressConfigType ? component : undefined;
}

/**
 * The results of {@link evaluatedProps} by the properties, which are the same object only within one request of the
 * CLI. So all rules about a resource read the same draft.
 */
const views = new WeakMap<Properties, Properties>();

/** The properties that depend on other resources, while a rule evaluates what is deployed. Otherwise `undefined`. */
let made: ReadonlySet<string> | undefined;

/**
 * Runs a rule on the properties that a resource has at the end of a preview or update.
 *
 * @param properties the properties that depend on other resources. The provider or Swarm fills in other unknown values,
 *   so these count as absent
 */
export async function asDeployed<T>(properties: ReadonlySet<string>, run: () => Promise<T>): Promise<T> {
  made = properties;
  try {
    return await run();
  } finally {
    made = undefined;
  }
}

/**
 * Whether Pulumi may have shown old values of a resource: one of the docker package with the option `ignoreChanges`.
 */
export function mayBeHidden(type: string, ignoreChanges: readonly string[]): boolean {
  return type.startsWith("docker:") && ignoreChanges.length > 0;
}

function askedView(component: Component, props: Properties, opts: Shown["opts"]): Properties {
  const hidden = ["options", "ipamConfigs"].filter((property) => opts.ignoreChanges.includes(property));
  return viewOf(props, hidden, (property) => {
    if (!hidden.includes(property)) return property in props ? props[property] : undefined;
    return property === "options" ? optionsOf(component.props) : ipamConfigsOf(component);
  });
}

/** The properties without the values that Swarm fills in, and without unknown ones that no other resource makes. */
function givenView(props: Properties, kept: ReadonlySet<string>): Properties {
  return viewOf(props, [], (property) => {
    if (!(property in props)) return undefined;
    if (kept.has(property)) return props[property];
    const value = knownPart(() => props[property]);
    return property === "options" ? withoutAssigned(value) : value;
  });
}

/** The options of a network that exists include the VXLAN IDs that Swarm has assigned. */
function withoutAssigned(options: unknown): unknown {
  if (typeof options !== "object" || options === null) return options;
  return Object.fromEntries(Object.entries(options).filter(([key]) => key !== driverOption.vxlanIds));
}

/** A value without its unknown parts, at any depth. */
function knownPart(read: () => unknown): unknown {
  let value: unknown;
  try {
    value = read();
  } catch (error) {
    if (isUnknownValue(error)) return undefined;
    throw error;
  }
  if (typeof value !== "object" || value === null) return value;
  const holder = value as Properties;
  const entries = Object.keys(holder).map((key) => [key, knownPart(() => holder[key])] as const);
  if (Array.isArray(value)) return entries.map(([, entry]) => entry);
  return Object.fromEntries(entries.filter(([, entry]) => entry !== undefined));
}

/** Properties that are read only when a rule needs them: an unknown one throws, and must not hide the others. */
function viewOf(props: Properties, more: readonly string[], read: (property: string) => unknown): Properties {
  return new Proxy<Record<string, unknown>>(
    {},
    {
      get: (_, property) => (typeof property === "string" ? read(property) : undefined),
      has: (_, property) => more.includes(String(property)) || property in props,
      ownKeys: () => [...new Set([...Object.keys(props), ...more])],
      getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }),
    },
  );
}

/** The options that a component sets for these inputs. */
function optionsOf({ driverOptions, encrypted, sensitive, mtu }: Properties): Record<string, unknown> {
  const given = typeof driverOptions === "object" ? (driverOptions as Readonly<Record<string, string>> | null) : null;
  return (
    overlayOptions({
      driverOptions: given ?? undefined,
      encrypted: isOn(encrypted ?? sensitive) === true,
      mtu: numberOf(mtu),
    }) ?? {}
  );
}

function ipamConfigsOf({ type, props }: Component): unknown {
  if (type === overlayNetworkType) return props.subnets;
  const { subnet, gateway } = props;
  return subnet === undefined && gateway === undefined ? undefined : [{ subnet, gateway }];
}

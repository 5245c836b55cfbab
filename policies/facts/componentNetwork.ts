import type { PolicyResourceOptions } from "@pulumi/policy";
import { driverOption } from "../../swarm/options";
import { draftOf, guardedBy, isUnknownValue, rootOf } from "../unknowns/draft";
import type { OverlayNetwork } from "./network";
import { ingressConfigType, isOn, networkType, overlayNetworkType } from "./network";
import { isReadOnce } from "../sdk/readOnce";
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

/** A component of this project that has one network. */
type Component = Pick<Shown, "name" | "type" | "props">;

/**
 * The components of this project whose network may be asked about later, by URN: Pulumi shows a component before its
 * children.
 */
const components = new Map<string, Component>();

/** Notes a component for {@link judgedProps} and {@link componentOf}; other resources are passed over. */
export function noteComponent({ name, type, urn, props }: Shown): void {
  if (type === overlayNetworkType || type === ingressConfigType) components.set(urn, { name, type, props });
}

/** The component that a resource is part of, if Pulumi has shown it. */
export function componentOf(opts: { readonly parent?: string }): Component | undefined {
  return components.get(opts.parent ?? "");
}

/** The component whose inputs, or Pulumi's guard around them, these are; for a message. */
export function componentWith(root: object): Component | undefined {
  return [...components.values()].find(({ props }) => rootOf(props) === root);
}

/**
 * The component that a network is the own network of: its direct child with the same logical name, of which Pulumi
 * allows one. Other networks below a component have nothing to do with its inputs.
 */
export function ownComponentOf({ name, opts }: Pick<Shown, "name"> & Parent): Component | undefined {
  const component = componentOf(opts);
  return component?.name === name ? component : undefined;
}

interface Parent {
  readonly opts: { readonly parent?: string };
}

/** The inputs of the OverlayNetwork around a network, as Pulumi showed them before; none where there is none. */
export function overlayNetworkAround(opts: { readonly parent?: string }): ReturnType<typeof fieldsOf<OverlayNetwork>> {
  const component = componentOf(opts);
  return component?.type === overlayNetworkType ? fieldsOf(draftOf<OverlayNetwork>(component.props)) : {};
}

/**
 * The inputs of a resource, as a rule must see them.
 *
 * The components set `ignoreChanges` on their network, for the official plugin's sake. While such a network is being
 * replaced, Pulumi shows policies the values of the old one, and only then creates the new one with the new values. So
 * a rule is asked twice. Before the change, it judges what the component was asked for, since the old values would
 * accuse a program that has just been fixed. At the end, it judges what is deployed ({@link asDeployed}), which a
 * transform or a parent of another kind cannot hide.
 */
export function judgedProps({ type, props, opts }: Shown): Properties {
  const component = made === undefined && type === networkType ? componentOf(opts) : undefined;
  if (made === undefined && component === undefined) return props;
  const read = component === undefined ? givenView(props, made ?? new Set()) : askedView(component, props, opts);
  const key = guardedBy(props);
  if (key === undefined || !isReadOnce(key)) return read;
  const view = views.get(key) ?? read;
  views.set(key, view);
  return view;
}

/** What {@link judgedProps} answers, by the resource, so that all rules about it read the same. */
const views = new WeakMap<object, Properties>();

/** The properties that were made from other resources, while a rule judges what is deployed. */
let made: ReadonlySet<string> | undefined;

/**
 * Runs a rule about one resource on the properties that it has at the end of a preview or update.
 *
 * @param properties those that were made from other resources; other unknown values are the provider's or Swarm's to
 *   fill in, and count as absent
 */
export async function asDeployed<T>(properties: ReadonlySet<string>, run: () => Promise<T>): Promise<T> {
  made = properties;
  try {
    return await run();
  } finally {
    made = undefined;
  }
}

/** Whether Pulumi may have shown old values of a resource: one of the docker package with the option `ignoreChanges`. */
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

/** Without the unknown values that were not made from other resources. */
function givenView(props: Properties, kept: ReadonlySet<string>): Properties {
  return viewOf(props, [], (property) => {
    if (!(property in props)) return undefined;
    return kept.has(property) ? props[property] : knownPart(() => props[property]);
  });
}

/** A value without its unknown parts, however deep. */
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

/** Properties that are read one by one when a rule asks: an unknown one throws, and must not hide the others. */
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

/** As overlayOptions in swarm/options.ts builds them. */
function optionsOf({ driverOptions, encrypted, sensitive, mtu }: Properties): Record<string, unknown> {
  return {
    ...(typeof driverOptions === "object" ? driverOptions : {}),
    ...(isOn(encrypted ?? sensitive) === true ? { [driverOption.encrypted]: "true" } : {}),
    ...(mtu === undefined || mtu === 0 ? {} : { [driverOption.mtu]: typeof mtu === "number" ? String(mtu) : mtu }),
  };
}

function ipamConfigsOf({ type, props }: Component): unknown {
  if (type === overlayNetworkType) return props.subnets;
  const { subnet, gateway } = props;
  return subnet === undefined && gateway === undefined ? undefined : [{ subnet, gateway }];
}

import type { PolicyResourceOptions } from "@pulumi/policy";
import { driverOption } from "../../swarm/options";
import { draftOf, guardedBy, rootOf } from "../unknowns/draft";
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

/** Notes a component for {@link networkProps} and {@link componentOf}; other resources are passed over. */
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

/** The inputs of the OverlayNetwork around a network, as Pulumi showed them before; none where there is none. */
export function overlayNetworkAround(opts: { readonly parent?: string }): ReturnType<typeof fieldsOf<OverlayNetwork>> {
  const component = componentOf(opts);
  return component?.type === overlayNetworkType ? fieldsOf(draftOf<OverlayNetwork>(component.props)) : {};
}

/**
 * The inputs of a resource, as a rule has to see them.
 *
 * The components set `ignoreChanges` on their network, for the official plugin's sake. While such a network is being
 * replaced, Pulumi shows policies the values of the old one, and only then makes the new one with the new values. What
 * the new one gets is in the component's inputs, so these are read there.
 */
export function networkProps({ type, props, opts }: Shown): Properties {
  const component = type === networkType ? componentOf(opts) : undefined;
  if (component === undefined) return props;
  const key = guardedBy(props);
  if (key === undefined || !isReadOnce(key)) return viewOf(component, props, opts);
  const view = views.get(key) ?? viewOf(component, props, opts);
  views.set(key, view);
  return view;
}

/** What {@link networkProps} answers, by the resource, so that all rules about it read the same. */
const views = new WeakMap<object, Properties>();

function viewOf(component: Component, props: Properties, opts: Shown["opts"]): Properties {
  const hidden = ["options", "ipamConfigs"].filter((property) => opts.ignoreChanges.includes(property));
  const read = (property: string): unknown => {
    // What is no property is Pulumi's own guard, which shall not be asked for the old values behind it.
    if (!hidden.includes(property)) return property in props ? props[property] : undefined;
    return property === "options" ? optionsOf(component.props) : ipamConfigsOf(component);
  };
  // Read one by one when asked for: a value that is not known yet throws, and must not hide the others.
  return new Proxy<Record<string, unknown>>(
    {},
    {
      get: (_, property) => (typeof property === "string" ? read(property) : undefined),
      has: (_, property) => hidden.includes(String(property)) || property in props,
      ownKeys: () => [...new Set([...Object.keys(props), ...hidden])],
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

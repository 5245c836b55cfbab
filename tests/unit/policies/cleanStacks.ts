import fc from "fast-check";
import type { EvaluatedResource } from "../../../policies/evaluation/evaluate";
import { evaluateResource, evaluateStack, urnOf } from "../../../policies/evaluation/evaluate";
import { ingressConfigType, networkType, overlayNetworkType } from "../../../policies/facts/network";
import { policies } from "../../../policies/pack";
import { serviceType, swarmServiceType } from "../../../policies/facts/service";
import { idOf } from "./stacks";
import { unknownText } from "./violations";

type Properties = Readonly<Record<string, unknown>>;

/** A resource as rules see it: its inputs before Pulumi creates it, and its outputs at the end. */
export interface Item {
  readonly input: EvaluatedResource;
  readonly output: EvaluatedResource;
}

/**
 * How much of a stack is known. `planned`: a first preview, without any id. `silent`: deployed by a provider that does
 * not report the ids of networks. `known`: deployed by a provider that does.
 */
export type Knowledge = "planned" | "silent" | "known";

/** A stack that a program creates. */
export class Stack {
  public constructor(
    public readonly knowledge: Knowledge,
    public readonly items: readonly Item[] = [],
  ) {}

  /**
   * Adds a network. If `component` is a type, the network is the child of such a component, with the inputs `asked`.
   */
  public network(name: string, props: Properties, component?: string, asked: Properties = {}): Stack {
    const inputs = { driver: "overlay", name, ...props };
    const id = this.knowledge === "planned" ? unknownText : idOf(name);
    const isSubnetGiven = "ipamConfigs" in props;
    const outputs = {
      ...inputs,
      ...(this.knowledge === "silent" ? {} : { id }),
      ...(this.knowledge === "planned" && !isSubnetGiven ? { ipamConfigs: unknownText } : {}),
    };
    const around = component === undefined ? undefined : { type: component, id, asked };
    return this.with(networkType, name, inputs, outputs, around);
  }

  /**
   * Adds a service on networks of the stack, and on those in `references`. If `component` is a type, the service is the
   * child of such a component.
   */
  public service(
    name: string,
    networks: readonly (string | (Properties & { readonly on: string }))[],
    {
      containerSpec,
      placement,
      references = [],
      ...props
    }: Properties & { readonly references?: readonly Properties[] } = {},
    component?: string,
  ): Stack {
    const attachments = networks.map((one) => {
      const { on, ...more } = typeof one === "string" ? { on: one } : one;
      return { id: this.knowledge === "planned" ? unknownText : idOf(on), ...more };
    });
    const sources = networks.map((one) => urnOf(networkType, typeof one === "string" ? one : one.on));
    const inputs = {
      name,
      taskSpec: {
        containerSpec: { image: `registry.example.com/shop/${name}:1.4.2`, ...(containerSpec as object | undefined) },
        networksAdvanceds: [...attachments, ...references],
        ...(placement === undefined ? {} : { placement }),
      },
      ...props,
    };
    const parent = component === undefined ? undefined : { type: component, sources };
    return this.with(serviceType, name, inputs, inputs, parent, { taskSpec: sources });
  }

  /** Adds any other resource. */
  public resource(type: string, name: string, props: Properties): Stack {
    return this.with(type, name, props, props);
  }

  /** Removes the resources with a name, including a component and its child. */
  public without(name: string): Stack {
    return new Stack(
      this.knowledge,
      this.items.filter(({ input }) => input.name !== name),
    );
  }

  private with(
    type: string,
    name: string,
    inputs: Properties,
    outputs: Properties,
    component?: {
      readonly type: string;
      readonly id?: string;
      readonly asked?: Properties;
      readonly sources?: readonly string[];
    },
    dependencies: Readonly<Record<string, readonly string[]>> = {},
  ): Stack {
    const opts = { protect: true };
    const child = { type, name, opts, dependencies };
    if (component === undefined) {
      const item = { input: { ...child, props: inputs }, output: { ...child, props: outputs } };
      return new Stack(this.knowledge, [...this.items, item]);
    }
    const above = { type: component.type, name, opts, dependencies: { networks: component.sources ?? [] } };
    const parent = urnOf(component.type, name);
    return new Stack(this.knowledge, [
      ...this.items,
      {
        input: { ...above, props: { ...component.asked } },
        output: { ...above, props: component.id === undefined ? {} : { id: component.id } },
      },
      { input: { ...child, parent, props: inputs }, output: { ...child, parent, props: outputs } },
    ]);
  }
}

/** The names of the rules that a stack violates, sorted, each once. Runs the mandatory rules, and those in `others`. */
export function brokenBy({ items }: Stack, others: readonly string[]): string[] {
  const stack = items.map(({ output }) => output);
  return policies
    .filter(({ enforcementLevel, name }) => enforcementLevel === "mandatory" || others.includes(name))
    .filter((policy) =>
      "validateStack" in policy
        ? evaluateStack(policy, stack).violations.length > 0
        : items.some(({ input }) => evaluateResource(policy, input).violations.length > 0),
    )
    .map(({ name }) => name);
}

const label = "swarm.network.sensitive";

/** Valid stacks with networks, an ingress network and services. */
export const cleanStack: fc.Arbitrary<Stack> = fc
  .record({
    knowledge: fc.constantFrom<Knowledge>("planned", "silent", "known"),
    networks: fc.array(
      fc.record({
        sensitive: fc.boolean(),
        internal: fc.boolean(),
        subnet: fc.boolean(),
        wrapped: fc.boolean(),
        mtu: fc.boolean(),
      }),
      { maxLength: 4 },
    ),
    ingress: fc.constantFrom("none", "plain", "wrapped"),
    services: fc.array(
      fc.record({
        on: fc.nat(15),
        ports: fc.array(fc.constantFrom("ingress", "host", undefined), { maxLength: 2 }),
        dnsrr: fc.boolean(),
        global: fc.boolean(),
        alias: fc.boolean(),
        wrapped: fc.boolean(),
      }),
      { maxLength: 5 },
    ),
  })
  .map(({ knowledge, networks, ingress, services }) => {
    let stack = new Stack(knowledge);
    networks.forEach(({ sensitive, internal, subnet, wrapped, mtu }, i) => {
      const options = {
        ...(sensitive ? { encrypted: "" } : {}),
        ...(mtu ? { "com.docker.network.driver.mtu": "1450" } : {}),
      };
      const props = {
        internal,
        options,
        labels: sensitive ? [{ label, value: "true" }] : [],
        ...(subnet ? { ipamConfigs: [{ subnet: `10.20.${i}.0/24`, gateway: `10.20.${i}.1` }] } : {}),
      };
      stack = stack.network(`n${i}`, props, wrapped ? overlayNetworkType : undefined);
    });
    if (ingress !== "none") {
      const props = { ingress: true, options: { encrypted: "" } };
      stack = stack.network("edge", props, ingress === "wrapped" ? ingressConfigType : undefined);
    }
    services.forEach(({ on, ports, dnsrr, global, alias, wrapped }, i) => {
      const joined = networks.flatMap((network, n) => ((on >> n) % 2 === 1 ? [{ ...network, name: `n${n}` }] : []));
      const isInside = joined.length > 0 && joined.every(({ internal }) => internal);
      const published = (isInside ? [] : ports).map((publishMode, p) => ({
        targetPort: 8080,
        publishedPort: 8000 + 10 * i + p,
        ...(dnsrr ? { publishMode: "host" } : publishMode === undefined ? {} : { publishMode }),
      }));
      stack = stack.service(
        `s${i}`,
        joined.map(({ name }) => (alias ? { on: name, aliases: [`alias${i}`] } : name)),
        {
          containerSpec: { env: { ROLE: `s${i}`, DB_PASSWORD_FILE: "/run/secrets/db" } },
          mode: global ? { global: true } : { replicated: { replicas: 2 } },
          endpointSpec: { mode: dnsrr ? "dnsrr" : "vip", ports: published },
        },
        wrapped ? swarmServiceType : undefined,
      );
    });
    return stack;
  });

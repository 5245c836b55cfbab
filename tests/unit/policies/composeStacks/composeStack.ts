import type { EvaluatedResource } from "../../../../policies/evaluation/evaluate";
import { urnOf } from "../../../../policies/evaluation/evaluate";
import { networkType } from "../../../../policies/facts/network";
import { serviceType } from "../../../../policies/facts/service";
import { unknownText } from "../violations";

/** A service in the words of a compose file. */
export interface ComposeService {
  readonly image: string;
  /** `published:target`, with `/udp` and `@host` as in the long syntax. */
  readonly ports?: readonly string[];
  /** @default the network `default` of the stack */
  readonly networks?: readonly string[];
  /** `source:target`, and `:ro`. */
  readonly volumes?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly command?: readonly string[];
  readonly global?: true;
  readonly replicas?: number;
  readonly constraints?: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly healthcheck?: string;
  readonly memory?: number;
  readonly rollback?: true;
}

/** A stack in the style of those that people publish, as a program would create it. */
export interface ComposeStack {
  readonly networks?: readonly string[];
  /** Networks that another stack creates. */
  readonly external?: readonly string[];
  readonly services: Readonly<Record<string, ComposeService>>;
}

/** The resources of a stack in its first preview: as rules about a resource and as rules about the stack see them. */
export function firstPreviewOf(stack: ComposeStack): Record<"inputs" | "outputs", readonly EvaluatedResource[]> {
  const { networks = [], services } = stack;
  const isDefaultUsed = Object.values(services).some(({ networks: own }) => own === undefined);
  const own = [...networks, ...(isDefaultUsed ? ["default"] : [])].map((name) => {
    return { type: networkType, name, props: { name: `stack_${name}`, driver: "overlay" } };
  });
  const running = Object.entries(services).map(([name, service]) => serviceOf(name, service, stack));
  const planned = own.map((network) => ({
    ...network,
    props: { ...network.props, id: unknownText, ipamConfigs: unknownText },
    dependencies: { id: [], ipamConfigs: [] },
  }));
  return { inputs: [...own, ...running], outputs: [...planned, ...running] };
}

function serviceOf(name: string, service: ComposeService, { external = [] }: ComposeStack): EvaluatedResource {
  const { image, ports = [], volumes = [], environment, command, global, replicas = 1, constraints = [] } = service;
  const { networks = ["default"], labels = {}, healthcheck, memory, rollback } = service;
  const own = networks.filter((network) => !external.includes(network));
  const props = {
    name: `stack_${name}`,
    labels: Object.entries(labels).map(([label, value]) => ({ label, value })),
    mode: global === true ? { global: true } : { replicated: { replicas } },
    taskSpec: {
      containerSpec: {
        image,
        ...(environment === undefined ? {} : { env: environment }),
        ...(command === undefined ? {} : { args: command }),
        mounts: volumes.map(mountOf),
        ...(healthcheck === undefined ? {} : { healthcheck: { tests: ["CMD-SHELL", healthcheck] } }),
      },
      networksAdvanceds: networks.map((network) =>
        external.includes(network) ? { name: network } : { id: unknownText, aliases: [name] },
      ),
      ...(constraints.length === 0 ? {} : { placement: { constraints } }),
      ...(memory === undefined ? {} : { resources: { limits: { memoryBytes: memory << 20, nanoCpus: 1e9 } } }),
    },
    ...(rollback === true ? { updateConfig: { failureAction: "rollback", order: "start-first" } } : {}),
    endpointSpec: { ports: ports.map(portOf) },
  };
  const dependencies = { taskSpec: own.map((network) => urnOf(networkType, network)) };
  return { type: serviceType, name, props, dependencies };
}

function portOf(text: string): object {
  const [, publishedPort, targetPort, protocol = "tcp", mode] = /^(\d+):(\d+)(?:\/(\w+))?(?:@(\w+))?$/.exec(text) ?? [];
  return {
    publishedPort: Number(publishedPort),
    targetPort: Number(targetPort),
    protocol,
    publishMode: mode ?? "ingress",
  };
}

function mountOf(text: string): object {
  const [source = "", target, access] = text.split(":");
  return { type: source.startsWith("/") ? "bind" : "volume", source, target, readOnly: access === "ro" };
}

/** The node constraint and the mount that many stacks have. */
export const manager = ["node.role == manager"];
export const socket = "/var/run/docker.sock:/var/run/docker.sock";

/** The members of a cluster, `name1`, `name2` and so on, which compose files list one by one. */
export function members(
  count: number,
  name: string,
  memberOf: (i: number) => ComposeService,
): Record<string, ComposeService> {
  const numbers = Array.from({ length: count }, (_, i) => i + 1);
  return Object.fromEntries(numbers.map((i) => [`${name}${i}`, memberOf(i)]));
}

/** A label that this project gives a meaning to. */
export interface SwarmLabel {
  readonly key: string;
  /** The kind of object that has it. */
  readonly on: "network" | "service" | "node" | "config";
  readonly writtenBy: "user" | "component" | "provider";
  readonly readBy: "policies" | "provider";
  /** What it says. */
  readonly meaning: string;
  /** `false` for an instruction to this project's provider, which removes it before it calls the Engine. */
  readonly reachesEngine: boolean;
}

/** All labels that this project gives a meaning to. */
export const swarmLabel = {
  sensitive: {
    key: "swarm.network.sensitive",
    on: "network",
    writtenBy: "user",
    readBy: "policies",
    meaning:
      "The traffic of this overlay must not be read or changed on the way. An OverlayNetwork writes it for " +
      "'sensitive'.",
    reachesEngine: true,
  },
  tier: {
    key: "swarm.network.tier",
    on: "network",
    writtenBy: "user",
    readBy: "policies",
    meaning: "What the network is for; `data` if only services behind other services may reach it.",
    reachesEngine: true,
  },
  onPublishedPorts: {
    key: "swarm.ingress.on-published-ports",
    on: "network",
    writtenBy: "component",
    readBy: "provider",
    meaning: "What happens to ports that services publish through this ingress network when it is replaced or removed.",
    reachesEngine: false,
  },
  identity: {
    key: "swarm.network.identity",
    on: "network",
    writtenBy: "component",
    readBy: "provider",
    meaning:
      "The component that owns the network, `project/stack/logicalName`: the same before and after a replacement.",
    reachesEngine: true,
  },
  spec: {
    key: "swarm.network.spec",
    on: "network",
    writtenBy: "component",
    readBy: "provider",
    meaning: "The hash of the spec of a network with a fixed name. Other networks have the hash in their name.",
    reachesEngine: true,
  },
  transition: {
    key: "swarm.network.transition",
    on: "network",
    writtenBy: "provider",
    readBy: "provider",
    meaning: "On a temporary network: the id of the network that it replaces until the new network exists.",
    reachesEngine: true,
  },
  restoredFrom: {
    key: "swarm.ingress.restored-from",
    on: "network",
    writtenBy: "provider",
    readBy: "provider",
    meaning: "On an ingress network that was created again after a failed swap: the id of the original.",
    reachesEngine: true,
  },
  suspendedPorts: {
    key: "swarm.ingress.suspended-ports",
    on: "service",
    writtenBy: "provider",
    readBy: "provider",
    meaning: "The ingress-mode ports to publish again when the ingress network has been replaced.",
    reachesEngine: true,
  },
  formerNode: {
    key: "swarm.node.former",
    on: "node",
    writtenBy: "provider",
    readBy: "provider",
    meaning: "The availability and role to give back to a node that has left in order to rejoin.",
    reachesEngine: true,
  },
  joinsIngress: {
    key: "swarm.node.joins-ingress",
    on: "node",
    writtenBy: "provider",
    readBy: "provider",
    meaning: "Added and removed at once, so that a node that did not join a new ingress network tries again.",
    reachesEngine: true,
  },
  run: {
    key: "swarm.run.record",
    on: "config",
    writtenBy: "provider",
    readBy: "provider",
    meaning: "The config is the record of an update, with an entry for each change that the state may not contain yet.",
    reachesEngine: true,
  },
} as const satisfies Readonly<Record<string, SwarmLabel>>;

const all: readonly SwarmLabel[] = Object.values(swarmLabel);

/**
 * The keys of the labels that a user may write on a network: marks that policies read, and instructions to the
 * provider.
 */
export const networkLabelsToWrite = all
  .filter(({ on, writtenBy, reachesEngine }) => on === "network" && (writtenBy === "user" || !reachesEngine))
  .map(({ key }) => key);

/** The keys of the labels that can be among the inputs of a docker.Network, from a user or from a component. */
export const networkLabels = all.filter(({ on }) => on === "network").map(({ key }) => key);

/** Whether a label is an instruction to this project's provider, which no Engine has. */
export function isInstruction(label: unknown): boolean {
  return all.some(({ key, reachesEngine }) => !reachesEngine && key === label);
}

/**
 * Whether a config of a swarm is the provider's record of a running update, and not an object of a user.
 *
 * @param labels of the config, as the Engine shows them
 */
export function isRunRecord(labels: Readonly<Record<string, string>> | null | undefined): boolean {
  return labels?.[swarmLabel.run.key] !== undefined;
}

import type { PolicyResource } from "@pulumi/policy";
import type { Cidr } from "../../../swarm/cidr";
import { blockOf, contains } from "../../../swarm/cidr";
import { gatewayBridgeName } from "../../../swarm/gatewayBridge";
import { dockerEngine } from "../../rule/framework";
import { givenOf } from "../../facts/given";
import { groupedBy } from "../../facts/grouped";
import type { Network } from "../../facts/network";
import { blocksOf, isOverlay, networkType } from "../../facts/network";
import * as example from "../../rule/example";
import { stackPolicy } from "../../rule/policy";
import { sortedBy } from "../../facts/sortedBy";
import { swarmOf } from "../../facts/swarmOf";
import { known, settled } from "../../unknowns/looks";

/** Two overlay networks of a swarm, or an overlay network and a node's docker_gwbridge, must not share addresses. */
export const stackDisallowOverlappingSubnets = stackPolicy({
  name: "swarm-stack-disallow-overlapping-subnets",
  description: "The subnets of a swarm's overlay networks must not overlap.",
  enforcementLevel: "mandatory",
  severity: "high",
  framework: dockerEngine(
    "moby/swarmkit manager/allocator/network.go",
    "Swarm creates a network with an overlapping subnet without addresses; only the leader's log gives the reason",
  ),
  tags: ["swarm", "network", "overlay", "ipam"],
  remediationSteps:
    "Give each overlay network its own subnet, or remove the subnet: Swarm then takes a free one from its address " +
    "pools.",
  docs: {
    about:
      "Swarm accepts a second overlay network with overlapping addresses, but never assigns addresses on it: the " +
      "tasks of its services stay in the state `new` without an error, and only the leader's log gives the reason. " +
      "If a network sets `ipRange`, Swarm does not check for overlaps at all, and both networks assign the same " +
      "addresses.\n\nThe rule includes the ingress network. It also compares the docker_gwbridge of each node with " +
      "the overlay networks of the swarm, but not with the bridges of other nodes, because a container is attached " +
      "to both. It ignores other networks of a single node. A network that the stack both manages and reads counts " +
      "once.\n\nThe rule compares networks whose providers have the same `host` (and `context`), so one stack may " +
      "deploy to two swarms with the same addresses. It treats two providers that reach one swarm through different " +
      "managers as two swarms. A docker_gwbridge has the provider of its node; the rule assigns it to the only swarm " +
      "of the stack or, if there are several, to the swarm of its provider. The rule cannot see networks outside the " +
      "stack: list their blocks in the setting `reserved` of swarm-network-disallow-reserved-subnet.",
    sources: [
      "moby/swarmkit, `manager/allocator/network.go`",
      "[moby#46756](https://github.com/moby/moby/issues/46756), about ranges",
    ],
    bad: [
      example.network("frontend", { driver: "overlay", ipamConfigs: [{ subnet: "10.9.0.0/24" }] }),
      example.network("backend", { driver: "overlay", ipamConfigs: [{ subnet: "10.9.0.128/25" }] }),
    ],
    good: [
      example.network("frontend", { driver: "overlay", ipamConfigs: [{ subnet: "10.9.0.0/24" }] }),
      example.network("backend", { driver: "overlay", ipamConfigs: [{ subnet: "10.9.1.0/24" }] }),
    ],
  },
  validate: ({ resources }, report) => {
    const { blocks, bridges } = known(() => subnetsIn(resources));
    for (const [block, other] of overlapsIn(blocks)) report(messageFor(block, other), block.urn);
    for (const [bridge, other] of bridgeOverlapsIn(bridges, blocks))
      report(messageForBridge(bridge, other), bridge.urn);
  },
});

/** A subnet of a network of the stack. */
interface Block {
  readonly cidr: Cidr;
  /** As the program writes it. */
  readonly subnet: string;
  readonly name: string;
  readonly urn: string;
  /** Two swarms may use the same addresses. */
  readonly swarm: string;
}

interface StackSubnets {
  /** Of overlays. */
  readonly blocks: Block[];
  /** Of the nodes' gateway bridges. */
  readonly bridges: Block[];
}

/**
 * The subnets of all overlay networks and gateway bridges, each network once. Only docker.Network counts: a component
 * has the subnets of its child. If the program reads a network that it also manages, both resources have the same ID.
 */
function subnetsIn(resources: readonly PolicyResource[]): StackSubnets {
  const blocks: Block[] = [];
  const bridges: Block[] = [];
  const seen = new Set<string>();
  for (const resource of resources) {
    if (resource.type !== networkType) continue;
    const network = givenOf<Network>(resource);
    const id = settled(() => (typeof network.id === "string" && network.id !== "" ? network.id : undefined));
    if (id !== undefined && seen.has(id)) continue;
    if (id !== undefined) seen.add(id);
    const overlay = isOverlay(network);
    const isBridge = overlay === false && settled(() => network.name === gatewayBridgeName);
    if (overlay !== true && !isBridge) continue;
    const { name, urn } = resource;
    const swarm = settled(() => swarmOf(resource));
    for (const subnet of blocksOf(network)) {
      const cidr = blockOf(subnet);
      if (cidr !== undefined) (isBridge ? bridges : blocks).push({ cidr, subnet, name, urn, swarm });
    }
  }
  return { blocks, bridges };
}

/**
 * Each block inside another, with the innermost block around it. Two blocks are nested or disjoint, so one pass in
 * order of the first address finds all of them.
 */
function overlapsIn(blocks: readonly Block[]): [Block, Block][] {
  const found: [Block, Block][] = [];
  const around: Block[] = [];
  for (const block of outerFirst(blocks)) {
    while (around.length > 0 && !holds(around[around.length - 1], block)) around.pop();
    const other = around[around.length - 1];
    if (other !== undefined) found.push([block, other]);
    around.push(block);
  }
  return found;
}

/**
 * Each bridge with the first overlay that shares its addresses. Most nodes use the same block, so each is compared with
 * the overlays once.
 */
function bridgeOverlapsIn(bridges: readonly Block[], overlays: readonly Block[]): [Block, Block][] {
  const [only, ...others] = new Set(overlays.map(({ swarm }) => swarm));
  const swarmWith = (bridge: Block): string | undefined => (others.length === 0 ? only : bridge.swarm);
  const alike = groupedBy(outerFirst(bridges), (bridge) => JSON.stringify([swarmWith(bridge), bridge.cidr.text]));
  const sorted = outerFirst(overlays);
  return [...alike.values()].flatMap((group) => {
    const other = sorted.find(({ swarm, cidr }) =>
      group.every((bridge) => swarm === swarmWith(bridge) && share(bridge.cidr, cidr)),
    );
    return other === undefined ? [] : group.map((bridge): [Block, Block] => [bridge, other]);
  });
}

function share(one: Cidr, other: Cidr): boolean {
  return contains(one, other) || contains(other, one);
}

function holds(outer: Block | undefined, inner: Block): boolean {
  return outer !== undefined && outer.swarm === inner.swarm && contains(outer.cidr, inner.cidr);
}

/** By swarm, first address, size (larger first) and URN, because Pulumi lists resources in any order. */
function outerFirst(blocks: readonly Block[]): Block[] {
  return sortedBy(
    blocks,
    ({ swarm }) => swarm,
    ({ cidr }) => cidr.first,
    ({ cidr }) => cidr.prefix,
    ({ urn }) => urn,
  );
}

function messageFor(block: Block, other: Block): string {
  const what =
    block.urn === other.urn
      ? `The subnets "${block.subnet}" and "${other.subnet}" of network "${block.name}" overlap. `
      : `Subnet "${block.subnet}" of network "${block.name}" overlaps subnet "${other.subnet}" of network ` +
        `"${other.name}". `;
  return (
    what +
    "Swarm accepts both networks, but assigns no addresses on the second one, so its tasks never start. " +
    "Use another subnet for one of them, or remove the subnet to let Swarm choose."
  );
}

function messageForBridge(bridge: Block, other: Block): string {
  return (
    `Subnet "${bridge.subnet}" of "${bridge.name}", the docker_gwbridge of a node, overlaps subnet "${other.subnet}" ` +
    `of network "${other.name}": containers on both networks can reach only one of them. Use another subnet for one ` +
    "of them."
  );
}

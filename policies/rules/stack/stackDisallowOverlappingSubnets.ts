import type { PolicyResource } from "@pulumi/policy";
import type { Cidr } from "../../../swarm/cidr";
import { blockOf, contains } from "../../../swarm/cidr";
import { gatewayBridgeName } from "../../../swarm/gatewayBridge";
import { dockerEngine } from "../../rule/framework";
import { givenOf } from "../../facts/given";
import type { Network } from "../../facts/network";
import { blocksOf, isOverlay, networkType } from "../../facts/network";
import * as example from "../../rule/example";
import { stackPolicy } from "../../rule/policy";
import { swarmOf } from "../../facts/swarmOf";
import { known, settled } from "../../unknowns/looks";

/** Two overlays of a swarm must not share addresses, the ingress among them, nor an overlay and a node's docker_gwbridge. */
export const stackDisallowOverlappingSubnets = stackPolicy({
  name: "swarm-stack-disallow-overlapping-subnets",
  description: "The subnets of a swarm's overlay networks must not overlap.",
  enforcementLevel: "mandatory",
  severity: "high",
  framework: dockerEngine(
    "moby/swarmkit manager/allocator/network.go",
    "A network whose subnet overlaps is created without addresses; only the leader's log says so",
  ),
  tags: ["swarm", "network", "overlay", "ipam"],
  remediationSteps:
    "Give each overlay network a subnet of its own, or leave the subnet out: Swarm then takes a free one from its address pools.",
  docs: {
    about:
      "Two overlays of a swarm must not share addresses. Swarm accepts the second one all the same and never gives it addresses: " +
      "its services' tasks stay in the state `new` without an error, and only the leader's log says why. Where a network has an " +
      "`ipRange`, Swarm does not look for overlaps at all, and two networks hand out addresses that mean something else to each " +
      "other.\n\nThe ingress counts. So does docker_gwbridge of a node, which a container has beside its overlays: each of them is held " +
      "against the overlays of the swarm, and not against that of another node. Other networks of a single node do not count. A network " +
      "that a stack both manages and reads counts once. Networks are compared when their providers have the same `host` (and `context`), so that one " +
      "stack may deploy to two swarms with the same addresses; two providers that reach one swarm through different managers " +
      "are not told apart from two swarms. A docker_gwbridge, which has the provider of its node, belongs to the one swarm of the " +
      "stack; where there are several, to that of its provider. What lies outside of the stack (other stacks, the nodes' own networks) is not seen: name " +
      "its blocks in the setting `reserved` of swarm-network-disallow-reserved-subnet.",
    sources: [
      "moby/swarmkit, `manager/allocator/network.go`",
      "[moby#46756](https://github.com/moby/moby/issues/46756), for ranges",
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
  /** Two swarms may well use the same addresses. */
  readonly swarm: string;
}

interface StackSubnets {
  /** Of overlays. */
  readonly blocks: Block[];
  /** Of the nodes' gateway bridges. */
  readonly bridges: Block[];
}

/**
 * The subnets of all overlays and gateway bridges, each network once. Only docker.Network counts: a component's subnets are those of its child.
 * A stack holds the new one of a replaced network alone, and a network that is read and managed, or read twice, has one id.
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
 * Each block that lies in another, with the innermost of those. Blocks nest or are apart, so one pass over them in order of
 * their first address finds all, and a stack of thousands of networks costs no more than sorting them.
 */
function overlapsIn(blocks: readonly Block[]): [Block, Block][] {
  const found: [Block, Block][] = [];
  const around: Block[] = [];
  for (const block of [...blocks].sort(outerFirst)) {
    while (around.length > 0 && !holds(around[around.length - 1], block)) around.pop();
    const other = around[around.length - 1];
    if (other !== undefined) found.push([block, other]);
    around.push(block);
  }
  return found;
}

/**
 * Each bridge with the first overlay that it shares addresses with. Two bridges are of two nodes, and most nodes have the same addresses
 * there, so each block is looked up once.
 */
function bridgeOverlapsIn(bridges: readonly Block[], overlays: readonly Block[]): [Block, Block][] {
  const [only, ...others] = new Set(overlays.map(({ swarm }) => swarm));
  const found = new Map<string, Block | undefined>();
  return [...bridges].sort(outerFirst).flatMap((bridge): [Block, Block][] => {
    const swarm = others.length === 0 ? only : bridge.swarm;
    const key = JSON.stringify([swarm, bridge.cidr.text]);
    if (!found.has(key)) {
      const sharing = overlays.filter((overlay) => overlay.swarm === swarm && share(bridge.cidr, overlay.cidr));
      found.set(key, sharing.sort(outerFirst)[0]);
    }
    const other = found.get(key);
    return other === undefined ? [] : [[bridge, other]];
  });
}

function share(one: Cidr, other: Cidr): boolean {
  return contains(one, other) || contains(other, one);
}

function holds(outer: Block | undefined, inner: Block): boolean {
  return outer !== undefined && outer.swarm === inner.swarm && contains(outer.cidr, inner.cidr);
}

/** By swarm, then by first address, then the larger block, then by URN, since Pulumi lists resources in no certain order. */
function outerFirst(a: Block, b: Block): number {
  if (a.swarm !== b.swarm) return a.swarm < b.swarm ? -1 : 1;
  if (a.cidr.first !== b.cidr.first) return a.cidr.first < b.cidr.first ? -1 : 1;
  return a.cidr.prefix - b.cidr.prefix || (a.urn < b.urn ? -1 : 1);
}

function messageFor(block: Block, other: Block): string {
  const what =
    block.urn === other.urn
      ? `The subnets "${block.subnet}" and "${other.subnet}" of network "${block.name}" overlap. `
      : `Subnet "${block.subnet}" of network "${block.name}" overlaps subnet "${other.subnet}" of network "${other.name}". `;
  return (
    what +
    `Swarm accepts both and leaves the one that comes second without addresses, so that the tasks on it never start. ` +
    `Give one of them another subnet, or leave it out to let Swarm choose.`
  );
}

function messageForBridge(bridge: Block, other: Block): string {
  return (
    `Subnet "${bridge.subnet}" of "${bridge.name}", docker_gwbridge of a node, overlaps subnet "${other.subnet}" of network "${other.name}": ` +
    `containers on that network have the same addresses on both sides, and reach one of the two. Give one of them another subnet.`
  );
}

import { NodeAvailability } from "../../components/node/swarmNode";
import type { Node } from "../../provider/engine/types";
import type { AdoptedComponent, Setting, Value } from "../model/project";
import { TextExpression } from "../model/project";
import { camelCase } from "../program/variables";
import type { SwarmLists } from "./lists";
import type { Scope } from "./scope";
import { constant, present } from "./values";

/** The nodes of a program, and the settings with the addresses of their daemons. */
export interface ReadNodes {
  readonly components: readonly AdoptedComponent[];
  readonly settings: readonly Setting[];
}

/**
 * The nodes that have labels, or an availability other than active. They belong to the swarm, not to a stack.
 *
 * A node is managed through its own daemon, whose address the swarm does not know. The program therefore has a setting
 * for each, except for the daemon that it deploys to.
 */
export function readNodes({ nodes, daemon }: SwarmLists, { stack }: Scope): ReadNodes {
  if (stack !== undefined) return { components: [], settings: [] };
  const declared = nodes.filter((node) => Object.keys(argsOf(node)).length > 0);
  const settings: Setting[] = [];
  const setting = (name: string, description: string, address: string): Value => {
    if (!settings.some((other) => other.name === name)) {
      settings.push({ name, description, default: address, isSecret: false });
    }
    return new TextExpression([{ setting: name }]);
  };
  const components = declared.map((node, i): AdoptedComponent => {
    const name = nameOf(node, nodes);
    const isOwn = node.ID === daemon.nodeId;
    const host = (): Value =>
      setting(
        camelCase(`${name}-host`),
        `The Docker daemon of the node "${name}".`,
        `ssh://root@${node.Status.Addr ?? name}`,
      );
    const manager = (): Value =>
      setting("managerHost", "The Docker daemon of a manager, which sets the labels of workers.", daemon.host);
    return {
      component: "SwarmNode",
      logicalName: name,
      args: { ...argsOf(node), ...(node.Spec.Role === "worker" && { managerHosts: [manager()] }) },
      isMember: false,
      isExternal: false,
      swarmName: name,
      comments:
        i > 0 ? [] : ["Without retainOnDelete, a node would leave the swarm when it is removed from the program."],
      isRetained: true,
      ...(!isOwn && { daemon: host() }),
    };
  });
  return { components, settings };
}

function argsOf({ Spec: { Labels, Availability } }: Node): { readonly [argument: string]: Value } {
  // The provider's own labels.
  const labels = Object.entries(Labels ?? {}).filter(([label]) => !label.startsWith("swarm.node."));
  return present({
    labels: labels.length === 0 ? undefined : Object.fromEntries(labels.sort()),
    availability: Availability === "active" ? undefined : constant("NodeAvailability", NodeAvailability, Availability),
  });
}

/** The host name. Several nodes can have the same one, so the id distinguishes those. */
function nameOf({ ID, Description }: Node, nodes: readonly Node[]): string {
  const name = Description?.Hostname ?? ID;
  return nodes.filter((other) => other.Description?.Hostname === name).length > 1 ? `${name}-${ID}` : name;
}

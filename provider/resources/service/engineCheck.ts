import { isBefore, parseVersion } from "../../../swarm/engineVersion";
import { meetsConstraints } from "../../../swarm/scheduling/constraints";
import type { Node } from "../../engine/types";
import { elementsOf, propertiesOf, textOf } from "../../mapping/fields/field";
import { newerProperties } from "../../mapping/fields/newerProperties";
import { serviceTable } from "../../mapping/service/service";
import { errorFinding, type LiveCheck } from "../../preview/liveCheck";

/**
 * Whether every Engine that handles the service knows its properties. An Engine silently drops what it does not know: a
 * manager when it stores the service, the node of a task when it starts the container.
 */
export const engineCheck: LiveCheck = {
  what: "the versions of Docker Engine",
  isRepeated: true,
  find: async ({ inputs }, { engine, signal }) => {
    const newer = newerProperties(serviceTable.shape, inputs);
    if (newer.length === 0) return [];
    const { constraints } = propertiesOf(propertiesOf(inputs.taskSpec).placement);
    const conditions = elementsOf(constraints).filter((one) => typeof one === "string");
    const nodes = (await engine.listNodes({}, signal)).filter(
      (node) => node.Spec.Role === "manager" || meetsConstraints(node, conditions),
    );
    return newer.flatMap(({ path, since }) => {
      const old = nodes.filter((node) => isOlder(node, since)).map(describe);
      if (old.length === 0) return [];
      return [
        errorFinding(
          `Service "${textOf(inputs.name)}": '${path}' needs Docker Engine ${since} or newer on all managers and on ` +
            `all nodes that can run its tasks, because older ones ignore it. Older ones: ${old.join(", ")}. Upgrade ` +
            `them, exclude worker nodes with a placement constraint, or leave the property out.`,
        ),
      ];
    });
  },
};

/** A version without numbers, e.g. of a development build, passes. */
function isOlder(node: Node, since: string): boolean {
  const version = parseVersion(versionOf(node));
  return version !== undefined && isBefore(version, parseVersion(since) ?? []);
}

function describe(node: Node): string {
  return `"${node.Description?.Hostname ?? node.ID}" (${versionOf(node)})`;
}

function versionOf(node: Node): string {
  return node.Description?.Engine?.EngineVersion ?? "";
}

import type { Draft, Unknown } from "../../../swarm/draft";
import { unknown } from "../../../swarm/draft";
import * as example from "../../rule/example";
import { cisDocker, cisDockerSource } from "../../rule/framework";
import { hostOf, nodeOf, nodeType } from "../../facts/node";
import { resourcePolicy } from "../../rule/policy";

/** The traffic of tasks should use another interface than the swarm's control traffic. */
export const nodeRequireDataPathAddress = resourcePolicy({
  name: "swarm-node-require-data-path-address",
  description: "A node should use separate interfaces for the traffic of tasks and for the swarm's control traffic.",
  enforcementLevel: "advisory",
  severity: "low",
  framework: cisDocker("7.9"),
  tags: ["swarm", "node", "vxlan"],
  remediationSteps: "Set `dataPathAddress` to an address on another interface than that of `advertiseAddress`.",
  docs: {
    about:
      "Without `dataPathAddress`, the traffic of overlay networks uses the interface that the node advertises, " +
      "which also carries the control traffic of the managers. With a second interface, a flood of data cannot " +
      "disturb the managers, and a firewall can tell the two apart: VXLAN has no authentication, and the address " +
      "does not bind its port. The address is fixed when a node joins its swarm.",
    sources: [
      cisDockerSource("7.9"),
      "[Use a separate interface for control and data traffic](https://docs.docker.com/engine/swarm/networking/#use-a-separate-interface-for-control-and-data-traffic)",
    ],
    bad: [
      example.node("worker1", { advertiseAddress: "192.168.1.12" }),
      example.node("worker2", { advertiseAddress: "192.168.1.13", dataPathAddress: "192.168.1.13" }),
    ],
    good: [example.node("worker1", { advertiseAddress: "192.168.1.12", dataPathAddress: "192.168.2.12" })],
  },
  types: [nodeType],
  validate: ({ name, props }, report) => {
    const node = nodeOf(props);
    const { dataPathAddress } = node;
    if (dataPathAddress === undefined) {
      report(
        `Node "${name}" has no 'dataPathAddress': the traffic of tasks uses the same interface as the swarm's ` +
          "control traffic. Set 'dataPathAddress' to an address on another interface.",
      );
      return;
    }
    if (isSameHost(dataPathAddress, node.advertiseAddress) === false) return;
    report(
      `Node "${name}" has the 'dataPathAddress' ${String(dataPathAddress)}, which it also advertises for the swarm's ` +
        "control traffic. Use an address on another interface.",
    );
  },
});

function isSameHost(one: Draft<string>, other: Draft<string>): boolean | Unknown {
  if (typeof one === "string" && typeof other === "string") return hostOf(one) === hostOf(other);
  return one === unknown || other === unknown ? unknown : false;
}

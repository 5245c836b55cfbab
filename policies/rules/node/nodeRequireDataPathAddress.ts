import { unknown } from "../../../swarm/draft";
import * as example from "../../rule/example";
import { cisDocker } from "../../rule/framework";
import { waitFor } from "../../unknowns/known";
import { hostOf, nodeOf, nodeType } from "../../facts/node";
import { resourcePolicy } from "../../rule/policy";

/** What tasks send each other goes over another interface than what the nodes tell each other. */
export const nodeRequireDataPathAddress = resourcePolicy({
  name: "swarm-node-require-data-path-address",
  description: "A node should send the traffic of tasks over another interface than the swarm's own messages.",
  enforcementLevel: "advisory",
  severity: "low",
  framework: cisDocker("7.9", "Ensure that management plane traffic is separated from data plane traffic"),
  tags: ["swarm", "node", "vxlan"],
  remediationSteps: "Give `dataPathAddress` an address of another interface than that of `advertiseAddress`.",
  docs: {
    about:
      "Without `dataPathAddress` the overlays' traffic goes over the interface that the node advertises, where the managers' messages " +
      "are. A second one keeps a flood of the one from the other, and lets a firewall tell them apart: VXLAN has no authentication, and " +
      "the address does not bind its port. What a node is given is fixed when it enters its swarm.",
    sources: [
      'CIS Docker Benchmark 1.6.0, 7.9, "Ensure that management plane traffic is separated from data plane traffic"',
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
    const { dataPathAddress, advertiseAddress } = nodeOf(props);
    waitFor(props, "dataPathAddress");
    if (dataPathAddress === undefined) {
      report(
        `Node "${name}" has no 'dataPathAddress': the traffic of tasks goes over the interface of the swarm's own messages. ` +
          `Give an address of another interface.`,
      );
      return;
    }
    waitFor(props, "advertiseAddress");
    if (typeof advertiseAddress !== "string" || dataPathAddress === unknown) return;
    if (hostOf(advertiseAddress) !== hostOf(dataPathAddress)) return;
    report(
      `Node "${name}" has the 'dataPathAddress' ${dataPathAddress}, which it advertises for the swarm's own messages as well. ` +
        `Give an address of another interface.`,
    );
  },
});

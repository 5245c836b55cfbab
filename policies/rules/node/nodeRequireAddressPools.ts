import { unknown } from "../../../swarm/draft";
import * as example from "../../rule/example";
import { dockerEngine } from "../../rule/framework";
import { nodeOf, nodeType, startsSwarm } from "../../facts/node";
import { resourcePolicy } from "../../rule/policy";
import { entriesOf } from "../../facts/service";

/** The address pools of a swarm can be set only when it starts. */
export const nodeRequireAddressPools = resourcePolicy({
  name: "swarm-node-require-address-pools",
  description: "The node that starts a swarm should set the address pools for the subnets of its networks.",
  enforcementLevel: "advisory",
  severity: "low",
  framework: dockerEngine(
    "moby/moby daemon/cluster/swarm.go",
    "The address pools of a swarm are set when it starts and cannot be changed; the default is all of 10.0.0.0/8",
  ),
  tags: ["swarm", "node", "ipam"],
  remediationSteps: "Set `defaultAddressPools` to blocks that neither your hosts nor neighboring networks use.",
  docs: {
    about:
      "Without `defaultAddressPools`, Swarm takes subnets from 10.0.0.0/8 one after the other, even if your " +
      "hosts, a VPN or the cloud's own network use those addresses. The pools cannot be changed later. The rule " +
      "checks the node that starts a swarm.",
    sources: [
      "[Configure default address pools](https://docs.docker.com/engine/swarm/swarm-mode/#configuring-default-address-pools)",
      "[moby#50011](https://github.com/moby/moby/issues/50011), [Dokploy#2590](https://github.com/Dokploy/dokploy/issues/2590)",
    ],
    bad: [example.node("manager1", { advertiseAddress: "10.0.0.11" })],
    good: [
      example.node("manager1", { advertiseAddress: "10.0.0.11", defaultAddressPools: ["10.128.0.0/12"] }),
      example.node("worker1", { role: "worker", remoteAddresses: ["10.0.0.11:2377"] }),
    ],
  },
  types: [nodeType],
  validate: ({ name, props }, report) => {
    const node = nodeOf(props);
    const { defaultAddressPools } = node;
    if (!startsSwarm(node) || entriesOf(defaultAddressPools).length > 0 || defaultAddressPools === unknown) return;
    report(
      `Node "${name}" starts a swarm without 'defaultAddressPools': Swarm takes the subnets of its networks ` +
        "from 10.0.0.0/8, even if other hosts use those addresses, and the pools cannot be changed later. Set " +
        "'defaultAddressPools' to blocks that neither your hosts nor neighboring networks use.",
    );
  },
});

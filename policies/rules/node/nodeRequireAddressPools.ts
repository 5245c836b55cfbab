import { unknown } from "../../../swarm/draft";
import * as example from "../../rule/example";
import { dockerEngine } from "../../rule/framework";
import { nodeOf, nodeType, startsSwarm } from "../../facts/node";
import { resourcePolicy } from "../../rule/policy";
import { entriesOf } from "../../facts/service";

/** What a swarm takes its subnets from can be chosen once. */
export const nodeRequireAddressPools = resourcePolicy({
  name: "swarm-node-require-address-pools",
  description: "The node that starts a swarm should say what the subnets of its networks are taken from.",
  enforcementLevel: "advisory",
  severity: "low",
  framework: dockerEngine(
    "moby/moby daemon/cluster/swarm.go",
    "The address pools of a swarm are given when it starts and cannot be changed; by default all of 10.0.0.0/8 is taken",
  ),
  tags: ["swarm", "node", "ipam"],
  remediationSteps: "Give `defaultAddressPools` blocks that your hosts and their neighbours do not use.",
  docs: {
    about:
      "Without `defaultAddressPools` Swarm takes its subnets from 10.0.0.0/8, one after the other, whatever else has addresses there: the " +
      "hosts, a VPN, a cloud's own network. Pools cannot be changed while the swarm lives. The rule looks at the node that starts a swarm.",
    sources: [
      "[Configure default address pools](https://docs.docker.com/engine/swarm/swarm-mode/#configuring-default-address-pools)",
      "[moby#50011](https://github.com/moby/moby/issues/50011), and [Dokploy#2590](https://github.com/Dokploy/dokploy/issues/2590)",
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
      `Node "${name}" starts a swarm without 'defaultAddressPools': its networks get subnets of 10.0.0.0/8, whatever else has addresses ` +
        `there, and that cannot be changed while the swarm lives. Give blocks that your hosts and their neighbours do not use.`,
    );
  },
});

import { bridgeOption, gatewayBridgeName } from "../../../swarm/gatewayBridge";
import { saysNo } from "../../../swarm/options";
import { unknown } from "../../../swarm/draft";
import * as example from "../../rule/example";
import { dockerEngine } from "../../rule/framework";
import { networkOf, networkType, optionOf } from "../../facts/network";
import { resourcePolicy } from "../../rule/policy";

const key = bridgeOption.interContainerCommunication;
const bridge = { name: gatewayBridgeName, driver: "bridge" };

/** Each container with an overlay network is on the gateway bridge of its node as well. */
export const networkDisallowGatewayBridgeTraffic = resourcePolicy({
  name: "swarm-network-disallow-gateway-bridge-traffic",
  description: "The docker_gwbridge of a node must not let containers reach each other.",
  enforcementLevel: "mandatory",
  severity: "high",
  framework: dockerEngine(
    "moby/moby daemon/libnetwork/drivers/bridge",
    "Containers on a bridge reach each other unless the option enable_icc is false",
  ),
  tags: ["swarm", "network", "bridge", "isolation"],
  remediationSteps: `Set the option \`${key}\` to "false". A GatewayBridge does so by default.`,
  docs: {
    about:
      "Every container on an overlay network is also on docker_gwbridge, which gives it access to the outside. If " +
      "this bridge allows traffic between containers, two services on one node reach each other, whatever networks " +
      "they are on. Docker creates the bridge with the option off; a program that creates it must do the same, " +
      "because the bridge driver's own default is on.",
    sources: ["moby/moby, `daemon/cluster/executor/container/adapter.go`, `daemon/libnetwork/sandbox.go`"],
    bad: [example.network("gateway", { ...bridge, options: { [key]: "true" } })],
    good: [example.network("gateway", { ...bridge, options: { [key]: "false" } })],
  },
  types: [networkType],
  validate: ({ name, props }, report) => {
    const network = networkOf(props);
    if (network.name !== unknown && network.name !== gatewayBridgeName) return;
    const value = optionOf(network, key);
    if (value !== unknown && value !== undefined && saysNo(value)) return;
    const given = value === undefined ? "does not set" : "has";
    report(
      `Network "${name}" is the ${gatewayBridgeName} of a node and ${given} the option ${key}` +
        `${value === undefined ? "" : ` "${typeof value === "string" ? value : ""}"`}: containers on one node reach ` +
        'each other, whatever networks they are on. Set the option to "false".',
    );
  },
});

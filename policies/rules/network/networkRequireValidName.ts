import { checkNetworkName } from "../../../swarm/names";
import * as example from "../../rule/example";
import { dockerEngine } from "../../rule/framework";
import { waitFor } from "../../unknowns/known";
import {
  ingressConfigType,
  isOn,
  isOverlay,
  isPartOf,
  networkOf,
  networkType,
  overlayNetworkType,
} from "../../facts/network";
import { resourcePolicy } from "../../rule/policy";
import { messagesOf } from "../../facts/problems";

/** Names that belong to Docker, and names that Swarm does not take. */
export const networkRequireValidName = resourcePolicy({
  name: "swarm-network-require-valid-name",
  description: "The name of an overlay network must be one that Swarm accepts, and not one of Docker's own.",
  enforcementLevel: "mandatory",
  severity: "low",
  framework: dockerEngine(
    "moby/swarmkit manager/controlapi/common.go",
    "A name is a part of a DNS name of up to 63 characters; bridge, host, none and default belong to the Engine",
  ),
  tags: ["swarm", "network", "overlay", "name"],
  remediationSteps: "Use another name: letters, digits, hyphens and underscores, with a letter or digit at both ends.",
  docs: {
    about:
      "Swarm refuses a name with a dot or a blank, one longer than 63 characters, and the names `bridge`, `host`, `none` and `default` in " +
      "any case, since its store does not tell upper from lower case. `docker_gwbridge` is what each node calls its own way out, and " +
      "`ingress` what Docker calls its routing mesh: an overlay with such a name that is neither takes its place in the eyes of people and " +
      "scripts. A name that Pulumi makes of the logical name counts like any other.",
    sources: ["moby/swarmkit, `manager/controlapi/common.go`; moby/moby, `daemon/network.go`"],
    bad: [example.network("backend", { name: "shop.backend", driver: "overlay" })],
    good: [
      example.network("backend", { name: "shop_backend", driver: "overlay" }),
      example.network("local", { name: "shop.local", driver: "bridge" }),
    ],
  },
  types: [networkType],
  validate: ({ name, props, opts }, report) => {
    const network = networkOf(props);
    if (isOverlay(network) === false) return;
    const taken = takenBy(network.name, isOn(network.ingress) === true);
    const messages =
      taken === undefined
        ? messagesOf(`Network "${name}"`, checkNetworkName(network.name))
        : [`Network "${name}": 'name' "${String(network.name)}" belongs to ${taken}. Use another name.`];
    if (messages.length > 0) {
      waitFor(props, "driver");
      waitFor(props, "ingress");
    }
    for (const message of messages) report(message);
    // A component checks its name itself, and has none in a preview whose network depends on others.
    if (!isPartOf(opts, overlayNetworkType, ingressConfigType)) waitFor(props, "name");
  },
});

function takenBy(name: unknown, isIngress: boolean): string | undefined {
  switch (typeof name === "string" ? name.toLowerCase() : undefined) {
    case "bridge":
    case "host":
    case "none":
    case "default":
      return "a network that every Docker Engine has";
    case "docker_gwbridge":
      return "the bridge that leads out of each node";
    case "ingress":
      return isIngress ? undefined : "the network of the routing mesh";
    default:
      return undefined;
  }
}

import { checkNetworkName } from "../../../swarm/names";
import * as example from "../../rule/example";
import type { NetworkDraft } from "../../facts/network";
import { known, settled } from "../../unknowns/looks";
import { dockerEngine } from "../../rule/framework";
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

/** Docker uses some names itself, and Swarm refuses others. */
export const networkRequireValidName = resourcePolicy({
  name: "swarm-network-require-valid-name",
  description: "The name of an overlay network must be one that Swarm accepts and that Docker does not use itself.",
  enforcementLevel: "mandatory",
  severity: "low",
  framework: dockerEngine(
    "moby/swarmkit manager/controlapi/common.go",
    "A name can be part of a DNS name and has up to 63 characters; the Engine reserves bridge, host, none and " +
      "default",
  ),
  tags: ["swarm", "network", "overlay", "name"],
  remediationSteps:
    "Use another name, made of letters, digits, hyphens and underscores, with a letter or digit at both ends.",
  docs: {
    about:
      "Swarm refuses a name that contains a dot or a blank or has more than 63 characters, and the names " +
      "`bridge`, `host`, `none` and `default` in any case, because its store ignores case. `docker_gwbridge` is " +
      "the bridge that connects the tasks of a node to the outside, and `ingress` is the network of Docker's " +
      "routing mesh: another overlay network with one of these names misleads people and scripts. The rule also " +
      "checks names that Pulumi generates from the logical name.",
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
    // A component checks its name itself, and has none in a preview whose network depends on others.
    const read = isPartOf(opts, overlayNetworkType, ingressConfigType) ? settled : known;
    const given = read(() => network.name);
    const taken = takenBy(given, network);
    const messages =
      taken === undefined
        ? messagesOf(`Network "${name}"`, checkNetworkName(given))
        : [`Network "${name}": 'name' "${String(given)}" is reserved for ${taken}. Use another name.`];
    for (const message of messages) report(message);
  },
});

function takenBy(name: unknown, network: NetworkDraft): string | undefined {
  switch (typeof name === "string" ? name.toLowerCase() : undefined) {
    case "bridge":
    case "host":
    case "none":
    case "default":
      return "a network that is built into every Docker Engine";
    case "docker_gwbridge":
      return "the bridge that connects the tasks of a node to the outside";
    case "ingress":
      return isOn(network.ingress) === true ? undefined : "the network of the routing mesh";
    default:
      return undefined;
  }
}

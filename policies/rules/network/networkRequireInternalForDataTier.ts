import { unknown } from "../../../swarm/draft";
import { swarmLabel } from "../../../swarm/swarmLabel";
import * as example from "../../rule/example";
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
import { markedBecause } from "../../facts/sensitivity";
import { texts } from "../../rule/settings";
import { settled } from "../../unknowns/looks";

/** Databases need no route out of the swarm. */
export const networkRequireInternalForDataTier = resourcePolicy({
  name: "swarm-network-require-internal-for-data-tier",
  description:
    "An overlay network for databases should be internal, so that tasks that use only this network have no route " +
    "out of the swarm.",
  enforcementLevel: "advisory",
  severity: "medium",
  framework: dockerEngine(
    "moby/moby daemon/libnetwork/default_gateway.go",
    "A task that is only on internal networks is not connected to docker_gwbridge and has no route out of the swarm",
  ),
  tags: ["swarm", "network", "overlay", "isolation"],
  remediationSteps:
    "Set `internal: true`. If a service needs to reach both the database and the outside, attach it to a second " +
    "network as well.",
  docs: {
    about:
      "A task gets a default route through docker_gwbridge as soon as one of its networks is not internal. A " +
      "network is a data network if it has the label `swarm.network.tier=data`, or if its logical or physical " +
      "name is `data`, `db` or `database`, or ends with one of these words after a hyphen or an underscore, as " +
      "`docker stack` names its networks. You can change both in the settings.",
    sources: [
      "[docker network create --internal](https://docs.docker.com/reference/cli/docker/network/create/#internal)",
    ],
    bad: [example.network("shop-db", { driver: "overlay" })],
    good: [
      example.network("shop-db", { driver: "overlay", internal: true }),
      example.network("metadata", { driver: "overlay" }),
    ],
  },
  types: [networkType],
  settings: {
    dataLabels: texts("Labels that mark a data network: a key, or key=value to match a single value.", [
      `${swarmLabel.tier.key}=data`,
    ]),
    dataNames: texts("Logical or physical names of data networks; * matches any characters.", [
      "data",
      "db",
      "database",
      "*-data",
      "*-db",
      "*-database",
      "*_data",
      "*_db",
      "*_database",
      "data-tier",
      "*-data-tier",
    ]),
  },
  validate: ({ name, props, opts, settings: { dataLabels, dataNames } }, report) => {
    const network = networkOf(props);
    // The name of a component's network starts with its logical one, so an unknown name decides nothing.
    const isOfComponent = isPartOf(opts, overlayNetworkType, ingressConfigType);
    const marks = {
      get name() {
        return isOfComponent ? settled(() => (network.name === unknown ? undefined : network.name)) : network.name;
      },
      get labels() {
        return network.labels;
      },
    };
    const because = markedBecause({ logicalName: name, network: marks }, dataLabels, dataNames, "for data");
    if (because === undefined || isOverlay(network) === false) return;
    if (isOn(network.ingress) === true || isOn(network.internal) === true) return;
    report(
      `Network "${name}" ${String(because)} and is not internal: tasks on it have a route out of the swarm. Set ` +
        "internal: true, and attach services that need to reach the outside to a second network.",
    );
  },
});

import { label } from "../../../swarm/labels";
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
import { markedBecause } from "../../facts/sensitivity";
import { texts } from "../../rule/settings";

/** What databases are on needs no way out of the swarm. */
export const networkRequireInternalForDataTier = resourcePolicy({
  name: "swarm-network-require-internal-for-data-tier",
  description: "An overlay network for databases should be internal, so that what is on it alone has no way out.",
  enforcementLevel: "advisory",
  severity: "medium",
  framework: dockerEngine(
    "moby/moby daemon/libnetwork/default_gateway.go",
    "A task that is on internal networks alone gets no docker_gwbridge and so no route to the outside",
  ),
  tags: ["swarm", "network", "overlay", "isolation"],
  remediationSteps:
    "Set `internal: true`. A service that needs both, the database and the outside, goes on a second network for the latter.",
  docs: {
    about:
      "A task gets a default route through docker_gwbridge as soon as one of its networks is not internal. A network is for data when " +
      "it has the label `swarm.network.tier=data`, or by its name, logical or in the swarm: `data`, `db`, `database`, or one that ends " +
      "in one of these after a hyphen or an underscore, as `docker stack` writes it. Both are settings.",
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
    dataLabels: texts(`Labels that mark a network for data: the key, or key=value for one value alone.`, [
      `${label.tier}=data`,
    ]),
    dataNames: texts("Names of networks for data, logical or in the swarm; * stands for any characters.", [
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
    const because = markedBecause({ ...network, logicalName: name }, dataLabels, dataNames, "for data");
    if (because === undefined || isOverlay(network) === false) return;
    if (isOn(network.ingress) === true || isOn(network.internal) === true) return;
    waitFor(props, "internal");
    waitFor(props, "driver");
    waitFor(props, "ingress");
    if (typeof because === "symbol") {
      waitFor(props, "labels");
      // The name of a component's network starts with its logical one.
      if (!isPartOf(opts, overlayNetworkType, ingressConfigType)) waitFor(props, "name");
      return;
    }
    report(
      `Network "${name}" ${because} and is not internal: each task ` +
        `on it has a way out of the swarm. Set internal: true, and put services that need the outside on a second network.`,
    );
  },
});

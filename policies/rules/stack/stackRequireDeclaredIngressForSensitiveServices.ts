import { unknown } from "../../../swarm/draft";
import * as example from "../../rule/example";
import { cisDocker, cisDockerSource } from "../../rule/framework";
import { isOn } from "../../facts/network";
import { matchesAny } from "../../facts/pattern";
import { stackPolicy } from "../../rule/policy";
import { sensitivity } from "../../facts/sensitivity";
import { isOnIngress } from "../../facts/servicePorts";
import { firstSensitive } from "../../facts/topology/sensitiveNetwork";
import { topologyOf } from "../../facts/stackTopology";
import { texts } from "../../rule/settings";
import { forEachAlone } from "../../unknowns/looks";

const payments = example.sensitiveNetwork("payments");
const gate = example.publishingService("gate", "payments");

/** Docker's default ingress network is not encrypted. */
export const stackRequireDeclaredIngressForSensitiveServices = stackPolicy({
  name: "swarm-stack-require-declared-ingress-for-sensitive-services",
  description: "A service on a sensitive network should publish a port only through an ingress network of its stack.",
  enforcementLevel: "advisory",
  severity: "medium",
  framework: cisDocker("7.3"),
  tags: ["swarm", "service", "network", "ingress", "encryption", "exposure", "sensitive"],
  remediationSteps:
    "Declare the ingress network with an IngressConfig and `encrypted: true`, publish the port in host mode, or list " +
    "the service in this rule's setting `except`.",
  docs: {
    about:
      "A request to a published port crosses the ingress network to a node with a task. The ingress network that " +
      "Docker creates by default is not encrypted, so the request is readable on the wire, although the network of " +
      "the service is encrypted. If the stack declares an ingress network, swarm-stack-require-encrypted-ingress-for-" +
      "sensitive-services checks it. If another stack declares it, switch this rule off.",
    sources: [
      cisDockerSource("7.3"),
      "[Customize the ingress network](https://docs.docker.com/engine/swarm/networking/#customize-ingress)",
    ],
    bad: [payments, gate],
    good: [example.network("edge", { driver: "overlay", ingress: true, options: { encrypted: "" } }), payments, gate],
  },
  settings: {
    ...sensitivity,
    except: texts("Logical names of services that may publish through the default ingress; * matches any characters."),
  },
  validate: ({ resources, settings }, report) => {
    const { networks, services } = topologyOf(resources);
    forEachAlone(services, (service) => {
      if (matchesAny([service.name], settings.except) !== undefined || isOnIngress(service) === false) return;
      if (networks.some(({ network, swarm }) => swarm === service.swarm && isOn(network.ingress) !== false)) return;
      const found = firstSensitive(service, settings);
      if (found === undefined) return;
      const { network, because } = found === unknown ? { network: { name: "" }, because: "" } : found;
      report(
        `Service "${service.name}" is on network "${network.name}", which ${because}, and publishes a port through ` +
          "the default ingress network, which is not encrypted: requests are readable on the wire between nodes. " +
          "Declare an encrypted ingress (an IngressConfig with 'encrypted' true), or publish the port in host mode.",
        service.urn,
      );
    });
  },
});

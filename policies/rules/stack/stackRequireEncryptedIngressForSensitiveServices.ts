import type { Unknown } from "../../../swarm/draft";
import { unknown } from "../../../swarm/draft";
import { driverOption } from "../../../swarm/options";
import * as example from "../../rule/example";
import { cisDocker, cisDockerSource } from "../../rule/framework";
import { stackPolicy } from "../../rule/policy";
import { sensitivity } from "../../facts/sensitivity";
import { isOnIngress, portsOf } from "../../facts/servicePorts";
import { texts } from "../../rule/settings";
import type { SensitiveNetwork } from "../../facts/topology/sensitiveNetwork";
import type { StackNetwork } from "../../facts/topology/stackNetwork";
import type { StackService } from "../../facts/topology/stackService";
import { firstSensitive } from "../../facts/topology/sensitiveNetwork";
import { topologyOf } from "../../facts/stackTopology";
import { isEncryptedNetwork, isNamedIn, isOn } from "../../facts/network";
import { forEachAlone, settled } from "../../unknowns/looks";

const payments = example.sensitiveNetwork("payments");
const gate = example.publishingService("gate", "payments");

/** Requests to a sensitive service cross the ingress network first. */
export const stackRequireEncryptedIngressForSensitiveServices = stackPolicy({
  name: "swarm-stack-require-encrypted-ingress-for-sensitive-services",
  description: "A service on a sensitive network must not publish a port through an unencrypted ingress.",
  enforcementLevel: "mandatory",
  severity: "high",
  framework: cisDocker("7.3"),
  tags: ["swarm", "service", "network", "ingress", "encryption", "exposure", "sensitive"],
  remediationSteps:
    'Set the option "encrypted" of the ingress network to an empty string; for an IngressConfig, set `encrypted: ' +
    "true`. Or publish the port in host mode, which bypasses the ingress.",
  docs: {
    about:
      "A request to a published port arrives at any node, and crosses the ingress network to the node of a task. If " +
      "the ingress is not encrypted, the request crosses the wire in plain text, even if the networks of the service " +
      "are encrypted. The rule checks an ingress that the stack declares. It cannot see Docker's default ingress, " +
      "which is never encrypted. If requests are encrypted anyway, such as by TLS up to the task, list the ingress " +
      "in `except`.",
    sources: [
      cisDockerSource("7.3"),
      "[Customize the ingress network](https://docs.docker.com/engine/swarm/networking/#customize-ingress)",
    ],
    bad: [example.network("edge", { driver: "overlay", ingress: true }), payments, gate],
    good: [example.network("edge", { driver: "overlay", ingress: true, options: { encrypted: "" } }), payments, gate],
  },
  settings: {
    ...sensitivity,
    except: texts("Logical or physical names of ingress networks that may stay unencrypted; * matches any characters."),
  },
  validate: ({ resources, settings }, report) => {
    const { networks, services } = topologyOf(resources);
    forEachAlone(networks, (ingress) => {
      const { network, name, swarm } = ingress;
      if (isOn(network.ingress) === false || isEncryptedNetwork(network) === true) return;
      if (isNamedIn(settings.except, name, network)) return;
      forEachAlone(services, (service) => {
        if (service.swarm !== swarm || isOnIngress(service) === false) return;
        const found = firstSensitive(service, settings);
        if (found !== undefined)
          report(
            settled(() => messageFor(service, ingress, found)),
            service.urn,
          );
      });
    });
  },
});

function messageFor(service: StackService, ingress: StackNetwork, found: SensitiveNetwork | Unknown): string {
  const { network, because } = found === unknown ? { network: { name: "" }, because: "" } : found;
  const ports = portsOf(service);
  const index = ports === unknown ? 0 : (ports.find(({ mode }) => mode === "ingress")?.index ?? 0);
  return (
    `Service "${service.name}" is on network "${network.name}", which ${because}, and publishes ` +
    `endpointSpec.ports[${index}] through the unencrypted ingress "${ingress.name}": requests cross the wire between ` +
    `nodes in plain text. Add options: { ${driverOption.encrypted}: "" } to the ingress (encrypted: true in an ` +
    "IngressConfig), or publish the port in host mode."
  );
}

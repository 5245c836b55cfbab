import type { Unknown } from "../../../swarm/draft";
import { unknown } from "../../../swarm/draft";
import { isWindowsImage, windowsPlacement } from "../../../swarm/windows";
import * as example from "../../rule/example";
import { dockerEngine } from "../../rule/framework";
import { stackPolicy } from "../../rule/policy";
import type { TaskSpec } from "../../facts/service";
import { fieldsOf } from "../../facts/service";
import { isOnIngress } from "../../facts/servicePorts";
import type { StackNetwork, StackService } from "../../facts/stackSurvey";
import { surveyStack } from "../../facts/stackSurvey";
import { isEncryptedNetwork, isOn } from "../../facts/network";
import { every, firstReason, forEachAlone, settled, when } from "../../unknowns/looks";

const image = "registry.example.com/shop/billing:1.4.2";
const placement = { constraints: ["node.platform.os==windows"] };

/** On Windows the option is ignored without an error. */
export const stackDisallowWindowsOnEncryptedNetwork = stackPolicy({
  name: "swarm-stack-disallow-windows-on-encrypted-network",
  description: "A service that runs on Windows nodes must not be on an encrypted overlay network.",
  enforcementLevel: "mandatory",
  severity: "high",
  framework: dockerEngine(
    "docs.docker.com engine/network/drivers/overlay",
    "Overlay network encryption is not supported on Windows; no error is raised, and traffic between Windows nodes is in clear",
  ),
  tags: ["swarm", "service", "network", "encryption", "sensitive"],
  remediationSteps:
    "Move the service to Linux nodes, or give it an overlay network that is not encrypted and carries nothing sensitive.",
  docs: {
    about:
      "Windows does not know the option: Windows tasks cannot talk to Linux tasks on the network, and talk to each other in clear. " +
      "A service runs on Windows when a constraint on `node.platform.os`, on a label that names the operating system, or a platform " +
      "says so, or when its image is one for Windows. A service that publishes a port through an encrypted ingress is on that " +
      "network as well.",
    sources: [
      "[Encrypt traffic on an overlay network](https://docs.docker.com/engine/network/drivers/overlay/#encrypt-traffic-on-an-overlay-network)",
    ],
    bad: [
      example.network("payments", { driver: "overlay", options: { encrypted: "" } }),
      example.service("billing", {
        taskSpec: { containerSpec: { image }, placement, networksAdvanceds: [{ id: example.idOf("payments") }] },
      }),
    ],
    good: [
      example.network("payments", { driver: "overlay", options: { encrypted: "" } }),
      example.service("billing", {
        taskSpec: {
          containerSpec: { image },
          placement: { constraints: ["node.platform.os==linux"] },
          networksAdvanceds: [{ id: example.idOf("payments") }],
        },
      }),
    ],
  },
  validate: ({ resources }, report) => {
    const { networks, services } = surveyStack(resources);
    const ingresses = networks.filter(({ network }) => isOn(network.ingress) !== false);
    forEachAlone(services, (service) => {
      const windows = windowsOf(service);
      if (windows === undefined) return;
      const encrypted = firstReason(
        ...[...service.networks].map((one) => () => when(isEncryptedNetwork(one.network), one.name)),
        ...ingresses.map((one) => () => when(isOnEncrypted(service, one), one.name)),
        () =>
          [...service.possible].some(({ network }) => isEncryptedNetwork(network) !== false) ? unknown : undefined,
      );
      if (encrypted === undefined) return;
      report(
        `Service "${service.name}" runs on Windows (${String(windows)}) and is on the network "${String(encrypted)}", which is encrypted: ` +
          `Windows ignores that without an error, so its traffic is in clear or gets nowhere. ` +
          `Run it on Linux, or give it a network that is not encrypted.`,
        service.urn,
      );
    });
  },
});

/** What sends a service to Windows nodes. */
function windowsOf({ service }: StackService): string | Unknown | undefined {
  return settled(() => {
    const { containerSpec, placement: where } = fieldsOf<TaskSpec>(service.taskSpec);
    const { image: named } = fieldsOf<NonNullable<TaskSpec["containerSpec"]>>(containerSpec);
    if (typeof named === "string" && isWindowsImage(named)) return `image ${named}`;
    return windowsPlacement(where);
  });
}

/** Whether a service publishes a port through an ingress that is encrypted. */
function isOnEncrypted(service: StackService, { network, swarm }: StackNetwork): boolean | Unknown {
  if (swarm !== service.swarm) return false;
  const verdicts = [() => isOn(network.ingress), () => isOnIngress(service), () => isEncryptedNetwork(network)];
  return every(verdicts);
}

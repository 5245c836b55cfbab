import type { Unknown } from "../../../swarm/draft";
import { unknown } from "../../../swarm/draft";
import { isWindowsImage, windowsPlacement } from "../../../swarm/windows";
import * as example from "../../rule/example";
import { dockerEngine } from "../../rule/framework";
import { stackPolicy } from "../../rule/policy";
import type { TaskSpec } from "../../facts/service";
import { fieldsOf } from "../../facts/service";
import { isOnIngress } from "../../facts/servicePorts";
import type { StackNetwork } from "../../facts/topology/stackNetwork";
import type { StackService } from "../../facts/topology/stackService";
import { topologyOf } from "../../facts/stackTopology";
import { isEncryptedNetwork, isOn } from "../../facts/network";
import { every, firstReason, forEachAlone, settled, when } from "../../unknowns/looks";

const image = "registry.example.com/shop/billing:1.4.2";
const placement = { constraints: ["node.platform.os==windows"] };

/** Windows ignores the encryption option without an error. */
export const stackDisallowWindowsOnEncryptedNetwork = stackPolicy({
  name: "swarm-stack-disallow-windows-on-encrypted-network",
  description: "A service that runs on Windows nodes must not be on an encrypted overlay network.",
  enforcementLevel: "mandatory",
  severity: "high",
  framework: dockerEngine(
    "docs.docker.com engine/network/drivers/overlay",
    "Overlay network encryption is not supported on Windows; there is no error, and the traffic is not encrypted",
  ),
  tags: ["swarm", "service", "network", "encryption", "sensitive"],
  remediationSteps:
    "Move the service to Linux nodes, or attach it to an unencrypted overlay network without sensitive traffic.",
  docs: {
    about:
      "Windows ignores the encryption option: Windows tasks cannot reach Linux tasks on the network, and exchange " +
      "traffic among themselves in plain text. The rule assumes that a service runs on Windows if a constraint on " +
      "`node.platform.os` or on a label about the operating system says so, if a platform says so, or if it uses a " +
      "Windows image. A service that publishes a port through an encrypted ingress is on that network as well.",
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
    const { networks, services } = topologyOf(resources);
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
        `Service "${service.name}" runs on Windows (${String(windows)}) and is on the encrypted network ` +
          `"${String(encrypted)}": Windows ignores the encryption without an error, so the traffic is unencrypted or ` +
          "does not arrive. Run the service on Linux, or attach it to an unencrypted network.",
        service.urn,
      );
    });
  },
});

/** Why a service runs on Windows nodes. */
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

import { unknown } from "../../../swarm/draft";
import { isEncrypted } from "../../../swarm/options";
import { isWindowsImage, windowsPlacement } from "../../../swarm/windows";
import * as example from "../../rule/example";
import { dockerEngine } from "../../rule/framework";
import { stackPolicy } from "../../rule/policy";
import type { TaskSpec } from "../../facts/service";
import { fieldsOf } from "../../facts/service";
import { isOnIngress } from "../../facts/servicePorts";
import type { StackNetwork, StackService, StackSurvey } from "../../facts/stackSurvey";
import { surveyStack, waitForNetworks } from "../../facts/stackSurvey";
import { waitForPart } from "../../unknowns/undecided";

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
    const survey = surveyStack(resources);
    const undecided: (() => void)[] = [];
    for (const service of survey.services) {
      const windows = windowsOf(service);
      if (windows === undefined) continue;
      const networks = [...service.networks, ...ingressOf(service, survey)];
      const encrypted = networks.find((network) => encryptionOf(network) === true);
      const open = [...networks, ...service.possible].some((network) => encryptionOf(network) !== false);
      if (encrypted !== undefined && windows !== unknown) {
        report(
          `Service "${service.name}" runs on Windows (${windows}) and is on the network "${encrypted.name}", which is encrypted: ` +
            `Windows ignores that without an error, so its traffic is in clear or gets nowhere. ` +
            `Run it on Linux, or give it a network that is not encrypted.`,
          service.urn,
        );
      } else if (encrypted !== undefined) {
        undecided.push(() => {
          waitForPart(service.resource, ["taskSpec", "placement"]);
        });
      } else if (open && windows !== unknown) {
        undecided.push(() => {
          for (const { resource } of networks) waitForPart(resource, ["options"]);
          waitForNetworks(service);
        });
      }
    }
    for (const wait of undecided) wait();
  },
});

function windowsOf({ service }: StackService): string | typeof unknown | undefined {
  const { containerSpec, placement: where } = fieldsOf<TaskSpec>(service.taskSpec);
  const { image: named } = fieldsOf<NonNullable<TaskSpec["containerSpec"]>>(containerSpec);
  if (typeof named === "string" && isWindowsImage(named)) return `image ${named}`;
  return windowsPlacement(where);
}

function ingressOf(service: StackService, { networks }: StackSurvey): StackNetwork[] {
  if (isOnIngress(service) !== true) return [];
  return networks.filter(({ network, swarm }) => network.ingress === true && swarm === service.swarm);
}

/** Whether a network is encrypted: by the key alone, so that an unknown value is as good as any. */
function encryptionOf({ network: { options } }: StackNetwork): boolean | typeof unknown {
  if (options === unknown) return unknown;
  return isEncrypted(fieldsOf<Readonly<Record<string, unknown>>>(options));
}

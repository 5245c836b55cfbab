import type { Unknown } from "../../../swarm/draft";
import { unknown } from "../../../swarm/draft";
import { driverOption } from "../../../swarm/options";
import * as example from "../../rule/example";
import { cisDocker, cisDockerSource } from "../../rule/framework";
import { groupedBy } from "../../facts/grouped";
import { stackPolicy } from "../../rule/policy";
import { sensitiveBecause, sensitivity } from "../../facts/sensitivity";
import { flag, texts } from "../../rule/settings";
import type { StackNetwork } from "../../facts/topology/stackNetwork";
import { topologyOf } from "../../facts/stackTopology";
import { isEncryptedNetwork, isNamedIn, isOn, optionsOf } from "../../facts/network";
import { firstReason, forEachAlone, when } from "../../unknowns/looks";

const payments = example.sensitiveNetwork("payments");

/** Requests cross the ingress network before they reach the other networks. */
export const stackRequireEncryptedIngress = stackPolicy({
  name: "swarm-stack-require-encrypted-ingress",
  description: "The ingress network should be encrypted if another overlay network must be.",
  enforcementLevel: "advisory",
  severity: "medium",
  framework: cisDocker("7.3"),
  tags: ["swarm", "network", "ingress", "encryption", "sensitive"],
  remediationSteps:
    'Set the option "encrypted" of the ingress network to an empty string; for an IngressConfig, set `encrypted: ' +
    "true`.",
  docs: {
    about:
      "A request arrives at any node, and crosses the ingress network to the node of a task. If an overlay network " +
      "of the stack is sensitive, requests should not cross the same wire in plain text. Docker's default ingress is " +
      "never encrypted. The rule checks an ingress that the stack declares, not one that exists outside the stack. " +
      "With `always`, any encrypted overlay network requires an encrypted ingress. If requests are encrypted anyway, " +
      "such as by TLS up to the task, list the ingress in `except`. If a service on a sensitive network publishes a " +
      "port through the ingress, swarm-stack-require-encrypted-ingress-for-sensitive-services applies, which is " +
      "mandatory.",
    sources: [
      cisDockerSource("7.3"),
      "[Customize the ingress network](https://docs.docker.com/engine/swarm/networking/#customize-ingress)",
    ],
    bad: [example.network("edge", { driver: "overlay", ingress: true }), payments],
    good: [example.network("edge", { driver: "overlay", ingress: true, options: { encrypted: "" } }), payments],
  },
  settings: {
    ...sensitivity,
    except: texts("Logical or physical names of ingress networks that may stay unencrypted; * matches any characters."),
    always: flag("Whether an encrypted overlay network requires an encrypted ingress.", false),
  },
  validate: ({ resources, settings }, report) => {
    const { networks } = topologyOf(resources);
    const bySwarm = groupedBy(networks, ({ swarm }) => swarm);
    forEachAlone(networks, (ingress) => {
      const { network, name } = ingress;
      if (isOn(network.ingress) === false || isEncryptedNetwork(network) === true) return;
      if (isNamedIn(settings.except, name, network)) return;
      const others = bySwarm.get(ingress.swarm) ?? [];
      const reason = firstReason(...others.map((one) => () => reasonOf(one, settings)));
      if (reason !== undefined) report(messageFor(ingress, reason === unknown ? "" : reason), ingress.urn);
    });
  },
});

/** Why a network requires an encrypted ingress, as part of a message. */
function reasonOf(
  { name, network, marked }: StackNetwork,
  settings: Parameters<typeof sensitiveBecause>[1] & { readonly always: boolean },
): string | Unknown | undefined {
  if (isOn(network.ingress) === true) return undefined;
  const because = firstReason(
    () => sensitiveBecause(marked, settings),
    () => (settings.always ? when(isEncryptedNetwork(network), "is encrypted") : undefined),
  );
  return typeof because === "string" ? `network "${name}" ${because}` : because;
}

function messageFor({ name, network }: StackNetwork, reason: string): string {
  const near = Object.keys(optionsOf(network)).find((key) => key.toLowerCase() === "encrypted");
  const hint = near === undefined ? "" : ` The driver does not know the option "${near}".`;
  return (
    `Network "${name}" is the ingress and is not encrypted, but ${reason}: requests for it cross the wire between ` +
    `nodes in plain text.${hint} Add options: { ${driverOption.encrypted}: "" } (encrypted: true in an ` +
    `IngressConfig), or list the network in this rule's "except" setting.`
  );
}

import type { Unknown } from "../../../swarm/draft";
import { unknown } from "../../../swarm/draft";
import { driverOption } from "../../../swarm/options";
import * as example from "../../rule/example";
import { cisDocker } from "../../rule/framework";
import { groupedBy } from "../../facts/grouped";
import { stackPolicy } from "../../rule/policy";
import { sensitiveBecause, sensitivity } from "../../facts/sensitivity";
import { flag, texts } from "../../rule/settings";
import type { StackNetwork } from "../../facts/stackSurvey";
import { surveyStack } from "../../facts/stackSurvey";
import { isEncryptedNetwork, isNamedIn, isOn, optionsOf } from "../../facts/network";
import { firstReason, forEachAlone, when } from "../../unknowns/looks";

const labels = [{ label: "swarm.network.sensitive", value: "true" }];

/** What comes in through the ingress is what goes on over the other networks. */
export const stackRequireEncryptedIngress = stackPolicy({
  name: "swarm-stack-require-encrypted-ingress",
  description: "The ingress network should be encrypted when another overlay network has to be.",
  enforcementLevel: "advisory",
  severity: "medium",
  framework: cisDocker("7.3", "Ensure that all Docker swarm overlay networks are encrypted"),
  tags: ["swarm", "network", "ingress", "encryption", "sensitive"],
  remediationSteps:
    'Give the ingress the option "encrypted" with an empty value, or `encrypted: true` to an IngressConfig.',
  docs: {
    about:
      "A request comes in at any node and crosses to the task's node over the ingress. When an overlay of the stack is sensitive, " +
      "the same network between the nodes cannot be trusted with it in clear on the way in. The default ingress is never encrypted. " +
      "The rule looks at an ingress that the stack declares; one that is there already belongs to whoever made the swarm. With " +
      "`always`, a sensitive network is not needed: the ingress has to be encrypted as soon as any overlay is. Where what comes in is " +
      "encrypted by itself, as TLS is up to the task, name the ingress in `except`. Where a service that is on a sensitive network " +
      "publishes through the ingress, swarm-stack-require-encrypted-ingress-for-sensitive-services is mandatory.",
    sources: [
      'CIS Docker Benchmark 1.6.0, 7.3, "Ensure that all Docker swarm overlay networks are encrypted"',
      "[Customize the ingress network](https://docs.docker.com/engine/swarm/networking/#customize-ingress)",
    ],
    bad: [
      example.network("edge", { driver: "overlay", ingress: true }),
      example.network("payments", { driver: "overlay", labels, options: { encrypted: "" } }),
    ],
    good: [
      example.network("edge", { driver: "overlay", ingress: true, options: { encrypted: "" } }),
      example.network("payments", { driver: "overlay", labels, options: { encrypted: "" } }),
    ],
  },
  settings: {
    ...sensitivity,
    except: texts(
      "Names of ingress networks that may stay in clear, logical or in the swarm; * stands for any characters.",
    ),
    always: flag("Whether an encrypted overlay is reason enough.", false),
  },
  validate: ({ resources, settings }, report) => {
    const { networks } = surveyStack(resources);
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

/** Why a network wants an ingress that is encrypted, as part of a message. */
function reasonOf(
  { name, network, marked }: StackNetwork,
  settings: Parameters<typeof sensitiveBecause>[1] & { readonly always: boolean },
): string | Unknown | undefined {
  if (network.ingress === true) return undefined;
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
    `Network "${name}" is the ingress and is not encrypted, and ${reason}: what comes in for it crosses ` +
    `between the nodes in clear.${hint} Give the ingress the option ${driverOption.encrypted}: "" ('encrypted' true in an ` +
    `IngressConfig), or name it in this rule's setting "except".`
  );
}

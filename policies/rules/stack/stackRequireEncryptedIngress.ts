import { unknown } from "../../../swarm/draft";
import { isEncrypted } from "../../../swarm/options";
import { driverOption } from "../../../swarm/options";
import * as example from "../../rule/example";
import { cisDocker } from "../../rule/framework";
import { groupedBy } from "../../facts/grouped";
import { matchesAny } from "../../facts/pattern";
import { stackPolicy } from "../../rule/policy";
import { fieldsOf } from "../../facts/service";
import { sensitiveBecause, sensitivity } from "../../facts/sensitivity";
import { flag, texts } from "../../rule/settings";
import type { StackNetwork } from "../../facts/stackSurvey";
import { surveyStack } from "../../facts/stackSurvey";
import { waitForPart } from "../../unknowns/undecided";

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
    const open: (() => void)[] = [];
    for (const group of groupedBy(networks, ({ swarm }) => swarm).values()) {
      const unprotected = group.filter(
        (one) => one.network.ingress === true && encryptionOf(one) !== true && !isExcepted(one, settings.except),
      );
      if (unprotected.length === 0) continue;
      const reasons = group.flatMap((one) => {
        const because = one.network.ingress === true ? undefined : reasonOf(one, settings);
        return because === undefined ? [] : [{ network: one, because }];
      });
      const reason = reasons.find(({ because }) => because !== unknown);
      for (const ingress of unprotected) {
        if (reason === undefined) {
          for (const { network } of reasons)
            open.push(() => {
              waitForReason(network);
            });
        } else if (encryptionOf(ingress) === unknown) {
          open.push(() => {
            waitForPart(ingress.resource, ["options"]);
          });
        } else report(messageFor(ingress, reason.network, String(reason.because)), ingress.urn);
      }
    }
    for (const wait of open) wait();
  },
});

function isExcepted({ name, network }: StackNetwork, except: readonly string[]): boolean {
  const names = [name, ...(typeof network.name === "string" ? [network.name] : [])];
  return matchesAny(names, except) !== undefined;
}

function reasonOf(
  one: StackNetwork,
  settings: Parameters<typeof sensitiveBecause>[1] & { readonly always: boolean },
): string | typeof unknown | undefined {
  const because = sensitiveBecause(one.marked, settings);
  if (because !== undefined || !settings.always) return because;
  const encrypted = encryptionOf(one);
  return encrypted === true ? "is encrypted" : encrypted === unknown ? unknown : undefined;
}

function encryptionOf({ network: { options } }: StackNetwork): boolean | typeof unknown {
  return options === unknown ? unknown : isEncrypted(fieldsOf<Readonly<Record<string, unknown>>>(options));
}

function waitForReason({ resource }: StackNetwork): void {
  for (const property of ["labels", "name", "options"]) waitForPart(resource, [property]);
}

function messageFor({ name, network }: StackNetwork, other: StackNetwork, because: string): string {
  const { options } = network;
  const near = Object.keys(fieldsOf<Readonly<Record<string, unknown>>>(options)).find(
    (key) => key.toLowerCase() === "encrypted",
  );
  const hint = near === undefined ? "" : ` The driver does not know the option "${near}".`;
  return (
    `Network "${name}" is the ingress and is not encrypted, and network "${other.name}" ${because}: what comes in for it crosses ` +
    `between the nodes in clear.${hint} Give the ingress the option ${driverOption.encrypted}: "" ('encrypted' true in an ` +
    `IngressConfig), or name it in this rule's setting "except".`
  );
}

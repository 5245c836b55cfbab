import type { ResourceValidationArgs } from "@pulumi/policy";
import { unknown } from "../swarm/draft";
import { isSensitive, label } from "../swarm/labels";
import { driverOption, isEncrypted, saysNo } from "../swarm/options";
import { cisDocker } from "./framework";
import { draftOf, waitFor } from "./known";
import type { Network, OverlayNetwork } from "./network";
import { isOverlay, networkType, overlayNetworkType } from "./network";
import type { ResourcePolicy } from "./policy";

/** A network that is called sensitive, by its label or by the component's input, has to be encrypted. */
export const networkRequireEncryptionWhenSensitive: ResourcePolicy = {
  name: "swarm-network-require-encryption-when-sensitive",
  description: "An overlay network that is marked sensitive must encrypt the traffic between its nodes.",
  enforcementLevel: "mandatory",
  severity: "high",
  framework: cisDocker("7.3", "Ensure that all Docker swarm overlay networks are encrypted"),
  tags: ["swarm", "network", "overlay", "encryption"],
  remediationSteps:
    'Give the docker.Network the option "encrypted" with an empty value, or leave `encrypted` out of an OverlayNetwork ' +
    "that is sensitive. Open IP protocol 50 (ESP) between the nodes.",
  url: "https://docs.docker.com/engine/network/drivers/overlay/#encrypt-traffic-on-an-overlay-network",
  validateResource: (args, reportViolation) => {
    if (args.type === networkType) checkNetwork(args, reportViolation);
    else if (args.type === overlayNetworkType) checkComponent(args, reportViolation);
    else args.notApplicable(`The rule is about ${networkType} and ${overlayNetworkType}.`);
  },
};

function checkNetwork({ name, props }: ResourceValidationArgs, report: (message: string) => void): void {
  const network = draftOf<Network>(props);
  if (typeof network !== "object") return;
  const sensitive = isSensitive(network.labels);
  const { options } = network;
  if (sensitive === false || isOverlay(network) === false || (typeof options === "object" && isEncrypted(options)))
    return;
  // All that is known says "not encrypted": what is not known decides.
  waitFor(props, "driver");
  if (sensitive === undefined) waitFor(props, "labels");
  if (options === unknown) waitFor(props, "options");
  const near = typeof options === "object" ? misspelt(options) : undefined;
  report(
    `Network "${name}" has the label ${label.sensitive}, but the traffic between its nodes is not encrypted: ` +
      (near === undefined
        ? `the driver option "${driverOption.encrypted}" is not given. `
        : `the driver does not know the option "${near}", only "${driverOption.encrypted}". `) +
      `Add options: { ${driverOption.encrypted}: "" }, or remove the label if anyone between the nodes may read the traffic.`,
  );
}

function checkComponent({ name, props }: ResourceValidationArgs, report: (message: string) => void): void {
  const network = draftOf<OverlayNetwork>(props);
  if (typeof network !== "object") return;
  const { sensitive, encrypted } = network;
  // Without 'encrypted' the component does what 'sensitive' says.
  if (sensitive === undefined || saysNo(sensitive) || encrypted === undefined) return;
  if (encrypted !== unknown && !saysNo(encrypted)) return;
  waitFor(props, "sensitive");
  waitFor(props, "encrypted");
  report(
    `OverlayNetwork "${name}" is given 'sensitive' ${String(sensitive)} and 'encrypted' ${String(encrypted)}: ` +
      `what a sensitive network carries must not cross the wire in clear. ` +
      `Leave 'encrypted' out, or leave 'sensitive' out if anyone between the nodes may read the traffic.`,
  );
}

function misspelt(options: Readonly<Record<string, unknown>>): string | undefined {
  return Object.keys(options).find((key) => key.toLowerCase() === driverOption.encrypted);
}

import * as example from "../../rule/example";
import { dockerEngine } from "../../rule/framework";
import { withValue } from "../../rule/remediation";
import { isOn, networkOf, networkType } from "../../facts/network";
import { resourcePolicy } from "../../rule/policy";

/** Only an overlay network can be the ingress network, and the default driver is `bridge`. */
export const ingressRequireOverlayDriver = resourcePolicy({
  name: "swarm-ingress-require-overlay-driver",
  description: "The ingress network must use the driver `overlay`.",
  enforcementLevel: "mandatory",
  severity: "low",
  framework: dockerEngine(
    "moby/moby daemon/libnetwork/controller.go",
    "Ingress network can only be global scope network",
  ),
  tags: ["swarm", "ingress"],
  remediationSteps: 'Set `driver: "overlay"` in addition to `ingress: true`.',
  docs: {
    about:
      "A docker.Network without a driver is a bridge network. Docker refuses it as the ingress network, possibly " +
      "after Pulumi has removed the previous one. At the level `remediate`, the rule sets the driver.",
    sources: ["moby/moby, `daemon/libnetwork/controller.go`, `cnmallocator/provider.go`"],
    bad: [example.network("edge", { ingress: true }, { protect: true })],
    good: [example.network("edge", { driver: "overlay", ingress: true }, { protect: true })],
  },
  types: [networkType],
  validate: ({ name, props }, report) => {
    const { ingress, driver } = networkOf(props);
    if (isOn(ingress) === false || driver === "overlay") return;
    const given =
      typeof driver === "string" && driver !== "" ? `the driver "${driver}"` : `no driver, which means "bridge"`;
    report(
      `Network "${name}" is the ingress network and has ${given}: Docker accepts only an overlay network as ` +
        'ingress. Set driver: "overlay".',
    );
  },
  remediate: ({ props }) => {
    const { ingress, driver } = networkOf(props);
    return isOn(ingress) === true && typeof driver !== "symbol" && driver !== "overlay"
      ? withValue(props, "driver", "overlay")
      : undefined;
  },
});

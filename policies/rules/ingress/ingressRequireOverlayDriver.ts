import { unknown } from "../../../swarm/draft";
import * as example from "../../rule/example";
import { dockerEngine } from "../../rule/framework";
import { waitFor } from "../../unknowns/known";
import { withValue } from "../../rule/remediation";
import { isOn, networkOf, networkType } from "../../facts/network";
import { resourcePolicy } from "../../rule/policy";

/** Only an overlay can be the ingress, and the driver that nobody names is the bridge. */
export const ingressRequireOverlayDriver = resourcePolicy({
  name: "swarm-ingress-require-overlay-driver",
  description: "The ingress network must have the driver `overlay`.",
  enforcementLevel: "mandatory",
  severity: "low",
  framework: dockerEngine(
    "moby/moby daemon/libnetwork/controller.go",
    "Ingress network can only be global scope network",
  ),
  tags: ["swarm", "ingress"],
  remediationSteps: 'Write `driver: "overlay"` beside `ingress: true`.',
  docs: {
    about:
      "A docker.Network without a driver is a bridge, which Docker refuses as an ingress, after Pulumi may have removed the one before. At " +
      "the level `remediate` the rule sets the driver.",
    sources: ["moby/moby, `daemon/libnetwork/controller.go`, `cnmallocator/provider.go`"],
    bad: [example.network("edge", { ingress: true }, { protect: true })],
    good: [example.network("edge", { driver: "overlay", ingress: true }, { protect: true })],
  },
  types: [networkType],
  validate: ({ name, props }, report) => {
    const { ingress, driver } = networkOf(props);
    if (isOn(ingress) === false || driver === "overlay") return;
    waitFor(props, "ingress");
    if (driver === unknown) waitFor(props, "driver");
    const given =
      typeof driver === "string" && driver !== "" ? `the driver "${driver}"` : `no driver, which stands for "bridge"`;
    report(
      `Network "${name}" is the ingress and has ${given}: Docker takes nothing but an overlay for it. Write driver: "overlay".`,
    );
  },
  remediate: ({ props }) => {
    const { ingress, driver } = networkOf(props);
    return isOn(ingress) === true && typeof driver !== "symbol" && driver !== "overlay"
      ? withValue(props, "driver", "overlay")
      : undefined;
  },
});

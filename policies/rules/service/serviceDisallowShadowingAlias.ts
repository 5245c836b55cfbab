import * as example from "../../rule/example";
import { dockerEngine } from "../../rule/framework";
import { matchesAny } from "../../facts/pattern";
import { resourcePolicy } from "../../rule/policy";
import { entriesOf, namedNetworks, serviceType } from "../../facts/service";
import { texts } from "../../rule/settings";
import { known } from "../../unknowns/looks";

const containerSpec = { image: "registry.example.com/shop/api:1.4.2" };
const backend = example.network("backend", { driver: "overlay" });
const on = (alias: string): Readonly<Record<string, unknown>> => ({
  taskSpec: { containerSpec, networksAdvanceds: [{ id: example.idOf("backend"), aliases: [alias] }] },
});

/** Endings of names that no public DNS server answers for. */
const privateEndings =
  /\.(?:home\.arpa|internal|local|localdomain|localhost|lan|home|corp|intranet|private|test|example|invalid|swarm|docker|svc)$/;

/** Names with a private ending that have a meaning of their own in containers. */
const wellKnown = ["metadata.google.internal", "host.docker.internal", "gateway.docker.internal"];

/** An alias goes before the DNS servers of the node: its clients never reach what else has the name. */
export const serviceDisallowShadowingAlias = resourcePolicy({
  name: "swarm-service-disallow-shadowing-alias",
  description: "An alias should not hide another DNS name: of Swarm's own, or outside the swarm.",
  enforcementLevel: "advisory",
  severity: "medium",
  framework: dockerEngine(
    "moby/moby daemon/libnetwork/resolver.go",
    "The embedded DNS server asks the node's DNS servers only for names that no container has",
  ),
  tags: ["swarm", "service", "network", "dns"],
  remediationSteps: "Use an alias without a dot, or list it in this rule's setting `allow`.",
  docs: {
    about:
      "The alias `tasks.web` hides the name under which Swarm lists the tasks of the service `web`. An alias such as " +
      "`api.example.com` hides the host of that name from all containers on the network, without an error. The rule " +
      "accepts names without a dot, and private endings such as `.internal` and `.local`. If the alias is meant to " +
      "keep requests inside the swarm, list it in `allow`.",
    sources: ["moby/moby, `daemon/libnetwork/resolver.go`"],
    bad: [backend, example.service("api", on("api.example.com"))],
    good: [backend, example.service("api", on("api"))],
  },
  types: [serviceType],
  settings: { allow: texts("Aliases that may hide another name; * matches any characters.") },
  validate: ({ name, props, settings: { allow } }, report) => {
    for (const { index, reference } of namedNetworks(props)) {
      for (const alias of known(() => [...entriesOf(reference.aliases)])) {
        if (typeof alias !== "string" || matchesAny([alias], allow) !== undefined) continue;
        const text = alias.trim().toLowerCase().replace(/\.$/, "");
        const what = /^tasks\./.test(text)
          ? "under which Swarm lists the tasks of a service"
          : wellKnown.includes(text) || (text.includes(".") && !privateEndings.test(text))
            ? "which may exist outside the swarm"
            : undefined;
        if (what === undefined) continue;
        report(
          `Service "${name}" has the alias "${alias}" (taskSpec.networksAdvanceds[${index}]), a name ${what}: ` +
            "containers on the network reach this service instead. Use an alias without a dot, or add it to this " +
            "rule's setting " +
            '"allow".',
        );
      }
    }
  },
});

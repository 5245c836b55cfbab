import * as example from "../../rule/example";
import { dockerEngine } from "../../rule/framework";
import { resourcePolicy } from "../../rule/policy";
import { isRefused, serviceType, valueAt } from "../../facts/service";

const containerSpec = { image: "registry.example.com/shop/api:1.4.2" };

/** A service without a network meets all others that publish a port, and no service that it works with. */
export const serviceRequireNetwork = resourcePolicy({
  name: "swarm-service-require-network",
  description: "A service should be on a network of its own stack.",
  enforcementLevel: "advisory",
  severity: "low",
  framework: dockerEngine(
    "moby/swarmkit manager/allocator/network.go",
    "A service without networks is on the ingress alone, and only if it publishes a port",
  ),
  tags: ["swarm", "service", "network", "isolation"],
  remediationSteps:
    "Attach the service to an overlay network that it shares with the services it talks to, and no others.",
  docs: {
    about:
      "Without a network a service has no DNS name that others could use. If it publishes a port it is on the ingress, together " +
      "with every other service of the swarm that publishes one; if not, it is on no network at all.",
    sources: [
      "moby/swarmkit, `manager/allocator/network.go`",
      "KICS, Docker Compose: Networks Not Set",
      "[Manage swarm service networks](https://docs.docker.com/engine/swarm/networking/)",
    ],
    bad: [example.service("api", { taskSpec: { containerSpec } })],
    good: [
      example.network("backend", { driver: "overlay" }),
      example.service("api", { taskSpec: { containerSpec, networksAdvanceds: [{ id: example.idOf("backend") }] } }),
    ],
  },
  types: [serviceType],
  validate: ({ name, props }, report) => {
    if (isRefused(props)) return;
    const networks = valueAt(props, "taskSpec", "networksAdvanceds");
    if (Array.isArray(networks) && networks.length > 0) return;
    report(
      `Service "${name}" is on no network: others cannot find it by name, and a port that it publishes puts it on the ingress ` +
        `with every other service that publishes one. Attach it to an overlay network.`,
    );
  },
});

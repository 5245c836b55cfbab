import * as example from "../../rule/example";
import { dockerEngine } from "../../rule/framework";
import { resourcePolicy } from "../../rule/policy";
import { isRefused, serviceType, valueAt } from "../../facts/service";

const containerSpec = { image: "registry.example.com/shop/api:1.4.2" };

/**
 * A service without a network has no DNS name, and shares the ingress network with all services that publish a port.
 */
export const serviceRequireNetwork = resourcePolicy({
  name: "swarm-service-require-network",
  description: "A service should be on a network of its own stack.",
  enforcementLevel: "advisory",
  severity: "low",
  framework: dockerEngine(
    "moby/swarmkit manager/allocator/network.go",
    "A service without networks is only on the ingress network, and only if it publishes a port",
  ),
  tags: ["swarm", "service", "network", "isolation"],
  remediationSteps: "Attach the service to an overlay network that it shares only with the services that it talks to.",
  docs: {
    about:
      "Without a network, a service has no DNS name that other services can use. If it publishes a port, it is " +
      "on the ingress network, together with every other service of the swarm that publishes one; otherwise it " +
      "is on no network at all.",
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
      `Service "${name}" has no network: other services cannot find it by name, and if it publishes a port, it ` +
        "shares the ingress network with every other service that publishes one. Attach it to an overlay network.",
    );
  },
});

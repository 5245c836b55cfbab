import { isOverlay } from "../../facts/network";
import { forEachAlone, settled } from "../../unknowns/looks";
import * as example from "../../rule/example";
import { dockerEngine } from "../../rule/framework";
import { stackPolicy } from "../../rule/policy";
import { wholeNumber } from "../../rule/settings";
import type { StackNetwork } from "../../facts/topology/stackNetwork";
import { topologyOf } from "../../facts/stackTopology";

const service = (name: string): ReturnType<typeof example.service> =>
  example.service(name, {
    taskSpec: {
      containerSpec: { image: `registry.example.com/shop/${name}:1.4.2` },
      networksAdvanceds: [{ id: example.idOf("shared") }],
    },
  });

/** Services on one network can reach each other, so a network that all services share isolates nothing. */
export const stackLimitServicesPerNetwork = stackPolicy({
  name: "swarm-stack-limit-services-per-network",
  description: "A network should have only a limited number of services.",
  enforcementLevel: "advisory",
  severity: "low",
  framework: dockerEngine(
    "Dokploy/dokploy#2798",
    "Services on one overlay network reach each other on all ports; one network for all services isolates nothing",
  ),
  tags: ["swarm", "network", "isolation"],
  remediationSteps:
    "Create one network for each group of services that talk to each other. A service can be on several networks.",
  docs: {
    about:
      "Services on a network can reach each other on every port, published or not. A network that all services share " +
      "isolates nothing: an attacker who takes over one service reaches all others. Their names and addresses also " +
      "come from one pool. The rule does not count the ingress network.",
    sources: ["[Dokploy#2798](https://github.com/Dokploy/dokploy/issues/2798)"],
    bad: [
      example.network("shared", { driver: "overlay" }),
      ...Array.from({ length: 21 }, (_, i) => service(`api-${i}`)),
    ],
    good: [example.network("shared", { driver: "overlay" }), service("api-0"), service("api-1")],
  },
  settings: {
    maximum: wholeNumber("Largest number of services of the stack on one network.", 20, {
      minimum: 1,
      maximum: 100000,
    }),
  },
  validate: ({ resources, settings: { maximum } }, report) => {
    const { services } = topologyOf(resources);
    const certain = new Map<StackNetwork, number>();
    const possible = new Map<StackNetwork, number>();
    for (const service of services) {
      for (const network of service.networks) certain.set(network, (certain.get(network) ?? 0) + 1);
      for (const network of settled(() => service.possible)) possible.set(network, (possible.get(network) ?? 0) + 1);
    }
    forEachAlone(new Set([...certain.keys(), ...possible.keys()]), (network) => {
      const count = certain.get(network) ?? 0;
      if (count + (possible.get(network) ?? 0) <= maximum || isOverlay(network.network) === false) return;
      const all = count > maximum ? count : count + services.filter((one) => one.possible.has(network)).length;
      report(
        `Network "${network.name}" has ${all} services, more than ${maximum}: each of them can reach all others on ` +
          "every port. Create one network for each group of services that talk to each other.",
        network.urn,
      );
    });
  },
});

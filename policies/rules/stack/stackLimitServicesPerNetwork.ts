import * as example from "../../rule/example";
import { dockerEngine } from "../../rule/framework";
import { stackPolicy } from "../../rule/policy";
import { wholeNumber } from "../../rule/settings";
import type { StackNetwork } from "../../facts/stackSurvey";
import { surveyStack, waitForNetworks } from "../../facts/stackSurvey";

const service = (name: string): ReturnType<typeof example.service> =>
  example.service(name, {
    taskSpec: {
      containerSpec: { image: `registry.example.com/shop/${name}:1.4.2` },
      networksAdvanceds: [{ id: example.idOf("shared") }],
    },
  });

/** A network is where services can reach each other; one that all share keeps nothing apart. */
export const stackLimitServicesPerNetwork = stackPolicy({
  name: "swarm-stack-limit-services-per-network",
  description: "A network should not be shared by many services.",
  enforcementLevel: "advisory",
  severity: "low",
  framework: dockerEngine(
    "Dokploy/dokploy#2798",
    "Services on one overlay reach each other on all ports; one network for all keeps nothing apart",
  ),
  tags: ["swarm", "network", "isolation"],
  remediationSteps:
    "Give each group of services that talk to each other a network of its own; a service can be on several.",
  docs: {
    about:
      "Services of a network reach each other on every port, published or not. A network that everything is on keeps nothing apart: one " +
      "service that is taken over reaches all others, and their names and addresses come from one pool. The ingress does not count.",
    sources: ["[Dokploy#2798](https://github.com/Dokploy/dokploy/issues/2798)"],
    bad: [
      example.network("shared", { driver: "overlay" }),
      ...Array.from({ length: 21 }, (_, i) => service(`api-${i}`)),
    ],
    good: [example.network("shared", { driver: "overlay" }), service("api-0"), service("api-1")],
  },
  settings: {
    maximum: wholeNumber("Services of the stack that one network may have.", 20, { minimum: 1, maximum: 100000 }),
  },
  validate: ({ resources, settings: { maximum } }, report) => {
    const { services } = surveyStack(resources);
    const sure = new Map<StackNetwork, number>();
    const maybe = new Map<StackNetwork, number>();
    for (const one of services) {
      for (const network of one.networks) sure.set(network, (sure.get(network) ?? 0) + 1);
      for (const network of one.possible) maybe.set(network, (maybe.get(network) ?? 0) + 1);
    }
    for (const [network, count] of sure) {
      if (count <= maximum) continue;
      report(
        `Network "${network.name}" is shared by ${count} services, more than ${maximum}: each of them reaches all others on every ` +
          `port. Give each group of services that talk to each other a network of its own.`,
        network.urn,
      );
    }
    const tight = [...maybe].filter(([network, count]) => {
      const known = sure.get(network) ?? 0;
      return known <= maximum && known + count > maximum;
    });
    const [first] = tight;
    if (first !== undefined) for (const one of services) if (one.possible.has(first[0])) waitForNetworks(one);
  },
});

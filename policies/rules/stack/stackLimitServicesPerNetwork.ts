import { isOverlay } from "../../facts/network";
import { forEachAlone, settled } from "../../unknowns/looks";
import * as example from "../../rule/example";
import { dockerEngine } from "../../rule/framework";
import { stackPolicy } from "../../rule/policy";
import { wholeNumber } from "../../rule/settings";
import type { StackNetwork } from "../../facts/stackSurvey";
import { surveyStack } from "../../facts/stackSurvey";

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
        `Network "${network.name}" is shared by ${all} services, more than ${maximum}: each of them reaches all others on every ` +
          `port. Give each group of services that talk to each other a network of its own.`,
        network.urn,
      );
    });
  },
});

import * as example from "../../rule/example";
import { isLocalNetworkId } from "../../../swarm/names";
import { cisDocker } from "../../rule/framework";
import { settled } from "../../unknowns/looks";
import { resourcePolicy } from "../../rule/policy";
import { namedNetworks, serviceType } from "../../facts/service";

const containerSpec = { image: "registry.example.com/shop/api:1.4.2" };

/** What a task shares on each of the Engine's built-in networks. */
const predefined: Readonly<Record<string, string>> = {
  host: "its tasks share the node's interfaces, ports and loopback, without any network isolation",
  bridge: "its tasks share the node's default bridge with every container that has no other network",
};

/** A task on the host network is on every network of the node. */
export const serviceDisallowHostNetwork = resourcePolicy({
  name: "swarm-service-disallow-host-network",
  description: 'A service must not use the built-in networks "host" and "bridge".',
  enforcementLevel: "mandatory",
  severity: "high",
  framework: cisDocker("5.10"),
  tags: ["swarm", "service", "network", "isolation"],
  remediationSteps:
    "Attach the service to an overlay network. To listen on the node's own address, publish the port in host mode.",
  docs: {
    about:
      "Swarm lets a service join the networks `host` and `bridge`, which every Engine has. On `host`, a task " +
      "sees the traffic of the node and can reach what listens on the node's loopback interface; on `bridge`, it " +
      "can reach unrelated containers. The rule checks both the name and the ID of an attachment, because Docker " +
      "accepts a name in either place. It also recognizes the ID of such a network, for example from " +
      "`docker.getNetwork`: it is longer than the ID of an overlay network.",
    sources: [
      "CIS Docker Benchmark 1.6.0, 5.10; 5.30 for the default bridge",
      "DISA STIG for Docker Enterprise: the host's network namespace must not be shared",
    ],
    bad: [example.service("api", { taskSpec: { containerSpec, networksAdvanceds: [{ id: "host" }] } })],
    good: [
      example.network("backend", { driver: "overlay" }),
      example.service("api", { taskSpec: { containerSpec, networksAdvanceds: [{ id: example.idOf("backend") }] } }),
    ],
  },
  types: [serviceType],
  validate: ({ name, props }, report) => {
    for (const { index, reference } of namedNetworks(props)) {
      // An id that is not known yet belongs to another resource, and neither network is one.
      const { id, name: network } = settled(() => ({ ...reference }));
      const texts = [id, network].filter((text) => typeof text === "string");
      const local = texts.find(isLocalNetworkId);
      if (local !== undefined) {
        report(
          `Service "${name}" is on the network with the ID "${local.slice(0, 12)}…" ` +
            `(taskSpec.networksAdvanceds[${index}]), which exists on a single node: of these networks, a service ` +
            'can use only "host" and "bridge", which are built into every Docker Engine. Attach the service to an ' +
            "overlay network; to listen on the node's own address, publish the port in host mode.",
        );
        continue;
      }
      const call = texts.find((text) => Object.hasOwn(predefined, wordOf(text)));
      if (call === undefined) continue;
      report(
        `Service "${name}" is on the network "${call}" (taskSpec.networksAdvanceds[${index}]), which is built into ` +
          `every Docker Engine: ${predefined[wordOf(call)] ?? ""}. Attach the service to an overlay network; to ` +
          "listen on the node's own address, publish the port in host mode.",
      );
    }
  },
});

function wordOf(text: string): string {
  return text.trim().toLowerCase();
}

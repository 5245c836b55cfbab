import { evaluateResource, evaluateStack, resourcesOfExample } from "../../../policies/evaluation/evaluate";
import { volumeType } from "../../../policies/facts/hostMounts";
import { policies } from "../../../policies/pack";
import { Stack } from "../policies/cleanStacks";
import { plants } from "../policies/plants";
import { inDockerWords } from "../../../audit/dockerWords";

const props = {
  endpointSpec: {
    ports: [
      { targetPort: 80, publishedPort: 8080 },
      { targetPort: 53, publishedPort: 53, protocol: "udp", publishMode: "ingress" },
      { targetPort: 80, publishedPort: 8080, publishMode: "host" },
      { targetPort: 80 },
      { targetPort: 53, protocol: "udp", publishMode: "host" },
    ],
  },
  taskSpec: {
    networksAdvanceds: [{ id: "n1", name: "host" }, { id: "n2" }],
    containerSpec: {
      mounts: [
        { type: "bind", source: "/", target: "/host" },
        { type: "tmpfs", target: "/tmp" },
      ],
    },
  },
};

test.each([
  ["port 8080 (endpointSpec.ports[0])", "port 8080 (--publish 8080:80)"],
  ["endpointSpec.ports[1]", "--publish 53:53/udp"],
  ["endpointSpec.ports[2]", "--publish mode=host,published=8080,target=80"],
  ["endpointSpec.ports[3]", "--publish 80"],
  ["endpointSpec.ports[4]", "--publish mode=host,target=53,protocol=udp"],
  ["endpointSpec.ports[9]", "--publish"],
  ["(taskSpec.networksAdvanceds[0])", "(--network host)"],
  ["(taskSpec.networksAdvanceds[1])", "(--network n2)"],
  ["taskSpec.containerSpec.mounts[0]", "--mount type=bind,source=/,target=/host"],
  ["taskSpec.containerSpec.mounts[1]", "--mount type=tmpfs,target=/tmp"],
  ["Set taskSpec.containerSpec.healthcheck; this", "Set --health-cmd; this"],
  ["taskSpec.resources.limits does not set memoryBytes or nanoCpus", "--limit-memory and --limit-cpu are not set"],
  [
    'Use updateConfig: { failureAction: "rollback", monitor: "10s" }, and',
    "Use --update-failure-action rollback --update-monitor 10s, and",
  ],
  ['Use rollbackConfig.order "stop-first", or', "Use --rollback-order stop-first, or"],
  ['Add options: { encrypted: "" }, or', "Create the network again with --opt encrypted, or"],
  ["Set taskSpec.placement.maxReplicas to 1 or", "Set --replicas-max-per-node 1 or"],
  ["taskSpec.containerSpec.args[1]", "argument 2"],
  ['Network "a" is fine.', 'Network "a" is fine.'],
])("%s is %s on the command line", (message, words) => {
  expect(inDockerWords(message, props)).toBe(words);
});

describe("Over all rules of the pack", () => {
  /** Rules about what a swarm does not have (the nodes of a program, components) or cannot have twice. */
  const programsOnly = /^swarm-node-|weakened-component|require-protection|network-by-id|taken-subnet|odd-managers/;
  const live = policies.filter(({ name }) => !programsOnly.test(name));

  /** The messages about an example and about stacks with a planted violation. */
  function messagesOf(policy: (typeof policies)[number]): string[] {
    const planted = plants
      .filter(({ rule }) => rule === policy.name)
      .map(({ plant }) => plant(new Stack("known")).items);
    const stacks = [resourcesOfExample(policy.docs.bad), ...planted.map((items) => items.map(({ output }) => output))];
    return stacks.flatMap((resources) => {
      const about = (name: string): Parameters<typeof inDockerWords>[1] =>
        resources.find((resource) => resource.name === name && resource.type.startsWith("docker:"))?.props ?? {};
      if ("validateStack" in policy) {
        const { violations } = evaluateStack(policy, resources);
        return violations.map(({ message, urn = "" }) => inDockerWords(message, about(urn.split("::").at(-1) ?? "")));
      }
      // A swarm has no components, and its volumes belong to its nodes.
      const ofSwarm = resources.filter(({ type }) => type.startsWith("docker:") && type !== volumeType);
      return ofSwarm.flatMap((resource) =>
        evaluateResource(policy, resource).violations.map(({ message }) => inDockerWords(message, resource.props)),
      );
    });
  }

  test.each(live.map((policy) => [policy.name, policy] as const))("%s names no property of a program", (_, policy) => {
    const messages = messagesOf(policy);
    expect(messages).not.toEqual([]);
    const settings = new RegExp(`'(?:${Object.keys(policy.settings).join("|")})'`, "g");
    for (const message of messages) {
      const words = message.replace(settings, "");
      const found =
        /\b[a-z]+[A-Z]\w*\b|\bPulumi\b|OverlayNetwork|IngressConfig|SwarmService|\w\[\d+\]|options[:[]/.exec(words);
      expect([message, found?.[0]]).toEqual([message, undefined]);
    }
  });
});

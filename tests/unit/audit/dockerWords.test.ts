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
  ['Add options: { encrypted: "" }, or', "Create the network again with --opt encrypted, or"],
  ["Set taskSpec.placement.maxReplicas to 1 or", "Set --replicas-max-per-node 1 or"],
  ["taskSpec.containerSpec.args[1]", "argument 2"],
  ['Network "a" is fine.', 'Network "a" is fine.'],
])("%s is %s on the command line", (message, words) => {
  expect(inDockerWords(message, props)).toBe(words);
});

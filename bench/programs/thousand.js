// The program of bench/policies.ts: RESOURCES resources in groups of ten. Half of them are this project's components
// and their children, half are plain docker resources. None violates a rule. This is plain JavaScript, because it
// starts faster than TypeScript, so that the measured difference is mostly the time of the pack.
const process = require("node:process");
const docker = require("@pulumi/docker");
const { OverlayNetwork, SwarmService } = require(`${process.env.CHECKOUT}/dist/components`);

const image = (name) => `registry.example.com/shop/${name}@sha256:${"0123456789abcdef".repeat(4)}`;
const server = ["CMD", "/server", "-healthcheck"];

for (let i = 0; i < Number(process.env.RESOURCES) / 10; i++) {
  const subnet = (part) => `10.${100 + (i >> 7)}.${(i % 128) * 2}.${part}`;
  const own = new OverlayNetwork(`own-${i}`, {
    encrypted: true,
    subnets: [{ subnet: subnet("0/25"), gateway: subnet("1") }],
  });
  for (const name of ["api", "web"]) {
    new SwarmService(`${name}-${i}`, {
      image: image(name),
      replicas: 2,
      networks: [own.attach({ aliases: [`${name}${i}`] })],
      ports: name === "web" ? [{ targetPort: 8080, publishedPort: 10000 + i }] : [],
      healthcheck: { test: server, intervalSeconds: 5 },
      resources: { limits: { cpus: 0.5, memoryBytes: 128 * 1024 * 1024 } },
    });
  }
  const plain = new docker.Network(`plain-${i}`, { driver: "overlay", options: { encrypted: "" } });
  for (const name of ["job", "store", "cache"]) {
    new docker.Service(`${name}-${i}`, {
      mode: { replicated: { replicas: 2 } },
      taskSpec: {
        containerSpec: {
          image: image(name),
          env: { ROLE: name, PORT: "8080" },
          healthcheck: { tests: server, interval: "5s" },
        },
        networksAdvanceds: [{ id: plain.id }],
        resources: { limits: { nanoCpus: 500000000, memoryBytes: 128 * 1024 * 1024 } },
      },
      updateConfig: { parallelism: 1, failureAction: "rollback", monitor: "10s" },
    });
  }
}

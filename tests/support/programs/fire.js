// The program of tests/live/fire.test.ts. It creates the resources that declared.json in the project's folder lists. It
// runs in a process of its own, which ends if the CLI is killed. It is plain JavaScript, which starts faster.
const { readFileSync } = require("node:fs");
const docker = require("@pulumi/docker");

const { image, networks, fixed, present, secret, config, services } = JSON.parse(readFileSync("declared.json", "utf8"));
const base64 = (text) => Buffer.from(text).toString("base64");

const made = networks.map(
  (form, i) => new docker.Network(`net${i}`, { name: `fire-net${i}-${form}`, driver: "overlay" }),
);
new docker.Network("fixed", { name: "fire-fixed", driver: "overlay", internal: fixed % 2 === 1 });
const key = new docker.Secret("key", { data: base64(`key ${secret}`) });
const site = new docker.ServiceConfig("site", { data: base64(`site ${config}`) });

services.forEach(({ version, replicas, label }, i) => {
  if (!present[i]) return;
  new docker.Service(`service${i}`, {
    name: `fire-service${i}`,
    labels: [{ label: "form", value: String(label) }],
    mode: { replicated: { replicas } },
    taskSpec: {
      containerSpec: {
        image,
        env: { FORM: String(version) },
        stopGracePeriod: "1s",
        healthcheck: { tests: ["CMD", "/server", "-healthcheck"], interval: "300ms", retries: 20 },
        ...(i === 0 && {
          secrets: [{ secretId: key.id, secretName: key.name, fileName: "/run/secrets/key" }],
          configs: [{ configId: site.id, configName: site.name, fileName: "/site" }],
        }),
      },
      networksAdvanceds: made.filter((_, n) => n === i || n + 1 === i).map(({ id }) => ({ id })),
      restartPolicy: { condition: "any", delay: "200ms" },
    },
    updateConfig: { parallelism: 0, monitor: "100ms", failureAction: "continue" },
    convergeConfig: { timeout: "60s" },
  });
});

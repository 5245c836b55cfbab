// The program of bench/deployment: NETWORKS overlay networks, each with one service of REPLICAS tasks. It uses the
// resources of the docker package, so that it runs with every docker plugin. TAG is the image tag of the first service,
// ATTACH=1 attaches that service to a second network, and CONVERGE is the `convergeConfig` of the services, as JSON.
const process = require("node:process");
const docker = require("@pulumi/docker");

const { NETWORKS, REPLICAS, IMAGE, TAG, ATTACH, CONVERGE } = process.env;
const networks = [];
for (let i = 0; i < Number(NETWORKS); i++) {
  networks.push(new docker.Network(`net-${i}`, { name: `bench-net-${i}`, driver: "overlay" }));
}
networks.forEach((network, i) => {
  const attached = i === 0 && ATTACH === "1" ? [network, networks[1]] : [network];
  new docker.Service(`svc-${i}`, {
    name: `bench-svc-${i}`,
    mode: { replicated: { replicas: Number(REPLICAS) } },
    taskSpec: {
      containerSpec: { image: `${IMAGE}:${i === 0 ? TAG : "1"}` },
      networksAdvanceds: attached.map(({ id }) => ({ id })),
    },
    convergeConfig: JSON.parse(CONVERGE) ?? undefined,
  });
});

// The program of bench/deployment: NETWORKS overlay networks, each with one service of REPLICAS tasks. It uses the
// resources of the docker package, so that it runs with every docker plugin. TAG is the image tag of the first service,
// ATTACH=1 attaches that service to a second network, and CONVERGE is the `convergeConfig` of the services, as JSON.
// With ALONE=1, the resources are components with the same inputs, which no provider creates.
const process = require("node:process");
const docker = require("@pulumi/docker");
const { ComponentResource } = require("@pulumi/pulumi");

class Network extends ComponentResource {
  constructor(name, inputs) {
    super("bench:index:Network", name, inputs);
    this.id = this.urn;
  }
}

class Service extends ComponentResource {
  constructor(name, inputs) {
    super("bench:index:Service", name, inputs);
  }
}

const { NETWORKS, REPLICAS, IMAGE, TAG, ATTACH, CONVERGE, ALONE } = process.env;
const kinds = ALONE === "1" ? { Network, Service } : docker;
const networks = [];
for (let i = 0; i < Number(NETWORKS); i++) {
  networks.push(new kinds.Network(`net-${i}`, { name: `bench-net-${i}`, driver: "overlay" }));
}
networks.forEach((network, i) => {
  const attached = i === 0 && ATTACH === "1" ? [network, networks[1]] : [network];
  new kinds.Service(`svc-${i}`, {
    name: `bench-svc-${i}`,
    mode: { replicated: { replicas: Number(REPLICAS) } },
    taskSpec: {
      containerSpec: { image: `${IMAGE}:${i === 0 ? TAG : "1"}` },
      networksAdvanceds: attached.map(({ id }) => ({ id })),
    },
    convergeConfig: JSON.parse(CONVERGE) ?? undefined,
  });
});

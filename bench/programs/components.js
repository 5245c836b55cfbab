// As many resources as bench/programs/stack.js has, in the same order, but components that no provider creates: what
// Pulumi itself needs for them.
const process = require("node:process");
const pulumi = require("@pulumi/pulumi");
require("@pulumi/docker");

const numbers = Array.from({ length: Number(process.env.NETWORKS) }, (_, i) => i);
const networks = numbers.map((i) => new pulumi.ComponentResource("bench:index:Network", `net-${i}`));
networks.forEach((network, i) => {
  new pulumi.ComponentResource("bench:index:Service", `svc-${i}`, { network: network.urn });
});

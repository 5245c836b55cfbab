import * as pulumi from "@pulumi/pulumi";
import { IngressConfig, OverlayNetwork, PublishMode, SwarmService } from "./components";

// The settings are in Pulumi.<stack>.yaml. Pulumi.yaml describes them.
const config = new pulumi.Config();
const mtu = config.requireNumber("mtu");
const hostPort = config.requireNumber("webHostPort");
// An HTTP server on port 8080. The lab builds one. For your own swarm, run `pulumi config set image …`.
const image = config.get("image") ?? process.env.LAB_IMAGE ?? "nginxdemos/nginx-hello:plain-text";

// The ingress carries the traffic of published ports to every node. A swarm has one: this replaces Docker's default.
const edge = new IngressConfig("edge", { subnet: config.require("ingressSubnet"), mtu });

// The name of an overlay network contains a hash of its properties, so a change creates a new network next to the old.
const frontend = new OverlayNetwork("frontend", { subnets: [{ subnet: "10.201.0.0/24" }], mtu });
const payments = new OverlayNetwork("payments", { sensitive: true, mtu }); // sensitive: encrypted, never attachable
const data = new OverlayNetwork("data", { internal: true, mtu }); // internal: isolated from the outside

// Limit each task, so that no task can use a whole node.
const resources = { limits: { cpus: 0.5, memoryBytes: 128 * 1024 * 1024 } };

const store = new SwarmService("store", {
  image,
  env: { ROLE: "store" },
  networks: [payments.attach(), data.attach()],
  resources,
});

const api = new SwarmService("api", {
  image,
  env: { ROLE: "api", STORE_URL: "http://store:8080" },
  replicas: 2,
  networks: [frontend.attach({ aliases: ["backend"] }), payments.attach()],
  resources,
});

const web = new SwarmService("web", {
  image,
  env: { ROLE: "web", API_URL: "http://backend:8080", STORE_URL: "http://store:8080" },
  replicas: config.requireNumber("webReplicas"),
  maxReplicasPerNode: 1, // each node has each host-mode port once
  networks: [frontend.attach(), data.attach()],
  ports: [
    edge.publish({ targetPort: 8080, publishedPort: config.requireNumber("webPort") }),
    { targetPort: 8080, publishedPort: hostPort, publishMode: PublishMode.Host },
  ],
  resources,
});

/** Ids in the swarm. `make up` uses them to print what runs where. */
export const networks = { edge: edge.id, frontend: frontend.id, payments: payments.id, data: data.id };
export const services = { store: store.id, api: api.id, web: web.id };

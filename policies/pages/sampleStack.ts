import * as example from "../rule/example";
import type { Example } from "../rule/documentation";

const nginx = "nginx:1.27.4@sha256:0000000000000000000000000000000000000000000000000000000000000000";

/**
 * A stack as it comes from a compose file: networks with the defaults of compose, a proxy that reads the Docker socket,
 * an API with a password in its environment, and a database with a volume. The guide shows what each profile says about
 * it.
 */
export const sampleStack: Example = [
  example.network("frontend", { driver: "overlay", attachable: true }),
  example.network("backend", { driver: "overlay" }),
  example.service("proxy", {
    taskSpec: {
      containerSpec: {
        image: nginx,
        mounts: [{ type: "bind", source: "/var/run/docker.sock", target: "/var/run/docker.sock", readOnly: true }],
      },
      networksAdvanceds: [{ id: example.idOf("frontend") }],
      placement: { constraints: ["node.role == manager"] },
    },
    endpointSpec: { ports: [{ targetPort: 80, publishedPort: 80 }] },
  }),
  example.service("api", {
    mode: { replicated: { replicas: 2 } },
    taskSpec: {
      containerSpec: { image: "registry.example.com/shop/api:latest", env: { DB_PASSWORD: "swordfish" } },
      networksAdvanceds: [{ id: example.idOf("frontend") }, { id: example.idOf("backend") }],
    },
  }),
  example.service("db", {
    taskSpec: {
      containerSpec: {
        image: "postgres:16.4",
        mounts: [{ type: "volume", source: "data", target: "/var/lib/postgresql/data" }],
      },
      networksAdvanceds: [{ id: example.idOf("backend") }],
    },
    endpointSpec: { ports: [{ targetPort: 5432, publishedPort: 5432 }] },
  }),
];

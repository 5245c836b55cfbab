import { manager, socket, type ComposeStack } from "./composeStack";

/** Proxies and management. */
export const edgeStacks: Readonly<Record<string, ComposeStack>> = {
  "Traefik with a demo service": {
    networks: ["traefik-public"],
    services: {
      traefik: {
        image: "traefik:v3.1",
        ports: ["80:80@host", "443:443@host"],
        networks: ["traefik-public"],
        volumes: [`${socket}:ro`, "traefik-certificates:/certificates"],
        command: [
          "--providers.swarm",
          "--entrypoints.http.address=:80",
          "--certificatesresolvers.le.acme.tlschallenge",
        ],
        constraints: ["node.labels.traefik-public.traefik-public-certificates == true"],
        labels: { "traefik.enable": "true", "traefik.http.middlewares.https-redirect.redirectscheme.scheme": "https" },
      },
      dozzle: {
        image: "amir20/dozzle:v8.5.4",
        networks: ["traefik-public"],
        volumes: [`${socket}:ro`],
        global: true,
        environment: { DOZZLE_MODE: "swarm" },
      },
      whoami: {
        image: "traefik/whoami:v1.10",
        networks: ["traefik-public"],
        replicas: 2,
        labels: { "traefik.enable": "true", "traefik.http.routers.whoami.rule": "Host(`whoami.example.com`)" },
      },
    },
  },
  Portainer: {
    networks: ["agent"],
    services: {
      agent: {
        image: "portainer/agent:2.21.4",
        networks: ["agent"],
        volumes: [socket, "/var/lib/docker/volumes:/var/lib/docker/volumes"],
        global: true,
        constraints: ["node.platform.os == linux"],
      },
      portainer: {
        image: "portainer/portainer-ce:2.21.4",
        ports: ["9443:9443", "9000:9000", "8000:8000"],
        networks: ["agent"],
        volumes: ["portainer-data:/data"],
        command: ["-H", "tcp://tasks.agent:9001", "--tlsskipverify"],
        constraints: manager,
      },
    },
  },
  "A registry, CI and maintenance": {
    services: {
      registry: {
        image: "registry:2.8.3",
        ports: ["5000:5000"],
        volumes: ["/mnt/registry:/var/lib/registry"],
        environment: { REGISTRY_STORAGE_DELETE_ENABLED: "true" },
      },
      drone: {
        image: "drone/drone:2.24",
        ports: ["3001:80"],
        volumes: ["drone:/data"],
        environment: { DRONE_RPC_SECRET: "bea26a2221fd8090ea38720fc445eca6", DRONE_SERVER_HOST: "ci.example.com" },
      },
      "drone-runner": {
        image: "drone/drone-runner-docker:1.8.3",
        volumes: [socket],
        environment: { DRONE_RPC_HOST: "drone", DRONE_RPC_SECRET_FILE: "/run/secrets/rpc" },
        global: true,
      },
      renovate: { image: "renovate/renovate:38.110.2", environment: { RENOVATE_TOKEN_FILE: "/run/secrets/renovate" } },
      "socket-proxy": { image: "tecnativa/docker-socket-proxy:0.2.0", volumes: [`${socket}:ro`], constraints: manager },
      prune: { image: "docker:27.3.1", volumes: [socket], command: ["docker", "system", "prune", "-f"], global: true },
      shepherd: {
        image: "containrrr/shepherd:1.8.1",
        volumes: [socket],
        environment: { SLEEP_TIME: "5m", VERBOSE: "true" },
        constraints: manager,
      },
      "swarm-cronjob": {
        image: "crazymax/swarm-cronjob:1.13.0",
        volumes: [socket],
        environment: { TZ: "Europe/Paris", LOG_LEVEL: "info" },
        constraints: manager,
      },
    },
  },
};

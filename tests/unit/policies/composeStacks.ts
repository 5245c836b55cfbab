import type { EvaluatedResource } from "../../../policies/evaluation/evaluate";
import { urnOf } from "../../../policies/evaluation/evaluate";
import { networkType } from "../../../policies/facts/network";
import { serviceType } from "../../../policies/facts/service";
import { unknownText } from "./violations";

/** A service in the words of a compose file. */
interface ComposeService {
  readonly image: string;
  /** `published:target`, with `/udp` and `@host` as in the long syntax. */
  readonly ports?: readonly string[];
  /** @default the network `default` of the stack */
  readonly networks?: readonly string[];
  /** `source:target`, and `:ro`. */
  readonly volumes?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly command?: readonly string[];
  readonly global?: true;
  readonly replicas?: number;
  readonly constraints?: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly healthcheck?: string;
  readonly memory?: number;
  readonly rollback?: true;
}

/** A stack in the style of those that people publish, as a program would create it. */
export interface ComposeStack {
  readonly networks?: readonly string[];
  /** Networks that another stack creates. */
  readonly external?: readonly string[];
  readonly services: Readonly<Record<string, ComposeService>>;
}

/** The resources of a stack in its first preview: as rules about a resource and as rules about the stack see them. */
export function firstPreviewOf(stack: ComposeStack): Record<"inputs" | "outputs", readonly EvaluatedResource[]> {
  const { networks = [], services } = stack;
  const isDefaultUsed = Object.values(services).some(({ networks: own }) => own === undefined);
  const own = [...networks, ...(isDefaultUsed ? ["default"] : [])].map((name) => {
    return { type: networkType, name, props: { name: `stack_${name}`, driver: "overlay" } };
  });
  const running = Object.entries(services).map(([name, service]) => serviceOf(name, service, stack));
  const planned = own.map((network) => ({
    ...network,
    props: { ...network.props, id: unknownText, ipamConfigs: unknownText },
    dependencies: { id: [], ipamConfigs: [] },
  }));
  return { inputs: [...own, ...running], outputs: [...planned, ...running] };
}

function serviceOf(name: string, service: ComposeService, { external = [] }: ComposeStack): EvaluatedResource {
  const { image, ports = [], volumes = [], environment, command, global, replicas = 1, constraints = [] } = service;
  const { networks = ["default"], labels = {}, healthcheck, memory, rollback } = service;
  const own = networks.filter((network) => !external.includes(network));
  const props = {
    name: `stack_${name}`,
    labels: Object.entries(labels).map(([label, value]) => ({ label, value })),
    mode: global === true ? { global: true } : { replicated: { replicas } },
    taskSpec: {
      containerSpec: {
        image,
        ...(environment === undefined ? {} : { env: environment }),
        ...(command === undefined ? {} : { args: command }),
        mounts: volumes.map(mountOf),
        ...(healthcheck === undefined ? {} : { healthcheck: { tests: ["CMD-SHELL", healthcheck] } }),
      },
      networksAdvanceds: networks.map((network) =>
        external.includes(network) ? { name: network } : { id: unknownText, aliases: [name] },
      ),
      ...(constraints.length === 0 ? {} : { placement: { constraints } }),
      ...(memory === undefined ? {} : { resources: { limits: { memoryBytes: memory << 20, nanoCpus: 1e9 } } }),
    },
    ...(rollback === true ? { updateConfig: { failureAction: "rollback", order: "start-first" } } : {}),
    endpointSpec: { ports: ports.map(portOf) },
  };
  const dependencies = { taskSpec: own.map((network) => urnOf(networkType, network)) };
  return { type: serviceType, name, props, dependencies };
}

function portOf(text: string): object {
  const [, publishedPort, targetPort, protocol = "tcp", mode] = /^(\d+):(\d+)(?:\/(\w+))?(?:@(\w+))?$/.exec(text) ?? [];
  return {
    publishedPort: Number(publishedPort),
    targetPort: Number(targetPort),
    protocol,
    publishMode: mode ?? "ingress",
  };
}

function mountOf(text: string): object {
  const [source = "", target, access] = text.split(":");
  return { type: source.startsWith("/") ? "bind" : "volume", source, target, readOnly: access === "ro" };
}

const manager = ["node.role == manager"];
const socket = "/var/run/docker.sock:/var/run/docker.sock";

/** Fifteen stacks with 80 services. */
export const composeStacks: Readonly<Record<string, ComposeStack>> = {
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
  Swarmprom: {
    networks: ["net"],
    services: {
      prometheus: {
        image: "prom/prometheus:v2.54.1",
        networks: ["net"],
        volumes: ["prometheus:/prometheus"],
        command: ["--config.file=/etc/prometheus/prometheus.yml", "--storage.tsdb.retention.time=24h"],
        constraints: manager,
        memory: 2048,
      },
      grafana: {
        image: "grafana/grafana:11.2.0",
        networks: ["net"],
        ports: ["3000:3000"],
        volumes: ["grafana:/var/lib/grafana"],
        environment: {
          GF_SECURITY_ADMIN_USER: "admin",
          GF_SECURITY_ADMIN_PASSWORD: "admin",
          GF_USERS_ALLOW_SIGN_UP: "false",
        },
        constraints: manager,
        memory: 128,
      },
      alertmanager: {
        image: "prom/alertmanager:v0.27.0",
        networks: ["net"],
        volumes: ["alertmanager:/alertmanager"],
        environment: { SLACK_CHANNEL: "alerts", SLACK_USER: "alertmanager" },
        constraints: manager,
        memory: 128,
      },
      unsee: {
        image: "cloudflare/unsee:v0.8.0",
        networks: ["net"],
        environment: { ALERTMANAGER_URI: "http://alertmanager:9093" },
      },
      cadvisor: {
        image: "gcr.io/cadvisor/cadvisor:v0.49.1",
        networks: ["net"],
        volumes: ["/:/rootfs:ro", "/var/run:/var/run:ro", "/sys:/sys:ro", "/var/lib/docker/:/var/lib/docker:ro"],
        global: true,
        memory: 128,
      },
      "node-exporter": {
        image: "prom/node-exporter:v1.8.2",
        networks: ["net"],
        volumes: ["/proc:/host/proc:ro", "/sys:/host/sys:ro", "/:/rootfs:ro", "/etc/hostname:/etc/nodename:ro"],
        command: ["--path.sysfs=/host/sys", "--path.procfs=/host/proc"],
        global: true,
        memory: 128,
      },
      caddy: {
        image: "caddy:2.8.4",
        networks: ["net"],
        ports: ["9090:9090", "9093:9093"],
        constraints: manager,
        memory: 128,
      },
    },
  },
  "The example voting app": {
    networks: ["frontend", "backend"],
    services: {
      redis: { image: "redis:alpine", networks: ["frontend"] },
      db: {
        image: "postgres:15-alpine",
        networks: ["backend"],
        volumes: ["db-data:/var/lib/postgresql/data"],
        environment: { POSTGRES_USER: "postgres", POSTGRES_PASSWORD: "postgres" },
      },
      vote: { image: "dockersamples/examplevotingapp_vote", networks: ["frontend"], ports: ["5000:80"], replicas: 2 },
      result: { image: "dockersamples/examplevotingapp_result", networks: ["backend"], ports: ["5001:80"] },
      worker: { image: "dockersamples/examplevotingapp_worker", networks: ["frontend", "backend"], replicas: 2 },
    },
  },
  WordPress: {
    services: {
      phpmyadmin: { image: "phpmyadmin:5.2.1", ports: ["8081:80"], environment: { PMA_HOST: "db" } },
      wordpress: {
        image: "wordpress:6.6.2",
        ports: ["8080:80"],
        environment: {
          WORDPRESS_DB_HOST: "db",
          WORDPRESS_DB_USER: "exampleuser",
          WORDPRESS_DB_PASSWORD: "examplepass",
        },
        volumes: ["wordpress:/var/www/html"],
      },
      db: {
        image: "mysql:8.0",
        environment: {
          MYSQL_DATABASE: "exampledb",
          MYSQL_USER: "exampleuser",
          MYSQL_PASSWORD: "examplepass",
          MYSQL_RANDOM_ROOT_PASSWORD: "1",
        },
        volumes: ["db:/var/lib/mysql"],
      },
    },
  },
  "Nextcloud behind an external proxy": {
    networks: ["internal"],
    external: ["traefik-public"],
    services: {
      app: {
        image: "nextcloud:29.0.7-apache",
        networks: ["internal", "traefik-public"],
        volumes: ["nextcloud:/var/www/html"],
        environment: {
          POSTGRES_HOST: "db",
          POSTGRES_PASSWORD_FILE: "/run/secrets/db_password",
          REDIS_HOST: "redis",
          OVERWRITEPROTOCOL: "https",
        },
        constraints: ["node.labels.nextcloud == true"],
        labels: { "traefik.http.services.nextcloud.loadbalancer.server.port": "80" },
      },
      cron: {
        image: "nextcloud:29.0.7-apache",
        networks: ["internal"],
        volumes: ["nextcloud:/var/www/html"],
        constraints: ["node.labels.nextcloud == true"],
      },
      db: {
        image: "postgres:16.4-alpine",
        networks: ["internal"],
        volumes: ["db:/var/lib/postgresql/data"],
        environment: {
          POSTGRES_DB: "nextcloud",
          POSTGRES_USER: "nextcloud",
          POSTGRES_PASSWORD_FILE: "/run/secrets/db_password",
        },
        constraints: ["node.labels.nextcloud == true"],
        healthcheck: "pg_isready -U nextcloud",
      },
      redis: { image: "redis:7.4-alpine", networks: ["internal"], healthcheck: "redis-cli ping" },
    },
  },
  "GitLab with runners": {
    services: {
      gitlab: {
        image: "gitlab/gitlab-ce:17.4.2-ce.0",
        ports: ["22:22", "80:80", "443:443"],
        volumes: [
          "/srv/gitlab/data:/var/opt/gitlab",
          "/srv/gitlab/logs:/var/log/gitlab",
          "/srv/gitlab/config:/etc/gitlab",
        ],
        environment: { GITLAB_OMNIBUS_CONFIG: "from_file('/omnibus_config.rb')" },
        constraints: ["node.labels.gitlab == true"],
      },
      plantuml: { image: "plantuml/plantuml-server:jetty-v1.2024.7" },
      "gitlab-runner": { image: "gitlab/gitlab-runner:alpine-v17.4.0", replicas: 4 },
    },
  },
  "Elastic with global agents": {
    networks: ["elastic"],
    services: {
      elasticsearch: {
        image: "docker.elastic.co/elasticsearch/elasticsearch:8.15.3",
        networks: ["elastic"],
        volumes: ["esdata:/usr/share/elasticsearch/data"],
        environment: {
          "discovery.type": "single-node",
          ES_JAVA_OPTS: "-Xms1g -Xmx1g",
          "xpack.security.enabled": "false",
        },
        constraints: ["node.hostname == elastic1"],
        memory: 2048,
      },
      kibana: {
        image: "docker.elastic.co/kibana/kibana:8.15.3",
        networks: ["elastic"],
        ports: ["5601:5601"],
        environment: { ELASTICSEARCH_HOSTS: "http://elasticsearch:9200" },
      },
      logstash: {
        image: "docker.elastic.co/logstash/logstash:8.15.3",
        networks: ["elastic"],
        ports: ["12201:12201/udp"],
      },
      filebeat: {
        image: "docker.elastic.co/beats/filebeat:8.15.3",
        networks: ["elastic"],
        global: true,
        volumes: ["/var/lib/docker/containers:/var/lib/docker/containers:ro", `${socket}:ro`],
      },
      metricbeat: {
        image: "docker.elastic.co/beats/metricbeat:8.15.3",
        networks: ["elastic"],
        global: true,
        volumes: ["/proc:/hostfs/proc:ro", `${socket}:ro`],
      },
      curator: {
        image: "bitnami/elasticsearch-curator:5.8.4",
        networks: ["elastic"],
        command: ["--config", "/curator.yml"],
      },
    },
  },
  Kafka: {
    networks: ["kafka"],
    services: {
      ...Object.fromEntries(
        [1, 2, 3].map((i): [string, ComposeService] => [
          `zookeeper${i}`,
          {
            image: "zookeeper:3.9.2",
            networks: ["kafka"],
            environment: { ZOO_MY_ID: String(i) },
            volumes: [`zk${i}:/data`],
            constraints: [`node.labels.kafka == ${i}`],
          },
        ]),
      ),
      ...Object.fromEntries(
        [1, 2, 3].map((i): [string, ComposeService] => [
          `kafka${i}`,
          {
            image: "confluentinc/cp-kafka:7.7.1",
            networks: ["kafka"],
            environment: {
              KAFKA_BROKER_ID: String(i),
              KAFKA_ZOOKEEPER_CONNECT: "zookeeper1:2181,zookeeper2:2181,zookeeper3:2181",
            },
            ports: [`${9090 + i}:9092@host`],
            volumes: [`kafka${i}:/var/lib/kafka/data`],
            constraints: [`node.labels.kafka == ${i}`],
          },
        ]),
      ),
      "schema-registry": { image: "confluentinc/cp-schema-registry:7.7.1", networks: ["kafka"] },
      "kafka-ui": { image: "provectuslabs/kafka-ui:v0.7.2", networks: ["kafka"], ports: ["8080:8080"] },
    },
  },
  "RabbitMQ cluster": {
    networks: ["rabbit"],
    services: {
      ...Object.fromEntries(
        [1, 2, 3].map((i): [string, ComposeService] => [
          `rabbit${i}`,
          {
            image: "rabbitmq:3.13-management",
            networks: ["rabbit"],
            environment: { RABBITMQ_ERLANG_COOKIE_FILE: "/run/secrets/cookie", RABBITMQ_NODENAME: `rabbit@rabbit${i}` },
            volumes: [`rabbit${i}:/var/lib/rabbitmq`],
            constraints: [`node.labels.rabbit == ${i}`],
          },
        ]),
      ),
      haproxy: { image: "haproxy:3.0.5", networks: ["rabbit"], ports: ["5672:5672", "15672:15672"], replicas: 2 },
      consumer: {
        image: "registry.example.com/shop/consumer:2.3.1",
        networks: ["rabbit"],
        replicas: 6,
        memory: 256,
        rollback: true,
        healthcheck: "/bin/healthy",
      },
      producer: {
        image: "registry.example.com/shop/producer:2.3.1",
        networks: ["rabbit"],
        replicas: 2,
        memory: 256,
        rollback: true,
        healthcheck: "/bin/healthy",
      },
    },
  },
  "A shop with its tiers apart": {
    networks: ["edge", "app", "data"],
    services: {
      nginx: {
        image: "nginx:1.27.2",
        networks: ["edge"],
        ports: ["80:80", "443:443"],
        replicas: 2,
        memory: 128,
        rollback: true,
        healthcheck: "curl -f http://localhost/",
      },
      web: {
        image: "registry.example.com/shop/web:5.1.0",
        networks: ["edge", "app"],
        replicas: 3,
        memory: 512,
        rollback: true,
        healthcheck: "/bin/healthy",
      },
      api: {
        image: "registry.example.com/shop/api:5.1.0",
        networks: ["app", "data"],
        replicas: 3,
        memory: 512,
        rollback: true,
        healthcheck: "/bin/healthy",
      },
      jobs: {
        image: "registry.example.com/shop/jobs:5.1.0",
        networks: ["app", "data"],
        replicas: 2,
        memory: 512,
        rollback: true,
        healthcheck: "/bin/healthy",
      },
      cache: { image: "redis:7.4.1", networks: ["data"], memory: 256, healthcheck: "redis-cli ping" },
      db: {
        image: "postgres:17.0",
        networks: ["data"],
        volumes: ["shop-db:/var/lib/postgresql/data"],
        environment: { POSTGRES_PASSWORD_FILE: "/run/secrets/db" },
        constraints: ["node.labels.db == true"],
        memory: 4096,
        healthcheck: "pg_isready",
      },
    },
  },
  MinIO: {
    networks: ["minio"],
    services: Object.fromEntries([
      ...[1, 2, 3, 4].map((i): [string, ComposeService] => [
        `minio${i}`,
        {
          image: "quay.io/minio/minio:RELEASE.2024-10-13T13-34-11Z",
          networks: ["minio"],
          command: ["server", "--console-address", ":9001", "http://minio{1...4}/data"],
          environment: { MINIO_ROOT_USER_FILE: "/run/secrets/user", MINIO_ROOT_PASSWORD_FILE: "/run/secrets/password" },
          volumes: [`minio${i}:/data`],
          constraints: [`node.labels.minio${i} == true`],
          healthcheck: "mc ready local",
        },
      ]),
      ["nginx", { image: "nginx:1.27.2-alpine", networks: ["minio"], ports: ["9000:9000", "9001:9001"], replicas: 2 }],
    ]),
  },
  "Netdata and Loki agents": {
    networks: ["logs"],
    services: {
      loki: {
        image: "grafana/loki:3.2.0",
        networks: ["logs"],
        ports: ["3100:3100"],
        volumes: ["loki:/loki"],
        constraints: ["node.hostname == logs1"],
      },
      promtail: {
        image: "grafana/promtail:3.2.0",
        networks: ["logs"],
        global: true,
        volumes: ["/var/log:/var/log:ro", "/var/lib/docker/containers:/var/lib/docker/containers:ro"],
      },
      netdata: {
        image: "netdata/netdata:v1.47.4",
        networks: ["logs"],
        global: true,
        ports: ["19999:19999@host"],
        volumes: [
          "/proc:/host/proc:ro",
          "/sys:/host/sys:ro",
          "/etc/passwd:/host/etc/passwd:ro",
          "/etc/os-release:/host/etc/os-release:ro",
          `${socket}:ro`,
        ],
      },
      grafana: {
        image: "grafana/grafana-oss:11.2.2",
        networks: ["logs"],
        ports: ["3000:3000"],
        volumes: ["grafana:/var/lib/grafana"],
        constraints: ["node.hostname == logs1"],
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
  "A team's tools": {
    networks: ["tools"],
    external: ["traefik-public"],
    services: {
      mattermost: {
        image: "mattermost/mattermost-team-edition:10.1.1",
        networks: ["tools", "traefik-public"],
        volumes: ["/mnt/nfs/mattermost:/mattermost/data"],
        environment: { MM_SQLSETTINGS_DRIVERNAME: "postgres", MM_SQLSETTINGS_DATASOURCE_FILE: "/run/secrets/dsn" },
      },
      keycloak: {
        image: "quay.io/keycloak/keycloak:26.0.1",
        networks: ["tools", "traefik-public"],
        command: ["start"],
        environment: {
          KC_DB: "postgres",
          KC_DB_URL_HOST: "db",
          KC_HOSTNAME: "id.example.com",
          KC_PROXY_HEADERS: "xforwarded",
        },
      },
      vaultwarden: {
        image: "vaultwarden/server:1.32.2",
        networks: ["tools", "traefik-public"],
        volumes: ["vaultwarden:/data"],
        environment: { DOMAIN: "https://vault.example.com", SIGNUPS_ALLOWED: "false" },
        constraints: ["node.labels.tools == true"],
      },
      "uptime-kuma": {
        image: "louislam/uptime-kuma:1.23.15",
        networks: ["traefik-public"],
        volumes: ["kuma:/app/data"],
        constraints: ["node.labels.tools == true"],
      },
      adguard: {
        image: "adguard/adguardhome:v0.107.53",
        networks: ["tools"],
        ports: ["53:53/udp@host", "53:53@host"],
        global: true,
      },
      mailhog: { image: "mailhog/mailhog:v1.0.1", networks: ["tools"], ports: ["1025:1025"] },
      db: {
        image: "postgres:16.4",
        networks: ["tools"],
        volumes: ["tools-db:/var/lib/postgresql/data"],
        environment: { POSTGRES_PASSWORD_FILE: "/run/secrets/db" },
        constraints: ["node.labels.tools == true"],
      },
      backup: {
        image: "prodrigestivill/postgres-backup-local:16",
        networks: ["tools"],
        volumes: ["/mnt/nfs/backups:/backups"],
        environment: { POSTGRES_HOST: "db", SCHEDULE: "@daily", POSTGRES_PASSWORD_FILE: "/run/secrets/db" },
      },
      homepage: { image: "ghcr.io/gethomepage/homepage:v0.9.10", networks: ["tools", "traefik-public"], replicas: 2 },
      drawio: { image: "jgraph/drawio:24.7.17", networks: ["traefik-public"], replicas: 2 },
    },
  },
};

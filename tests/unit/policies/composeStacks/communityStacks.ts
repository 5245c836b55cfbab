import { manager, members, socket, type ComposeService, type ComposeStack } from "./composeStack";

const postgres = (database: string): ComposeService => ({
  image: "postgres:16-alpine",
  networks: ["internal"],
  volumes: [`${database}-db:/var/lib/postgresql/data`],
  environment: { POSTGRES_DB: database, POSTGRES_USER: database, POSTGRES_PASSWORD_FILE: "/run/secrets/db_password" },
  constraints: ["node.labels.db == true"],
  healthcheck: `pg_isready -U ${database}`,
});

const redis: ComposeService = {
  image: "redis:7-alpine",
  networks: ["internal"],
  volumes: ["redis:/data"],
  healthcheck: "redis-cli ping",
};

const airflow = (command: string, more: Partial<ComposeService> = {}): ComposeService => ({
  image: "apache/airflow:2.10.3",
  networks: ["internal"],
  volumes: ["/srv/airflow/dags:/opt/airflow/dags", "airflow-logs:/opt/airflow/logs"],
  environment: {
    AIRFLOW__CORE__EXECUTOR: "CeleryExecutor",
    AIRFLOW__DATABASE__SQL_ALCHEMY_CONN_CMD: "cat /run/secrets/airflow_db",
    AIRFLOW__CELERY__BROKER_URL: "redis://redis:6379/0",
    AIRFLOW__CORE__LOAD_EXAMPLES: "false",
    _PIP_ADDITIONAL_REQUIREMENTS: "",
  },
  command: [command],
  ...more,
});

const mastodon = (command: readonly string[], more: Partial<ComposeService> = {}): ComposeService => ({
  image: "ghcr.io/mastodon/mastodon:v4.3.1",
  networks: ["internal", "proxy"],
  volumes: ["/srv/mastodon/public/system:/mastodon/public/system"],
  environment: {
    LOCAL_DOMAIN: "social.example.com",
    DB_HOST: "db",
    DB_USER: "mastodon",
    REDIS_HOST: "redis",
    SMTP_SERVER: "smtp.example.com",
    SMTP_AUTH_METHOD: "plain",
    VAPID_PUBLIC_KEY: "BNcRdreALRFXTkOOUHK1EtK2wtaz5Ry4YfYCA_0QTpQtUbVlUls0VJXg7A8u",
  },
  command,
  ...more,
});

/** Applications that many teams run, as their projects and the community publish them. */
export const communityStacks: Readonly<Record<string, ComposeStack>> = {
  "Gitea with a runner": {
    networks: ["internal"],
    services: {
      server: {
        image: "gitea/gitea:1.22.3",
        ports: ["3000:3000", "2222:22"],
        networks: ["internal"],
        volumes: ["gitea:/data", "/etc/timezone:/etc/timezone:ro", "/etc/localtime:/etc/localtime:ro"],
        environment: { USER_UID: "1000", GITEA__database__DB_TYPE: "postgres", GITEA__database__HOST: "db:5432" },
      },
      db: postgres("gitea"),
      runner: {
        image: "gitea/act_runner:0.2.11",
        networks: ["internal"],
        volumes: [socket, "runner:/data"],
        environment: {
          GITEA_INSTANCE_URL: "http://server:3000",
          GITEA_RUNNER_REGISTRATION_TOKEN_FILE: "/run/secrets/r",
        },
      },
    },
  },
  Keycloak: {
    networks: ["internal"],
    external: ["proxy"],
    services: {
      keycloak: {
        image: "quay.io/keycloak/keycloak:26.0.5",
        networks: ["internal", "proxy"],
        command: ["start", "--optimized", "--https-key-store-file=/conf/server.keystore"],
        environment: {
          KC_DB: "postgres",
          KC_DB_URL: "jdbc:postgresql://db/keycloak",
          KC_DB_USERNAME: "keycloak",
          KC_HOSTNAME: "id.example.com",
          KC_PROXY_HEADERS: "xforwarded",
          KC_CACHE_STACK: "jdbc-ping",
          KEYCLOAK_ADMIN: "admin",
        },
        replicas: 2,
        healthcheck: "curl --head -fsS http://localhost:9000/health/ready",
      },
      db: postgres("keycloak"),
    },
  },
  Mastodon: {
    networks: ["internal"],
    external: ["proxy"],
    services: {
      web: mastodon(["bundle", "exec", "puma", "-C", "config/puma.rb"], { replicas: 2 }),
      streaming: mastodon(["node", "./streaming/index.js"], { image: "ghcr.io/mastodon/mastodon-streaming:v4.3.1" }),
      sidekiq: mastodon(["bundle", "exec", "sidekiq"], { healthcheck: "ps aux | grep '[s]idekiq 6'" }),
      db: postgres("mastodon"),
      redis,
    },
  },
  "Airflow with Celery": {
    networks: ["internal"],
    services: {
      webserver: airflow("webserver", { ports: ["8080:8080"] }),
      scheduler: airflow("scheduler"),
      triggerer: airflow("triggerer"),
      worker: airflow("celery worker", { replicas: 3, memory: 4096 }),
      flower: airflow("celery flower", { ports: ["5555:5555"] }),
      db: postgres("airflow"),
      redis,
    },
  },
  "n8n with workers": {
    networks: ["internal"],
    external: ["proxy"],
    services: {
      main: {
        image: "docker.n8n.io/n8nio/n8n:1.68.0",
        networks: ["internal", "proxy"],
        volumes: ["n8n:/home/node/.n8n"],
        environment: {
          N8N_ENCRYPTION_KEY_FILE: "/run/secrets/n8n_key",
          EXECUTIONS_MODE: "queue",
          QUEUE_BULL_REDIS_HOST: "redis",
          DB_TYPE: "postgresdb",
          DB_POSTGRESDB_PASSWORD_FILE: "/run/secrets/db_password",
          WEBHOOK_URL: "https://n8n.example.com/",
        },
        labels: {
          "traefik.enable": "true",
          "traefik.http.routers.n8n.rule": "Host(`n8n.example.com`)",
          "traefik.http.routers.n8n.tls.certresolver": "le",
        },
      },
      worker: {
        image: "docker.n8n.io/n8nio/n8n:1.68.0",
        networks: ["internal"],
        command: ["worker", "--concurrency=10"],
        replicas: 2,
        environment: { N8N_ENCRYPTION_KEY_FILE: "/run/secrets/n8n_key", EXECUTIONS_MODE: "queue" },
      },
      db: postgres("n8n"),
      redis,
    },
  },
  "Grafana, Loki and Alloy": {
    networks: ["monitoring"],
    services: {
      loki: {
        image: "grafana/loki:3.2.1",
        networks: ["monitoring"],
        ports: ["3100:3100"],
        volumes: ["loki:/loki"],
        command: ["-config.file=/etc/loki/local-config.yaml", "-auth.enabled=false"],
      },
      alloy: {
        image: "grafana/alloy:v1.4.3",
        networks: ["monitoring"],
        volumes: ["/var/log:/var/log:ro", `${socket}:ro`],
        command: ["run", "--server.http.listen-addr=0.0.0.0:12345", "/etc/alloy/config.alloy"],
        global: true,
      },
      grafana: {
        image: "grafana/grafana:11.3.0",
        networks: ["monitoring"],
        ports: ["3000:3000"],
        volumes: ["grafana:/var/lib/grafana"],
        environment: {
          GF_SECURITY_ADMIN_PASSWORD__FILE: "/run/secrets/grafana",
          GF_AUTH_ANONYMOUS_ENABLED: "false",
          GF_AUTH_GENERIC_OAUTH_TOKEN_URL: "https://id.example.com/token",
          GF_AUTH_GENERIC_OAUTH_CLIENT_ID: "grafana",
        },
        constraints: manager,
      },
    },
  },
  Authentik: {
    networks: ["internal"],
    services: {
      server: {
        image: "ghcr.io/goauthentik/server:2024.10.1",
        networks: ["internal"],
        command: ["server"],
        ports: ["9000:9000", "9443:9443"],
        environment: {
          AUTHENTIK_REDIS__HOST: "redis",
          AUTHENTIK_POSTGRESQL__HOST: "db",
          AUTHENTIK_POSTGRESQL__PASSWORD: "file:///run/secrets/db_password",
          AUTHENTIK_SECRET_KEY: "file:///run/secrets/authentik",
        },
      },
      worker: {
        image: "ghcr.io/goauthentik/server:2024.10.1",
        networks: ["internal"],
        command: ["worker"],
        volumes: ["media:/media", "certs:/certs"],
        environment: { AUTHENTIK_SECRET_KEY: "file:///run/secrets/authentik" },
      },
      db: postgres("authentik"),
      redis,
    },
  },
  "Zabbix with a proxy for agents": {
    networks: ["internal"],
    services: {
      server: {
        image: "zabbix/zabbix-server-pgsql:alpine-7.0.5",
        networks: ["internal"],
        ports: ["10051:10051"],
        environment: {
          DB_SERVER_HOST: "db",
          POSTGRES_USER_FILE: "/run/secrets/u",
          POSTGRES_PASSWORD_FILE: "/run/secrets/p",
        },
      },
      web: {
        image: "zabbix/zabbix-web-nginx-pgsql:alpine-7.0.5",
        networks: ["internal"],
        ports: ["8080:8080"],
        environment: { ZBX_SERVER_HOST: "server", PHP_TZ: "Europe/Berlin", ZBX_SESSION_KEY_FILE: "/run/secrets/z" },
        healthcheck: "curl -f http://localhost:8080/ping",
      },
      agent: {
        image: "zabbix/zabbix-agent2:alpine-7.0.5",
        networks: ["internal"],
        volumes: ["/proc:/host/proc:ro", "/sys:/host/sys:ro"],
        environment: { ZBX_SERVER_HOST: "server", ZBX_HOSTNAME: "{{.Node.Hostname}}" },
        global: true,
      },
      db: postgres("zabbix"),
    },
  },
  "Plausible with ClickHouse": {
    networks: ["internal"],
    external: ["proxy"],
    services: {
      plausible: {
        image: "ghcr.io/plausible/community-edition:v2.1.4",
        networks: ["internal", "proxy"],
        command: ["sh", "-c", "/entrypoint.sh db createdb && /entrypoint.sh db migrate && /entrypoint.sh run"],
        environment: { BASE_URL: "https://stats.example.com", SECRET_KEY_BASE_FILE: "/run/secrets/plausible" },
      },
      events: {
        image: "clickhouse/clickhouse-server:24.3.3.102-alpine",
        networks: ["internal"],
        volumes: ["events:/var/lib/clickhouse"],
        constraints: ["node.labels.db == true"],
        healthcheck: "wget --no-verbose --tries=1 -O - http://127.0.0.1:8123/ping",
      },
      db: postgres("plausible"),
    },
  },
  "Patroni with etcd and HAProxy": {
    networks: ["internal"],
    services: {
      ...members(3, "etcd", (i) => ({
        image: "quay.io/coreos/etcd:v3.5.16",
        networks: ["internal"],
        volumes: [`etcd${i}:/etcd`],
        command: [
          "etcd",
          `--name=etcd${i}`,
          `--initial-advertise-peer-urls=http://etcd${i}:2380`,
          "--initial-cluster-token=patroni",
          "--data-dir=/etcd",
        ],
        constraints: [`node.labels.etcd == ${i}`],
      })),
      ...members(2, "patroni", (i) => ({
        image: "registry.example.com/db/patroni:4.0.3",
        networks: ["internal"],
        volumes: [`patroni${i}:/home/postgres/pgdata`],
        environment: { PATRONI_NAME: `patroni${i}`, PATRONI_ETCD3_HOSTS: "'etcd1:2379','etcd2:2379','etcd3:2379'" },
        constraints: [`node.labels.patroni == ${i}`],
      })),
      haproxy: {
        image: "haproxy:3.0.6-alpine",
        networks: ["internal"],
        ports: ["7000:7000"],
        command: ["haproxy", "-f", "/usr/local/etc/haproxy/haproxy.cfg"],
        replicas: 2,
      },
    },
  },
};

import { type ComposeStack } from "./composeStack";

/** Applications with their databases. */
export const applicationStacks: Readonly<Record<string, ComposeStack>> = {
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

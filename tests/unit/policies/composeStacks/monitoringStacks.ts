import { manager, socket, type ComposeStack } from "./composeStack";

/** Monitoring, with global agents. */
export const monitoringStacks: Readonly<Record<string, ComposeStack>> = {
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
};

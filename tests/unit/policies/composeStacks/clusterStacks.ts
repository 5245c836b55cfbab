import { members, type ComposeStack } from "./composeStack";

/** Clusters of brokers and of an object store. */
export const clusterStacks: Readonly<Record<string, ComposeStack>> = {
  Kafka: {
    networks: ["kafka"],
    services: {
      ...members(3, "zookeeper", (i) => ({
        image: "zookeeper:3.9.2",
        networks: ["kafka"],
        environment: { ZOO_MY_ID: String(i) },
        volumes: [`zk${i}:/data`],
        constraints: [`node.labels.kafka == ${i}`],
      })),
      ...members(3, "kafka", (i) => ({
        image: "confluentinc/cp-kafka:7.7.1",
        networks: ["kafka"],
        environment: {
          KAFKA_BROKER_ID: String(i),
          KAFKA_ZOOKEEPER_CONNECT: "zookeeper1:2181,zookeeper2:2181,zookeeper3:2181",
        },
        ports: [`${9090 + i}:9092@host`],
        volumes: [`kafka${i}:/var/lib/kafka/data`],
        constraints: [`node.labels.kafka == ${i}`],
      })),
      "schema-registry": { image: "confluentinc/cp-schema-registry:7.7.1", networks: ["kafka"] },
      "kafka-ui": { image: "provectuslabs/kafka-ui:v0.7.2", networks: ["kafka"], ports: ["8080:8080"] },
    },
  },
  "RabbitMQ cluster": {
    networks: ["rabbit"],
    services: {
      ...members(3, "rabbit", (i) => ({
        image: "rabbitmq:3.13-management",
        networks: ["rabbit"],
        environment: { RABBITMQ_ERLANG_COOKIE_FILE: "/run/secrets/cookie", RABBITMQ_NODENAME: `rabbit@rabbit${i}` },
        volumes: [`rabbit${i}:/var/lib/rabbitmq`],
        constraints: [`node.labels.rabbit == ${i}`],
      })),
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
  MinIO: {
    networks: ["minio"],
    services: {
      ...members(4, "minio", (i) => ({
        image: "quay.io/minio/minio:RELEASE.2024-10-13T13-34-11Z",
        networks: ["minio"],
        command: ["server", "--console-address", ":9001", "http://minio{1...4}/data"],
        environment: { MINIO_ROOT_USER_FILE: "/run/secrets/user", MINIO_ROOT_PASSWORD_FILE: "/run/secrets/password" },
        volumes: [`minio${i}:/data`],
        constraints: [`node.labels.minio${i} == true`],
        healthcheck: "mc ready local",
      })),
      nginx: { image: "nginx:1.27.2-alpine", networks: ["minio"], ports: ["9000:9000", "9001:9001"], replicas: 2 },
    },
  },
};

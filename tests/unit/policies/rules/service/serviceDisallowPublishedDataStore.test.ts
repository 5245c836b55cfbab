import { serviceDisallowPublishedDataStore as policy } from "../../../../../policies/rules/service/serviceDisallowPublishedDataStore";
import { evaluateService, silent, undecided } from "../../stacks";
import { unknownText } from "../../violations";

type Said = ReturnType<typeof evaluateService>;

const publishing = (targetPort: unknown, image = "registry.example.com/shop/api:1.4.2", settings = {}): Said =>
  evaluateService(
    policy,
    { taskSpec: { containerSpec: { image } }, endpointSpec: { ports: [{ targetPort, publishedPort: 15000 }] } },
    settings,
  );

const refusal = (port: number, store: string, index = 0): Said => ({
  violations: [
    `Service "api" publishes the port ${port} of a data store, ${store} (endpointSpec.ports[${index}]): it is open ` +
      "on every network of the nodes. Remove the published port and attach the clients to a network of the data " +
      `store, or add the name to this rule's setting "except".`,
  ],
});

test.each([
  [5432, "PostgreSQL"],
  [3306, "MySQL"],
  [6379, "Redis"],
  [27017, "MongoDB"],
  [9200, "Elasticsearch"],
  [11211, "Memcached"],
  [2379, "etcd"],
  [6432, "PgBouncer"],
  [27018, "MongoDB"],
  [2181, "ZooKeeper"],
  [11210, "Couchbase"],
])("The published port %i is refused, which %s uses", (port, store) => {
  expect(publishing(port)).toEqual(refusal(port, store));
  expect(publishing(String(port))).toEqual(refusal(port, store));
});

test.each([
  ["redis:7.4", "redis"],
  ["docker.io/library/postgres:17.2", "postgres"],
  ["registry.example.com/db/mysql-server:8.4", "mysql-server"],
  ["bitnami/postgresql-repmgr:16.4", "postgresql-repmgr"],
  ["timescale/timescaledb-ha:pg16", "timescaledb-ha"],
  ["redis/redis-stack-server:7.4", "redis-stack-server"],
  ["mcr.microsoft.com/mssql/server:2022", "mssql"],
  ["clickhouse/clickhouse-server:24.8", "clickhouse-server"],
  ["couchbase:7.6.0", "couchbase"],
  ["semitechnologies/weaviate:1.24", "weaviate"],
  ["mongo-express:1.0", ""],
  ["prom/mysqld-exporter:0.15", ""],
  ["bitnami/redis-exporter:1.6", ""],
  ["opensearchproject/opensearch-dashboards:2.17", ""],
  ["shop/server:1.2", ""],
  ["mongo@sha256:" + "0a".repeat(32), "mongo"],
])("Another port of the image %s is refused as that of %j, unless it is a web page", (image, store) => {
  expect(publishing(7000, image)).toEqual(store === "" ? silent : refusal(7000, store));
  expect(publishing(8080, image)).toEqual(silent);
});

test("Other ports and unpublished data stores pass", () => {
  expect(publishing(8080)).toEqual(silent);
  expect(publishing(7000, "shop/redis-commander:1.0")).toEqual(silent);
  expect(evaluateService(policy, { taskSpec: { containerSpec: { image: "postgres:17.2" } } })).toEqual(silent);
});

test("Each port is checked, and the settings name services that may publish", () => {
  const ports = [{ targetPort: 8080 }, { targetPort: 5432 }];
  expect(evaluateService(policy, { endpointSpec: { ports } })).toEqual(refusal(5432, "PostgreSQL", 1));
  expect(evaluateService(policy, { endpointSpec: { ports } }, { except: ["api"] })).toEqual(silent);
});

test("The rule needs the published port of a service, but not the image if the port is that of a data store", () => {
  expect(publishing(5432, unknownText)).toEqual(refusal(5432, "PostgreSQL"));
  expect(publishing(7000, unknownText)).toEqual(silent);
  expect(publishing(unknownText)).toEqual(undecided("", "endpointSpec.ports[0].targetPort"));
});

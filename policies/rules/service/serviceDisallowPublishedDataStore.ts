import type { Draft, Unknown } from "../../../swarm/draft";
import { unknown } from "../../../swarm/draft";
import { parseImageReference } from "../../../swarm/imageReference";
import * as example from "../../rule/example";
import { cisDocker, cisDockerSource } from "../../rule/framework";
import { numberOf } from "../../facts/numberOf";
import { matchesAny } from "../../facts/pattern";
import { resourcePolicy } from "../../rule/policy";
import { fieldsOf, entriesOf, serviceType, valueAt } from "../../facts/service";
import { texts } from "../../rule/settings";
import { faultsIn, known, settled } from "../../unknowns/looks";

const postgres = { containerSpec: { image: "postgres:17.2" } };

/** The ports on which data stores listen inside their containers. */
const dataPorts: ReadonlyMap<number, string> = new Map([
  [1433, "SQL Server"],
  [1521, "Oracle Database"],
  [2181, "ZooKeeper"],
  [2379, "etcd"],
  [3306, "MySQL"],
  [5432, "PostgreSQL"],
  [5984, "CouchDB"],
  [6379, "Redis"],
  [6432, "PgBouncer"],
  [7687, "Neo4j"],
  [8086, "InfluxDB"],
  [8529, "ArangoDB"],
  [9042, "Cassandra"],
  [9200, "Elasticsearch"],
  [9300, "Elasticsearch"],
  [11210, "Couchbase"],
  [11211, "Memcached"],
  [26257, "CockroachDB"],
  [26379, "Redis"],
  [27017, "MongoDB"],
  [27018, "MongoDB"],
  [27019, "MongoDB"],
  [28015, "RethinkDB"],
  [33060, "MySQL"],
]);

/** The first word of the name of an image that is a data store: `mysql` in `bitnami/mysql-cluster`. */
const dataImages =
  /^(?:postgres\w*|postgis|timescaledb|pgvector|pgbouncer|mysql|mariadb|percona|mongo|mongodb|redis|valkey|keydb|dragonfly|memcached|etcd|zookeeper|couchdb|couchbase|aerospike|tarantool|hazelcast|ferretdb|yugabyte|tikv|tidb|questdb|memgraph|weaviate|chroma|cassandra|scylla|elasticsearch|opensearch|influxdb|neo4j|clickhouse|cockroach|mssql|oracle|rethinkdb|arangodb|surrealdb|qdrant|milvus)$/;

/** Words in the name of an image that works with a data store, and is none: `mongo-express`, `redis-exporter`. */
const toolWords =
  /^(?:exporter|express|commander|insight|admin|ui|gui|web|dashboards|backup\w*|dump|restore|operator|init|cli|client|proxy|router|migrat\w*|cron|browser)$/;

/** Ports of the web page that some data stores have. */
const webPorts = [80, 443, 3000, 5601, 7474, 8001, 8080, 8443];

interface Port {
  readonly targetPort?: number;
  readonly publishedPort?: number;
}

/** A data store on a published port can be attacked from every network of every node. */
export const serviceDisallowPublishedDataStore = resourcePolicy({
  name: "swarm-service-disallow-published-data-store",
  description: "A service must not publish the port of a data store.",
  enforcementLevel: "mandatory",
  severity: "high",
  framework: cisDocker("5.9"),
  tags: ["swarm", "service", "port", "exposure"],
  remediationSteps:
    "Remove the published port, and attach the clients to a network of the data store. List a service with clients " +
    "outside the swarm in this rule's setting `except`.",
  docs: {
    about:
      "A published port is open on every address of the nodes, also on public ones, and Docker's rules come before " +
      "those of many host firewalls. The protection of many data stores is made for trusted networks. The rule knows " +
      "the ports of common data stores, and their images. It accepts ports of web pages, such as 8080, even if the " +
      "image is a data store. Services of the swarm do not need a published port to reach a data store.",
    sources: [
      cisDockerSource("5.9"),
      "[Docker and iptables](https://docs.docker.com/engine/network/packet-filtering-firewalls/)",
    ],
    bad: [
      example.service("db", {
        taskSpec: postgres,
        endpointSpec: { ports: [{ targetPort: 5432, publishedPort: 5432 }] },
      }),
    ],
    good: [example.service("db", { taskSpec: postgres })],
  },
  types: [serviceType],
  settings: { except: texts("Logical names of services that may publish a data store; * matches any characters.") },
  validate: ({ name, props, settings: { except } }, report) => {
    if (matchesAny([name], except) !== undefined) return;
    const store = settled(() => storeOf(valueAt(props, "taskSpec", "containerSpec", "image")));
    const given = known(() => valueAt(props, "endpointSpec", "ports") as readonly Port[] | undefined);
    const ports = known(() => entriesOf<Port>(given));
    const portAt = (index: number): number | Unknown => targetPortOf(ports[index]);
    const whatIs = (port: number): string | undefined =>
      dataPorts.get(port) ?? (store === undefined || webPorts.includes(port) ? undefined : store);
    const indexes = faultsIn([...ports.keys()], (index) => {
      const port = portAt(index);
      return port === unknown || whatIs(port) !== undefined;
    });
    for (const index of indexes) {
      const port = portAt(index);
      report(
        `Service "${name}" publishes the port ${String(port)} of a data store, ` +
          `${(port === unknown ? undefined : whatIs(port)) ?? ""} ` +
          `(endpointSpec.ports[${index}]): it is open on every network of the nodes. Remove the published port and ` +
          'attach the clients to a network of the data store, or add the name to this rule\'s setting "except".',
      );
    }
  },
});

/** What an image is called, if it is a data store. */
function storeOf(image: unknown): string | undefined {
  const { path } = (typeof image === "string" ? parseImageReference(image.trim()) : undefined) ?? {};
  const parts = (path ?? "").split("/");
  const last = parts.at(-1) === "server" ? (parts.at(-2) ?? "") : (parts.at(-1) ?? "");
  const [word = "", ...others] = last.split(/[-_.]/);
  return dataImages.test(word) && !others.some((other) => toolWords.test(other)) ? last : undefined;
}

function targetPortOf(port: Draft<Port> | undefined): number | Unknown {
  const { targetPort } = fieldsOf<Port>(port);
  return port === unknown || targetPort === unknown ? unknown : (numberOf(targetPort) ?? 0);
}

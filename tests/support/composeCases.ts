import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { checkout } from "./lab";

/** A compose file of the kind that people run, with what its program needs. */
export interface ComposeCase {
  /** Its version, which further files must have as well. */
  readonly version?: string;
  /** The oldest Engine that has all of its properties. */
  readonly leastEngine?: string;
  /** Variables of the shell. */
  readonly environment: Readonly<Record<string, string>>;
  /** Values of the secret settings. */
  readonly secrets: Readonly<Record<string, string>>;
}

/** Where the files are. */
export const composeFolder = join(checkout, "tests", "support", "composeFiles");

const password = "correct horse battery staple\n";

const more: Readonly<Record<string, Omit<ComposeCase, "version">>> = {
  drone: {
    environment: { DRONE_RPC_SECRET: "rpc" },
    secrets: { droneRpcSecret: "rpc", smtpPassword: "tr0ub4dor" },
  },
  elk: { environment: { ELASTIC_PASSWORD: "el4stic" }, secrets: { elasticPassword: "el4stic" } },
  gitlab: { environment: {}, secrets: { gitlabRootPassword: password } },
  grafana: { environment: {}, secrets: { grafanaPassword: password } },
  kafka: { environment: { EMPTY: "from the shell" }, secrets: {} },
  mariadb: { environment: { MARIADB_ROOT_PASSWORD: "r00t" }, secrets: { mariadbRootPassword: "r00t" } },
  migration: { environment: { DB_PASSWORD: "m1gration" }, secrets: { dbPassword: "m1gration" } },
  nats: { environment: {}, secrets: {}, leastEngine: "28.0" },
  postgres: { environment: {}, secrets: { dbPassword: password } },
  rabbitmq: {
    environment: { RABBITMQ_PASS: "r4bbit" },
    secrets: { rabbitmqPass: "r4bbit", rabbitmqErlangCookie: "kq93JHsd82hGSD91" },
  },
  redis: { environment: { REDIS_PASSWORD: "r3dis" }, secrets: { redisPassword: "r3dis" } },
  registry: { environment: { REGISTRY_HTTP_SECRET: "h44p" }, secrets: { registryHttpSecret: "h44p" } },
  wordpress: {
    environment: {},
    secrets: { wordpressDbPassword: "s3cr3t-wp-pass", mysqlPassword: "s3cr3t-wp-pass" },
  },
};

/** All of them by name. */
export const composeCases: Readonly<Record<string, ComposeCase>> = Object.fromEntries(
  readdirSync(composeFolder)
    .filter((file) => file.endsWith(".yml"))
    .map((file) => {
      const { version } = parse(readFileSync(join(composeFolder, file), "utf8"), { merge: true }) as {
        version?: string;
      };
      const name = file.replace(/\.yml$/, "");
      return [name, { environment: {}, secrets: {}, ...more[name], ...(version !== undefined && { version }) }];
    }),
);

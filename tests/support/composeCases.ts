import { readdirSync } from "node:fs";
import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { checkout } from "./lab";

/** A compose file of the kind that people run, with what its program needs. */
export interface ComposeCase {
  /** Whether no node of the lab can run its tasks. */
  readonly isPending?: boolean;
  /** Variables of the shell. */
  readonly environment: Readonly<Record<string, string>>;
  /** Values of the secret settings. The takeover reads others from the files of the compose file. */
  readonly secrets: Readonly<Record<string, string>>;
}

/** Where the files are. */
export const composeFolder = join(checkout, "tests", "support", "composeFiles");

const more: Readonly<Record<string, ComposeCase>> = {
  drone: {
    environment: { DRONE_RPC_SECRET: "rpc" },
    secrets: { droneRpcSecret: "rpc", smtpPassword: "tr0ub4dor" },
  },
  elk: { environment: { ELASTIC_PASSWORD: "el4stic" }, secrets: { elasticPassword: "el4stic" } },
  kafka: { environment: { EMPTY: "from the shell" }, secrets: {} },
  edge: {
    environment: {},
    secrets: { traefikHttpMiddlewaresAuthBasicauthUsers: "admin:$apr1$H6uskkkW$IgXLP6ewTrSuBkTrqE8wj/" },
  },
  keycloak: {
    environment: { KC_DB_PASSWORD: "k3ycloak", KEYCLOAK_ADMIN_PASSWORD: "4dmin" },
    secrets: { kcDbPassword: "k3ycloak", keycloakAdminPassword: "4dmin" },
  },
  mariadb: { environment: { MARIADB_ROOT_PASSWORD: "r00t" }, secrets: { mariadbRootPassword: "r00t" } },
  migration: { environment: { DB_PASSWORD: "m1gration" }, secrets: { dbPassword: "m1gration" } },
  rabbitmq: {
    environment: { RABBITMQ_PASS: "r4bbit" },
    secrets: { rabbitmqPass: "r4bbit", rabbitmqErlangCookie: "kq93JHsd82hGSD91" },
  },
  swarmprom: {
    environment: { DOMAIN: "example.com", ADMIN_PASSWORD: "4dmin" },
    secrets: { adminPassword: "4dmin" },
  },
  redis: { environment: { REDIS_PASSWORD: "r3dis" }, secrets: { redisPassword: "r3dis" } },
  registry: { environment: { REGISTRY_HTTP_SECRET: "h44p" }, secrets: { registryHttpSecret: "h44p" } },
  windows: { environment: {}, secrets: {}, isPending: true },
  wordpress: {
    environment: {},
    secrets: { wordpressDbPassword: "s3cr3t-wp-pass", mysqlPassword: "s3cr3t-wp-pass" },
  },
};

/** All of them by name. */
export const composeCases: Readonly<Record<string, ComposeCase>> = Object.fromEntries(
  readdirSync(composeFolder)
    .filter((file) => file.endsWith(".yml"))
    .map((file) => file.replace(/\.yml$/, ""))
    .map((name) => [name, { environment: {}, secrets: {}, ...more[name] }]),
);

/** What the machines of the lab lack, and what they have instead. */
const places: Readonly<Record<string, string>> = {
  "/var/run/docker.sock:/": "/etc/hostname:/",
  "/var/lib/docker/volumes:/": "/var/lib:/",
  'type: nfs, o: "addr=10.0.0.9,rw", device: ":/grafana"': "type: tmpfs, o: size=1m, device: tmpfs",
};

/** Copies the files into a folder, with sources of mounts that exist on the nodes of the lab. */
export async function copyComposeFiles(folder: string): Promise<void> {
  await cp(composeFolder, folder, { recursive: true });
  for (const name of Object.keys(composeCases)) {
    const path = join(folder, `${name}.yml`);
    const text = await readFile(path, "utf8");
    const changed = Object.entries(places).reduce((all, [before, after]) => all.replaceAll(before, after), text);
    await writeFile(path, changed);
  }
}

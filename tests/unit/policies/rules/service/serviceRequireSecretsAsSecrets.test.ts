import { serviceRequireSecretsAsSecrets as policy } from "../../../../../policies/rules/service/serviceRequireSecretsAsSecrets";
import { evaluateService, silent, undecided } from "../../stacks";
import { unknownText } from "../../violations";

const container = (containerSpec: object, settings = {}): ReturnType<typeof evaluateService> =>
  evaluateService(policy, { taskSpec: { containerSpec } }, settings);
const env = (given: object, settings = {}): ReturnType<typeof evaluateService> => container({ env: given }, settings);

const wayOut =
  "Make it a secret of the swarm, mount it as a file, and give the program the file's path (NAME_FILE in many images).";

const inEnv = (variable: string, what = ""): string =>
  `Service "api" has a secret in the environment variable ${variable}${what} (its value is not shown): everybody who can inspect the ` +
  `service reads it. ${wayOut}`;

const inList = (property: string, index: number, what: string): ReturnType<typeof evaluateService> => ({
  violations: [
    `Service "api" has ${what} in taskSpec.containerSpec.${property}[${index}] (its value is not shown): everybody who can inspect the ` +
      `service, or list processes, reads it. ${wayOut}`,
  ],
});

it("accepts an environment without secrets, and a secret that is mounted", () => {
  expect(
    env({ ROLE: "api", DB_PASSWORD_FILE: "/run/secrets/db", TOKEN_TTL: "3600", API_URL: "http://api:8080" }),
  ).toEqual(silent);
  expect(
    env({ DB_PASSWORD: "/run/secrets/db", ALLOW_EMPTY_PASSWORD: "yes", MAX_TOKENS: "4096", SMTP_PASS: "" }),
  ).toEqual(silent);
  expect(container({ secrets: [{ secretId: "s", fileName: "db-password" }] })).toEqual(silent);
  expect(evaluateService(policy, {})).toEqual(silent);
});

it("refuses each variable that is called a secret, in any case, and shows no value", () => {
  expect(env({ DB_PASSWORD: "hunter2", db_pwd: "hunter2", ROLE: "api", apiKey: 12345 })).toEqual({
    violations: [inEnv("DB_PASSWORD"), inEnv("db_pwd"), inEnv("apiKey")],
  });
});

it("recognises a secret by its value under a harmless name", () => {
  expect(env({ DATABASE_URL: "postgres://shop:hunter2@db/shop" })).toEqual({
    violations: [inEnv("DATABASE_URL", ", which is an address with a password in it")],
  });
});

it("refuses secrets in commands and arguments", () => {
  expect(container({ args: ["--verbose", "--password=hunter2"] })).toEqual(
    inList("args", 1, `a secret after the flag "password"`),
  );
  expect(container({ commands: ["serve", "--api-key", "hunter2"] })).toEqual(
    inList("commands", 2, `a secret after the flag "api-key"`),
  );
  expect(container({ args: ["--db=postgres://shop:hunter2@db/shop"] })).toEqual(
    inList("args", 0, "an address with a password in it"),
  );
});

it("accepts flags that say where a secret is", () => {
  expect(
    container({
      args: ["--password-file=/run/secrets/db", "--token", "/run/secrets/token", "--password", "--verbose"],
    }),
  ).toEqual(silent);
});

it("goes by the settings", () => {
  expect(env({ DB_PASSWORD: "hunter2" }, { allow: ["db_*"] })).toEqual(silent);
  expect(env({ SHOP_PIN: "1234" }, { names: ["*_PIN"] })).toEqual({ violations: [inEnv("SHOP_PIN")] });
});

it("refuses a private key in a config, which everybody can read, and accepts a certificate", () => {
  const config = (data: unknown): ReturnType<typeof evaluateService> =>
    evaluateService(policy, { data }, {}, "docker:index/serviceConfig:ServiceConfig");
  expect(config(Buffer.from("-----BEGIN EC PRIVATE KEY-----\nMHc=").toString("base64"))).toEqual({
    violations: [
      `ServiceConfig "api" holds a private key (its value is not shown), and Swarm shows configs to everybody. Make it a docker.Secret.`,
    ],
  });
  expect(config(Buffer.from("-----BEGIN CERTIFICATE-----").toString("base64"))).toEqual(silent);
  expect(config(unknownText)).toEqual(undecided("", "data"));
});

it("is not about docker.Secret, which is where they belong", () => {
  expect(
    evaluateService(policy, { data: "LS0tLS1CRUdJTiBQUklWQVRFIEtFWS0tLS0t" }, {}, "docker:index/secret:Secret"),
  ).toEqual(silent);
});

it("reports what is known, and cannot decide about a secret's variable whose value is unknown", () => {
  const said = env({ ROLE: unknownText, DB_PASSWORD: unknownText, API_KEY: "hunter2" });
  expect(said.violations).toEqual([inEnv("API_KEY")]);
  expect(said.undecided).toBe("string value at .taskSpec.containerSpec.env.DB_PASSWORD can't be known during preview");
  expect(env({ ROLE: unknownText })).toEqual(silent);
  expect(container({ env: unknownText })).toEqual(undecided("", "taskSpec.containerSpec.env"));
  expect(evaluateService(policy, { taskSpec: unknownText })).toEqual(undecided("", "taskSpec"));
});

it("refuses secrets in the line of a shell, and in a variable that is an argument", () => {
  expect(container({ commands: ["sh", "-c", "DB_PASSWORD=hunter2 exec /server"] })).toEqual(
    inList("commands", 2, `a secret in the variable "DB_PASSWORD"`),
  );
  expect(container({ args: ["export API_KEY='hunter2'; /server"] })).toEqual(
    inList("args", 0, `a secret in the variable "API_KEY"`),
  );
  expect(container({ args: ["backup --api-token hunter2 shop"] })).toEqual(
    inList("args", 0, `a secret after the flag "api-token"`),
  );
  expect(container({ commands: ["env", "PGPASSWORD=hunter2", "psql"] })).toEqual(
    inList("commands", 1, `a secret in the variable "PGPASSWORD"`),
  );
});

it.each([
  "DB_PASSWORD=$(cat /run/secrets/db) exec /server",
  'DB_PASSWORD="$(cat /run/secrets/db)" exec /server',
  "export DB_PASSWORD=`cat /run/secrets/db`; /server",
  "mysqldump --password=$DB_PASSWORD shop",
  "DB_PASSWORD_FILE=/run/secrets/db exec /server --token-ttl=3600",
  "test -s /run/secrets/db && echo the password is there",
])("accepts %j", (line) => {
  expect(container({ commands: ["sh", "-c", line] })).toEqual(silent);
});

it("refuses secrets in a health check and in the options of a log driver", () => {
  expect(container({ healthcheck: { tests: ["CMD", "curl", "--token", "hunter2", "http://localhost"] } })).toEqual(
    inList("healthcheck.tests", 3, `a secret after the flag "token"`),
  );
  const log = (options: object): ReturnType<typeof evaluateService> =>
    evaluateService(policy, { taskSpec: { containerSpec: {}, logDriver: { name: "splunk", options } } });
  expect(log({ "splunk-token": "hunter2", "splunk-url": "https://splunk" })).toEqual({
    violations: [
      `Service "api" has a secret in the log driver's option splunk-token (its value is not shown): everybody who can inspect the ` +
        `service reads it. ${wayOut}`,
    ],
  });
  expect(log({ "max-size": "10m", tag: "{{.Name}}" })).toEqual(silent);
});

it("waits for a value after a secret's flag, and for a log driver's secret option", () => {
  expect(container({ args: ["--password", unknownText] })).toEqual(undecided("", "taskSpec.containerSpec.args.1"));
  expect(container({ args: ["--listen", unknownText] })).toEqual(silent);
  const options = { "splunk-token": unknownText };
  expect(evaluateService(policy, { taskSpec: { containerSpec: {}, logDriver: { name: "splunk", options } } })).toEqual(
    undecided("", "taskSpec.logDriver.options.splunk-token"),
  );
});

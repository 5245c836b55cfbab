import { serviceRequireSecretsAsSecrets as policy } from "../../../../../policies/rules/service/serviceRequireSecretsAsSecrets";
import { evaluateService, silent, undecided } from "../../stacks";
import { unknownText } from "../../violations";

const container = (containerSpec: object, settings = {}): ReturnType<typeof evaluateService> =>
  evaluateService(policy, { taskSpec: { containerSpec } }, settings);
const env = (given: object, settings = {}): ReturnType<typeof evaluateService> => container({ env: given }, settings);

const fix =
  "Create a Swarm secret, mount it as a file, and pass the file's path to the program (NAME_FILE in many images).";

const exception = (name: string): string => `If it is not a secret, add "${name}" to this rule's setting "allow".`;

const inText = (where: string, name: string, what = "a secret", exempt = name): string =>
  `Service "api" has ${what} in the ${where} ${name} (value not shown): anyone who can inspect the service can read ` +
  `it. ${fix} ${exception(exempt)}`;
const inEnv = (variable: string, what?: string): string => inText("environment variable", variable, what);

const inList = (
  property: string,
  index: number,
  what: string,
  exempt = /"(.*)"/.exec(what)?.[1] ?? property,
): ReturnType<typeof evaluateService> => ({
  violations: [
    `Service "api" has ${what} in taskSpec.containerSpec.${property}[${index}] (value not shown): anyone who can ` +
      `inspect the service or list processes can read it. ${fix} ${exception(exempt)}`,
  ],
});

test("An environment without secrets passes, and so does a mounted secret", () => {
  expect(
    env({ ROLE: "api", DB_PASSWORD_FILE: "/run/secrets/db", TOKEN_TTL: "3600", API_URL: "http://api:8080" }),
  ).toEqual(silent);
  expect(
    env({ DB_PASSWORD: "/run/secrets/db", ALLOW_EMPTY_PASSWORD: "yes", MAX_TOKENS: "4096", SMTP_PASS: "" }),
  ).toEqual(silent);
  expect(container({ secrets: [{ secretId: "s", fileName: "db-password" }] })).toEqual(silent);
  expect(evaluateService(policy, {})).toEqual(silent);
  // The provider refuses such a value.
  expect(env({ DB_PASSWORD: ["hunter2"] })).toEqual(silent);
});

test("Each variable with the name of a secret is refused in any case, and its value is not shown", () => {
  expect(env({ DB_PASSWORD: "hunter2", db_pwd: "hunter2", ROLE: "api", apiKey: 12345 })).toEqual({
    violations: [inEnv("DB_PASSWORD"), inEnv("db_pwd"), inEnv("apiKey")],
  });
});

test("A secret in a variable with a harmless name is recognized by its value", () => {
  expect(env({ DATABASE_URL: "postgres://shop:hunter2@db/shop" })).toEqual({
    violations: [inEnv("DATABASE_URL", "an address with a password in it")],
  });
});

test("Secrets in commands and arguments are refused", () => {
  expect(container({ args: ["--verbose", "--password=hunter2"] })).toEqual(
    inList("args", 1, 'a secret named "password"'),
  );
  expect(container({ commands: ["serve", "--api-key", "hunter2"] })).toEqual(
    inList("commands", 2, 'a secret named "api-key"'),
  );
  expect(container({ args: ["--db=postgres://shop:hunter2@db/shop"] })).toEqual(
    inList("args", 0, "an address with a password in it"),
  );
});

test("Flags that point to the file of a secret pass", () => {
  expect(
    container({
      args: ["--password-file=/run/secrets/db", "--token", "/run/secrets/token", "--password", "--verbose"],
    }),
  ).toEqual(silent);
});

test("The settings allow variable names and add further ones", () => {
  expect(env({ DB_PASSWORD: "hunter2" }, { allow: ["db_*"] })).toEqual(silent);
  expect(env({ SHOP_PIN: "1234" }, { names: ["*_PIN"] })).toEqual({ violations: [inEnv("SHOP_PIN")] });
});

test("A private key in a config is refused, and a certificate passes", () => {
  const config = (data: unknown): ReturnType<typeof evaluateService> =>
    evaluateService(policy, { data }, {}, "docker:index/serviceConfig:ServiceConfig");
  expect(config(Buffer.from("-----BEGIN EC PRIVATE KEY-----\nMHc=").toString("base64"))).toEqual({
    violations: [
      'ServiceConfig "api" contains a private key (value not shown), and anyone with access to the swarm can read ' +
        `a config. Use a docker.Secret instead. ${exception("api")}`,
    ],
  });
  expect(config(Buffer.from("-----BEGIN CERTIFICATE-----").toString("base64"))).toEqual(silent);
  expect(config(unknownText)).toEqual(undecided("", "data"));
});

test("A private key in a docker.Secret passes", () => {
  expect(
    evaluateService(policy, { data: "LS0tLS1CRUdJTiBQUklWQVRFIEtFWS0tLS0t" }, {}, "docker:index/secret:Secret"),
  ).toEqual(silent);
});

test("The rule on secrets reports known values, and cannot decide about the unknown value of a secret variable", () => {
  const said = env({ ROLE: unknownText, DB_PASSWORD: unknownText, API_KEY: "hunter2" });
  expect(said.violations).toEqual([inEnv("API_KEY")]);
  expect(said.undecided).toBe("not known before deployment: taskSpec.containerSpec.env.DB_PASSWORD");
  expect(env({ ROLE: unknownText })).toEqual(silent);
  expect(container({ env: unknownText })).toEqual(undecided("", "taskSpec.containerSpec.env"));
  expect(evaluateService(policy, { taskSpec: unknownText })).toEqual(undecided("", "taskSpec"));
});

test("Secrets in a shell script, and in a variable that is an argument, are refused", () => {
  expect(container({ commands: ["sh", "-c", "DB_PASSWORD=hunter2 exec /server"] })).toEqual(
    inList("commands", 2, 'a secret named "DB_PASSWORD"'),
  );
  expect(container({ args: ["export API_KEY='hunter2'; /server"] })).toEqual(
    inList("args", 0, 'a secret named "API_KEY"'),
  );
  expect(container({ args: ["backup --api-token hunter2 shop"] })).toEqual(
    inList("args", 0, 'a secret named "api-token"'),
  );
  expect(container({ commands: ["env", "PGPASSWORD=hunter2", "psql"] })).toEqual(
    inList("commands", 1, 'a secret named "PGPASSWORD"'),
  );
});

test.each([
  "DB_PASSWORD=$(cat /run/secrets/db) exec /server",
  'DB_PASSWORD="$(cat /run/secrets/db)" exec /server',
  "export DB_PASSWORD=`cat /run/secrets/db`; /server",
  "mysqldump --password=$DB_PASSWORD shop",
  "DB_PASSWORD_FILE=/run/secrets/db exec /server --token-ttl=3600",
  "test -s /run/secrets/db && echo the password is there",
])("The shell script %j passes", (line) => {
  expect(container({ commands: ["sh", "-c", line] })).toEqual(silent);
});

test("Secrets in a health check and in the options of a log driver are refused", () => {
  expect(container({ healthcheck: { tests: ["CMD", "curl", "--token", "hunter2", "http://localhost"] } })).toEqual(
    inList("healthcheck.tests", 3, 'a secret named "token"'),
  );
  const log = (options: object): ReturnType<typeof evaluateService> =>
    evaluateService(policy, { taskSpec: { containerSpec: {}, logDriver: { name: "splunk", options } } });
  expect(log({ "splunk-token": "hunter2", "splunk-url": "https://splunk" })).toEqual({
    violations: [inText("log driver option", "splunk-token")],
  });
  expect(log({ "max-size": "10m", tag: "{{.Name}}" })).toEqual(silent);
});

test("The rule on secrets cannot decide about the unknown value of a secret flag or log driver option", () => {
  expect(container({ args: ["--password", unknownText] })).toEqual(undecided("", "taskSpec.containerSpec.args[1]"));
  expect(container({ args: ["--listen", unknownText] })).toEqual(silent);
  const options = { "splunk-token": unknownText };
  expect(evaluateService(policy, { taskSpec: { containerSpec: {}, logDriver: { name: "splunk", options } } })).toEqual(
    undecided("", 'taskSpec.logDriver.options["splunk-token"]'),
  );
});

test("Secrets in labels and in the options of a volume driver are refused", () => {
  const users = "admin:$apr1$H6uskkkW$IgXLP6ewTrSuBkTrqE8wj/";
  expect(evaluateService(policy, { taskSpec: {}, labels: [{ label: "auth.users", value: users }] })).toEqual({
    violations: [inText("label", "auth.users", "a password hash")],
  });
  expect(container({ labels: [{ label: "com.example.token", value: "abc" }] })).toEqual({
    violations: [inText("container label", "com.example.token")],
  });
  const mounts = (volumeOptions: object): object => ({ mounts: [{ type: "volume", target: "/data", volumeOptions }] });
  expect(container(mounts({ driverOptions: { type: "cifs", o: "username=shop,password=hunter2" } }))).toEqual({
    violations: [inText("volume driver option", "o", 'a secret named "password"', "password")],
  });
  expect(container(mounts({ driverOptions: { type: "nfs", o: "addr=10.0.0.5,rw" } }))).toEqual(silent);
  expect(container(mounts({ labels: [{ label: "api-key", value: "abc" }] }))).toEqual({
    violations: [inText("volume label", "api-key")],
  });
  expect(container(mounts({ driverOptions: { password: unknownText } }))).toEqual(
    undecided("", "taskSpec.containerSpec.mounts[0].volumeOptions.driverOptions.password"),
  );
});

test("The configuration file in a config may hold no secret, unless the settings allow its name", () => {
  const config = (text: string, settings = {}): ReturnType<typeof evaluateService> =>
    evaluateService(
      policy,
      { data: Buffer.from(text).toString("base64") },
      settings,
      "docker:index/serviceConfig:ServiceConfig",
    );
  const yaml = "smtp:\n  host: mail\n  password: hunter2\n";
  expect(config(yaml)).toEqual({
    violations: [
      'ServiceConfig "api" contains a secret named "password" (value not shown), and anyone with access to the swarm ' +
        `can read a config. Use a docker.Secret instead. ${exception("password")}`,
    ],
  });
  expect(config(yaml, { allow: ["password"] })).toEqual(silent);
  expect(config(yaml, { allow: ["api"] })).toEqual(silent);
  expect(config("smtp:\n  host: mail\n  password_file: /run/secrets/smtp\n")).toEqual(silent);
});

import { isSecretName, isSecretValue, secretKindOf } from "../../../swarm/credentials";
import { unknown } from "../../../swarm/draft";
import { decodeBase64 } from "../../../swarm/payload";
import * as example from "../../rule/example";
import { cisDocker } from "../../rule/framework";
import { draftOf } from "../../unknowns/draft";
import { faultsIn, known, settled } from "../../unknowns/looks";
import { matchesAny } from "../../facts/pattern";
import type { Subject } from "../../rule/policy";
import { resourcePolicy } from "../../rule/policy";
import { entriesOf, fieldsOf, serviceType } from "../../facts/service";
import { texts } from "../../rule/settings";

const serviceConfigType = "docker:index/serviceConfig:ServiceConfig";
const image = "registry.example.com/shop/api:1.4.2";

const settings = {
  allow: texts("Names of variables that look like secrets but are not; * matches any characters."),
  names: texts("Additional names of variables that hold secrets; * matches any characters."),
} as const;

type Texts = Readonly<Record<string, string>>;

interface Container {
  readonly env?: Texts;
  readonly commands?: readonly string[];
  readonly args?: readonly string[];
  readonly healthcheck?: { readonly tests?: readonly string[] };
}

interface Task {
  readonly containerSpec?: Container;
  readonly logDriver?: { readonly options?: Texts };
}

/** The spec of a service is readable in the swarm's store, in `docker inspect` and in each process' environment. */
export const serviceRequireSecretsAsSecrets = resourcePolicy({
  name: "swarm-service-require-secrets-as-secrets",
  description: "A service must receive passwords, keys and tokens as Swarm secrets.",
  enforcementLevel: "mandatory",
  severity: "high",
  framework: cisDocker(
    "7.4",
    "Ensure that Docker's secret management commands are used for managing secrets in a swarm cluster",
  ),
  tags: ["swarm", "service", "secret"],
  remediationSteps:
    "Create a docker.Secret (or a SwarmSecret), mount it through `secrets`, and pass the file's path to the " +
    "program: many images accept it as NAME_FILE. Rotate the secret that was exposed.",
  docs: {
    about:
      "The swarm's store keeps environment variables, arguments, health checks and the options of a log driver " +
      "in plain text, and `docker inspect` shows them. The rule recognizes a secret by the name of a variable, " +
      "flag or option (words such as password, token or API key, in any case and spelling), and by values that " +
      "are easy to recognize: private keys, addresses and connection strings with a password, and tokens of " +
      "well-known services. It accepts empty values, booleans, paths, and references to a secret store, and " +
      "names that are about a secret but do not hold one: `DB_PASSWORD_FILE`, `TOKEN_TTL`. It also refuses a " +
      "private key in a docker.ServiceConfig, because configs are not secret. Messages never show a value.",
    sources: [
      "CIS Docker Benchmark 1.6.0, 7.4, \"Ensure that Docker's secret management commands are used for managing " +
        'secrets in a swarm cluster"',
      "[Manage sensitive data with Docker secrets](https://docs.docker.com/engine/swarm/secrets/)",
    ],
    bad: [example.service("api", { taskSpec: { containerSpec: { image, env: { DB_PASSWORD: "correct horse" } } } })],
    good: [
      example.service("api", {
        taskSpec: {
          containerSpec: {
            image,
            env: { DB_PASSWORD_FILE: "/run/secrets/db-password" },
            secrets: [{ secretId: "qx8ahfy9gsa5nmuk3b6m2iqpo", fileName: "db-password" }],
          },
        },
      }),
    ],
  },
  types: [serviceType, serviceConfigType],
  settings,
  validate: (subject, report) => {
    if (subject.type === serviceType) checkService(subject, report);
    else checkConfig(subject, report);
  },
});

const fix =
  "Create a Swarm secret, mount it as a file, and pass the file's path to the program (NAME_FILE in many images).";

function checkService(
  { name, props, settings: given }: Subject<typeof settings>,
  report: (message: string) => void,
): void {
  const task = fieldsOf<Task>(known(() => fieldsOf<{ readonly taskSpec?: Task }>(draftOf(props)).taskSpec));
  const container = fieldsOf<Container>(known(() => task.containerSpec));
  const isSecret = (variable: string): boolean =>
    matchesAny([variable], given.allow) === undefined &&
    (isSecretName(variable) || matchesAny([variable], given.names) !== undefined);
  const logDriver = fieldsOf<NonNullable<Task["logDriver"]>>(known(() => task.logDriver));
  for (const [texts, where] of [
    [known(() => container.env), "environment variable"] as const,
    [known(() => logDriver.options), "log driver option"] as const,
  ]) {
    const values = fieldsOf<Texts>(texts);
    const kindOf = (variable: string): string | undefined =>
      matchesAny([variable], given.allow) === undefined ? secretKindOf(String(values[variable])) : undefined;
    const holdsSecret = (variable: string): boolean => {
      const value: unknown = values[variable];
      // A variable that is called a secret and whose value is not known yet may still hold the path of one.
      if (value === unknown) return isSecret(variable);
      if (typeof value !== "string" && typeof value !== "number") return false;
      return kindOf(variable) !== undefined || (isSecret(variable) && isSecretValue(variable, String(value)));
    };
    for (const variable of faultsIn(Object.keys(values), holdsSecret)) {
      const kind = kindOf(variable);
      const what = kind === undefined ? "" : `, which is ${kind}`;
      report(
        `Service "${name}" has a secret in the ${where} ${variable}${what} (value not shown): anyone who can ` +
          `inspect the service can read it. ${fix}`,
      );
    }
  }
  const { tests } = fieldsOf<NonNullable<Container["healthcheck"]>>(known(() => container.healthcheck));
  for (const [property, list] of [
    ["commands", known(() => container.commands)] as const,
    ["args", known(() => container.args)] as const,
    ["healthcheck.tests", tests] as const,
  ]) {
    for (const [i, what] of secretArguments(entriesOf(list), isSecret)) {
      report(
        `Service "${name}" has ${what} in taskSpec.containerSpec.${property}[${i}] (value not shown): anyone who ` +
          `can inspect the service or list processes can read it. ${fix}`,
      );
    }
  }
}

/**
 * The arguments that hold a secret, by index, with a description of the secret. Finds `--password=…`,
 * `--password …`, `DB_PASSWORD=…` and private keys, also inside a shell script.
 */
function secretArguments(list: readonly unknown[], isSecret: (name: string) => boolean): [number, string][] {
  const holds = (i: number): string | undefined => {
    const last = settled(() => textOr(list[i - 1]));
    const argument = list[i];
    if (argument === unknown) return isSecret(flagIn(last) ?? "") ? "a secret" : undefined;
    if (typeof argument !== "string") return undefined;
    return secretIn(argument, last, isSecret) ?? secretInScript(argument, isSecret);
  };
  return faultsIn([...list.keys()], (i) => holds(i) !== undefined).map((i) => [i, holds(i) ?? ""]);
}

/** The flag that an argument is, when its value is the next argument: `--password`. */
function flagIn(argument: string): string | undefined {
  return /^-{1,2}([A-Za-z][\w.-]*)$/.exec(argument)?.[1];
}

/** Describes the secret in an argument that is one by itself, or that follows a flag for one. */
function secretIn(argument: string, last: string, isSecret: (name: string) => boolean): string | undefined {
  const [, flag, assigned] = /^-{1,2}([A-Za-z][\w.-]*)(?:=(.*))?$/s.exec(argument) ?? [];
  const before = flagIn(last);
  if (flag !== undefined && assigned !== undefined && isSecret(flag))
    return isSecretValue(flag, assigned) ? `a secret after the flag "${flag}"` : undefined;
  const [, variable = "", value = ""] = /^([A-Za-z_]\w*)=(\S+)$/.exec(argument) ?? [];
  if (isSecret(variable)) return isSecretValue(variable, value) ? `a secret in the variable "${variable}"` : undefined;
  const kind = secretKindOf(argument) ?? secretKindOf(assigned ?? "");
  if (kind !== undefined) return kind;
  const isNext = before !== undefined && flag === undefined && isSecret(before) && isSecretValue(before, argument);
  return isNext ? `a secret after the flag "${before}"` : undefined;
}

/** Describes the secret in a shell script. Treats its words like arguments, except those that the shell expands. */
function secretInScript(script: string, isSecret: (name: string) => boolean): string | undefined {
  if (!/\s/.test(script)) return undefined;
  const words = Array.from(script.matchAll(/(?:[^\s;&|"']+|"[^"]*"|'[^']*')+/g), ([word]) => word.replace(/["']/g, ""));
  for (const [i, word] of words.entries()) {
    const found = /(?:^|=)[$`]/.test(word) ? undefined : secretIn(word, words[i - 1] ?? "", isSecret);
    if (found !== undefined) return found;
  }
  return undefined;
}

function textOr(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function checkConfig({ name, props }: Subject<typeof settings>, report: (message: string) => void): void {
  const data = known(() => fieldsOf<{ readonly data?: string }>(draftOf(props)).data);
  if (typeof data !== "string") return;
  const kind = secretKindOf(decodeBase64(data)?.toString("latin1") ?? data);
  if (kind === undefined) return;
  report(
    `ServiceConfig "${name}" contains ${kind} (value not shown), and anyone with access to the swarm can ` +
      "read a config. Use a docker.Secret instead.",
  );
}

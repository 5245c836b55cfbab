import { unknown } from "../../../swarm/draft";
import { decodeBase64 } from "../../../swarm/payload";
import type { FoundSecret, SecretNames } from "../../../swarm/secrets/findSecret";
import { findSecret, findSecretInText, findSecretsInArguments, isNamedSecret } from "../../../swarm/secrets/findSecret";
import * as example from "../../rule/example";
import { cisDocker, cisDockerSource } from "../../rule/framework";
import { draftOf } from "../../unknowns/draft";
import { faultsIn, known, settled } from "../../unknowns/looks";
import { matchesAny } from "../../facts/pattern";
import type { Subject } from "../../rule/policy";
import { resourcePolicy } from "../../rule/policy";
import { fieldsOf, serviceConfigType, serviceType } from "../../facts/service";
import { argumentListsOf, namedTextsOf } from "../../facts/serviceTexts";
import { texts } from "../../rule/settings";

const image = "registry.example.com/shop/api:1.4.2";

const settings = {
  allow: texts("Names of variables that look like secrets but are not; * matches any characters."),
  names: texts("Additional names of variables that hold secrets; * matches any characters."),
} as const;

/** The spec of a service is readable in the swarm's store, in `docker inspect` and in each process' environment. */
export const serviceRequireSecretsAsSecrets = resourcePolicy({
  name: "swarm-service-require-secrets-as-secrets",
  description: "A service must receive passwords, keys and tokens as Swarm secrets.",
  enforcementLevel: "mandatory",
  severity: "high",
  framework: cisDocker("7.4"),
  tags: ["swarm", "service", "secret"],
  remediationSteps:
    "Create a docker.Secret (or a SwarmSecret), mount it through `secrets`, and pass the file's path to the " +
    "program: many images accept it as NAME_FILE. Rotate the secret that was exposed.",
  docs: {
    about:
      "The swarm's store keeps environment variables, arguments, health checks, labels and the options of log " +
      "and volume drivers in plain text, and `docker inspect` shows them. The same holds for a " +
      "docker.ServiceConfig. The rule recognizes a secret by its name (words such as password, token or API key, " +
      "in any case and spelling), and by values that are easy to recognize: private keys, addresses and " +
      "connection strings with a password, password hashes, and tokens of well-known services. It also looks " +
      "inside shell scripts, JSON, YAML and other configuration files.\n\nIt accepts empty values, answers such as " +
      '"none", placeholders, paths, file names, public keys and references to a secret store. It accepts names ' +
      "that are about a secret but do not hold one: `DB_PASSWORD_FILE`, `TOKEN_TTL`. Messages never show a value. " +
      "The setting `allow` makes an exception for a name; a secret without a name of its own has that of the " +
      "variable, label, option, config or argument list (`args`) that contains it.",
    sources: [
      cisDockerSource("7.4"),
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

type Reporter = (message: string) => void;

function checkService({ name, props, settings: given }: Subject<typeof settings>, report: Reporter): void {
  const names = secretNames(given);
  for (const { kind, keys, read } of namedTextsOf(props)) {
    const secretIn = (key: string): FoundSecret | undefined => {
      const value = read(key);
      // A variable that is named like a secret and whose value is not known yet may still hold a path.
      if (value === unknown) return isNamedSecret(key, names) ? { kind: undefined, name: key } : undefined;
      return typeof value === "string" || typeof value === "number" ? findSecret(key, String(value), names) : undefined;
    };
    for (const key of faultsIn(keys, (one) => secretIn(one) !== undefined)) {
      const found = secretIn(key);
      if (found === undefined) continue;
      report(
        `Service "${name}" has ${whatOf(found, key)} in the ${kind} ${key} (value not shown): anyone who can ` +
          `inspect the service can read it. ${fix} ${exceptionFor(found)}`,
      );
    }
  }
  for (const { property, list } of argumentListsOf(props)) {
    for (const [index, found] of secretArguments(list, property, names)) {
      report(
        `Service "${name}" has ${whatOf(found)} in taskSpec.containerSpec.${property}[${index}] (value not shown): ` +
          `anyone who can inspect the service or list processes can read it. ${fix} ${exceptionFor(found)}`,
      );
    }
  }
}

/** The arguments that hold a secret, by index. An unknown one may hold a path, as long as it is unknown. */
function secretArguments(
  list: readonly unknown[],
  property: string,
  names: SecretNames,
): (readonly [number, FoundSecret])[] {
  const words = settled(() => list.map((word) => (typeof word === "string" ? word : "")));
  const found = findSecretsInArguments(words, property, names);
  const hasSecret = (index: number): boolean => {
    if (list[index] !== unknown) return found.has(index);
    const [, flag = ""] = /^-{1,2}([A-Za-z][\w.-]*)$/.exec(words[index - 1] ?? "") ?? [];
    return isNamedSecret(flag, names);
  };
  return faultsIn([...list.keys()], hasSecret).flatMap((index) => {
    const secret = found.get(index);
    return secret === undefined ? [] : [[index, secret] as const];
  });
}

function checkConfig({ name, props, settings: given }: Subject<typeof settings>, report: Reporter): void {
  const data = known(() => fieldsOf<{ readonly data?: string }>(draftOf(props)).data);
  if (typeof data !== "string") return;
  const found = findSecretInText(decodeBase64(data)?.toString("utf8") ?? data, name, secretNames(given));
  if (found === undefined) return;
  report(
    `ServiceConfig "${name}" contains ${whatOf(found, name)} (value not shown), and anyone with access to the swarm ` +
      `can read a config. Use a docker.Secret instead. ${exceptionFor(found)}`,
  );
}

function secretNames({ allow, names }: Subject<typeof settings>["settings"]): SecretNames {
  return {
    isAllowed: (name) => matchesAny([name], allow) !== undefined,
    isAdded: (name) => matchesAny([name], names) !== undefined,
  };
}

/** @param holder the setting that contains the secret, which the message names anyway */
function whatOf({ kind, name }: FoundSecret, holder?: string): string {
  return kind ?? (name === holder ? "a secret" : `a secret named "${name}"`);
}

function exceptionFor({ name }: FoundSecret): string {
  return `If it is not a secret, add "${name}" to this rule's setting "allow".`;
}

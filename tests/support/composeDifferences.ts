import { isDeepStrictEqual } from "node:util";
import type { EngineObject, StackObjects } from "./stackObjects";

/** A difference between what `docker stack deploy` and the written program deploy, and why it is intended. */
export interface IntendedDifference {
  /** Where it is in an object of the Engine. */
  readonly path: string;
  readonly docker: string;
  readonly program: string;
  readonly reason: string;
  /** Whether two values at a path differ in this way. */
  readonly matches: (path: string, docker: unknown, program: unknown) => boolean;
}

const fiveSeconds = 5_000_000_000;

/** Swarm's own values for updates, which it uses if a spec has none (swarmkit api/defaults). */
const updateDefaults = {
  Parallelism: 1,
  FailureAction: "pause",
  Monitor: fiveSeconds,
  MaxFailureRatio: 0,
  Order: "stop-first",
};

/** All differences that are intended. The guide has the same table. */
export const intendedDifferences: readonly IntendedDifference[] = [
  {
    path: "UpdateConfig",
    docker: "absent",
    program: "Swarm's defaults",
    reason: "A component always has an update config. Its values are those that Swarm uses without one.",
    matches: (path, docker, program) =>
      path === "UpdateConfig" && docker === undefined && isDeepStrictEqual(program, updateDefaults),
  },
  {
    path: "UpdateConfig.Monitor, RollbackConfig.Monitor",
    docker: "absent",
    program: "5 seconds",
    reason: "Swarm uses 5 seconds if there is no value.",
    matches: (path, docker, program) =>
      /^(?:Update|Rollback)Config\.Monitor$/.test(path) && docker === undefined && program === fiveSeconds,
  },
  {
    path: "RestartPolicy",
    docker: "`any`, from `restart: always`",
    program: "absent",
    reason: "Swarm replaces every task that ends if there is no policy.",
    matches: (path, docker, program) =>
      path === "TaskTemplate.RestartPolicy" &&
      isDeepStrictEqual(docker, { Condition: "any", MaxAttempts: 0 }) &&
      program === undefined,
  },
  {
    path: "RestartPolicy.Delay, RestartPolicy.Window",
    docker: "absent",
    program: "5 and 0 seconds",
    reason: "Swarm uses these values if there are none.",
    matches: (path, docker, program) =>
      docker === undefined &&
      ((path === "TaskTemplate.RestartPolicy.Delay" && program === fiveSeconds) ||
        (path === "TaskTemplate.RestartPolicy.Window" && program === 0)),
  },
  {
    path: "Options.encrypted of networks",
    docker: "the text of the file",
    program: "`true`",
    reason: "The overlay driver checks only whether the option is there.",
    matches: (path, docker, program) =>
      path === "Options.encrypted" && typeof docker === "string" && program === "true",
  },
  {
    path: "Labels of networks",
    docker: "absent",
    program: "`swarm.network.identity` and `swarm.network.spec`",
    reason: "By these labels the provider recognizes the network when the program changes it.",
    matches: (path, docker, program) =>
      /^Labels\.swarm\.network\.(?:identity|spec)$/.test(path) && docker === undefined && typeof program === "string",
  },
];

/** The differences between two deployments that are not intended, as text. */
export function differencesOf(
  docker: StackObjects,
  program: StackObjects,
  intended: readonly IntendedDifference[],
): string[] {
  return (["services", "networks", "secrets", "configs"] as const).flatMap((kind) => {
    const names = new Set([...docker[kind], ...program[kind]].map(({ Name }) => String(Name)));
    return [...names].flatMap((name) => {
      const named = (objects: readonly EngineObject[]): unknown => objects.find(({ Name }) => Name === name);
      return compare(named(docker[kind]), named(program[kind]), "", intended).map((text) => `${kind} ${name} ${text}`);
    });
  });
}

function compare(docker: unknown, program: unknown, path: string, intended: readonly IntendedDifference[]): string[] {
  if (isDeepStrictEqual(docker, program)) return [];
  if (intended.some(({ matches }) => matches(path, docker, program))) return [];
  if (isObject(docker) && isObject(program)) {
    const keys = [...new Set([...Object.keys(docker), ...Object.keys(program)])].sort();
    return keys.flatMap((key) => compare(docker[key], program[key], path === "" ? key : `${path}.${key}`, intended));
  }
  return [`${path}: docker ${JSON.stringify(docker)}, program ${JSON.stringify(program)}`];
}

function isObject(value: unknown): value is EngineObject {
  return typeof value === "object" && value !== null;
}

import { operationNames, operations, type Operation, type Sample, type Size } from "./operation";
import type { Start } from "./start";
import { spreadOf, type Spread } from "./statistics";

/** The results of one run of the benchmark. */
export interface Results {
  readonly size: Size;
  readonly rounds: number;
  readonly date: string;
  /** The machine, in words. */
  readonly machine: string;
  /** @default not measured */
  readonly start?: Start;
  /** By the contender's name and the operation. */
  readonly contenders: Readonly<Record<string, Readonly<Partial<Record<Operation, Measured>>>>>;
}

/** The samples of one operation of one contender. */
export interface Measured {
  readonly seconds: Spread;
  readonly processor?: number;
  readonly memory?: number;
}

/** The names of the contenders, as results contain them. */
export const names = {
  engine: "Engine API",
  own: "this provider",
  empty: "empty stack",
  alone: "Pulumi alone",
  other: "other plugin",
  docker: "docker stack",
} as const;

/** Seconds for which the provider watches that new tasks stay up (`settleMs` of its convergence). */
const stabilitySeconds = 2;

/** A figure that does not depend on how fast the machine is. */
export interface Ratio {
  readonly operation: Operation;
  /** What the seconds of this provider are divided by. */
  readonly base: string;
  readonly value: number;
  /** The most that it should be. @default none */
  readonly target?: number;
}

export function measured(samples: readonly Sample[]): Measured {
  const most = (of: "processor" | "memory"): number | undefined => {
    const values = samples.flatMap((sample) => (sample[of] === undefined ? [] : [sample[of]]));
    return values.length === 0 ? undefined : spreadOf(values).median;
  };
  const [processor, memory] = [most("processor"), most("memory")];
  return {
    seconds: spreadOf(samples.map(({ seconds }) => seconds)),
    ...(processor === undefined ? {} : { processor }),
    ...(memory === undefined ? {} : { memory }),
  };
}

/** The ratios for which the contenders of the run are enough. */
export function ratiosOf({ contenders }: Pick<Results, "contenders">): Ratio[] {
  const seconds = (name: string, operation: Operation): number => contenders[name]?.[operation]?.seconds.median ?? NaN;
  const { engine, own, empty, alone, other, docker } = names;
  const running = seconds(engine, "upRunning") + seconds(empty, "up") + stabilitySeconds;
  const net = (operation: "image" | "network" | "destroy"): number =>
    seconds(own, operation) - seconds(empty, operation === "destroy" ? "destroy" : "up");
  const refresh = (name: string): number => seconds(name, "refresh") - seconds(empty, "refresh");
  const ratio = (operation: Operation, base: string, value: number, target?: number): Ratio => ({
    operation,
    base,
    value,
    ...(target === undefined ? {} : { target }),
  });
  const all = [
    ratio("up", "Engine API + empty stack", seconds(own, "up") / (seconds(engine, "up") + seconds(empty, "up")), 1.5),
    ratio("up", "Engine API + Pulumi alone", seconds(own, "up") / (seconds(engine, "up") + seconds(alone, "up"))),
    ratio("up", other, seconds(own, "up") / seconds(other, "up")),
    ...(["upRunning", "upParallel"] as const).map((operation) =>
      ratio(
        operation,
        `Engine API + empty stack + ${stabilitySeconds} s stability window`,
        seconds(own, operation) / running,
        1.05,
      ),
    ),
    ratio("upRunning", other, seconds(own, "upRunning") / seconds(other, "upRunning")),
    ratio("preview", "empty stack", seconds(own, "preview") / seconds(empty, "preview")),
    ratio("preview", other, seconds(own, "preview") / seconds(other, "preview"), 1),
    ratio("refresh", "empty stack", seconds(own, "refresh") / seconds(empty, "refresh")),
    ratio("refresh", `${other}, both net of the empty stack`, refresh(own) / refresh(other), 0.1),
    ratio("image", "docker service update, net of the empty stack", net("image") / seconds(docker, "image"), 1),
    ratio("network", "docker service update, net of the empty stack", net("network") / seconds(docker, "network"), 1),
    ratio("destroy", "docker stack rm", seconds(own, "destroy") / seconds(docker, "destroy"), 1.1),
    ratio("destroy", "docker stack rm, net of the empty stack", net("destroy") / seconds(docker, "destroy")),
  ];
  return all.filter(({ value }) => Number.isFinite(value));
}

/** The ratios that are more than 20% worse than the recorded ones, by what they compare, in words. */
export function worseThan(recorded: Results, present: Pick<Results, "contenders">): Map<string, string> {
  const before = ratiosOf(recorded);
  const worse = ratiosOf(present).flatMap(({ operation, base, value }): [string, string][] => {
    const known = before.find((one) => one.operation === operation && one.base === base)?.value;
    if (known === undefined || value <= known * 1.2) return [];
    const text = `${operations[operation]}: ${value.toFixed(2)} × ${base}, recorded ${known.toFixed(2)}`;
    return [[`${operation} ${base}`, text]];
  });
  return new Map(worse);
}

/** The operations that at least one contender has. */
export function operationsIn({ contenders }: Pick<Results, "contenders">): Operation[] {
  return operationNames.filter((operation) => Object.values(contenders).some((one) => one[operation] !== undefined));
}

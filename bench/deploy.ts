/**
 * Compares the duration of an update with this provider to `docker stack deploy` of the same stack, on one swarm:
 * `LAB_DIR=.lab npm run bench -- [--networks 10] [--replicas 2] [--rounds 3]`, after `make build lab-up`.
 *
 * The two alternate, so that both run under the same conditions. Prints medians in seconds, and ratios to
 * `docker stack deploy`.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { stringify } from "yaml";
import { OverlayNetwork, SwarmService } from "../components";
import { readLab, type Lab } from "../tests/support/lab";
import { createLiveStack, type LiveStack } from "../tests/support/stack";

interface Size {
  readonly networks: number;
  readonly replicas: number;
}

type Timings = Map<string, number[]>;

function program(lab: Lab, size: Size) {
  return (): Promise<void> => {
    for (let i = 0; i < size.networks; i++) {
      const network = new OverlayNetwork(`bench-net-${i}`, {});
      new SwarmService(`bench-svc-${i}`, { image: lab.image, replicas: size.replicas, networks: [network.attach()] });
    }
    return Promise.resolve();
  };
}

/** The same stack as a compose file. */
function composeFile(lab: Lab, size: Size): string {
  const numbers = Array.from({ length: size.networks }, (_, i) => i);
  return stringify({
    version: "3.8",
    networks: Object.fromEntries(numbers.map((i) => [`net-${i}`, { driver: "overlay" }])),
    services: Object.fromEntries(
      numbers.map((i) => [
        `svc-${i}`,
        {
          image: lab.image,
          networks: [`net-${i}`],
          deploy: { replicas: size.replicas, update_config: { failure_action: "rollback" } },
        },
      ]),
    ),
  });
}

async function timed(timings: Timings, what: string, work: () => unknown): Promise<void> {
  const start = performance.now();
  await work();
  timings.set(what, [...(timings.get(what) ?? []), (performance.now() - start) / 1000]);
}

async function roundOfProvider(timings: Timings, live: LiveStack): Promise<void> {
  await timed(timings, "up", () => live.stack.up());
  await timed(timings, "preview", () => live.stack.preview({ expectNoChanges: true }));
  await timed(timings, "refresh", () => live.stack.refresh({ expectNoChanges: true }));
  await timed(timings, "destroy", () => live.stack.destroy());
}

async function roundOfStackDeploy(timings: Timings, lab: Lab, file: string): Promise<void> {
  const docker = (...args: string[]): string =>
    execFileSync("docker", args, {
      env: { ...process.env, DOCKER_HOST: lab.dockerHost },
      encoding: "utf8",
      stdio: "pipe",
    });
  await timed(timings, "docker stack deploy", () => docker("stack", "deploy", "--detach=false", "-c", file, "bench"));
  await timed(timings, "docker stack rm", () => docker("stack", "rm", "--detach=false", "bench"));
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? NaN)
    : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2;
}

function report(timings: Timings): void {
  const baseline = { up: "docker stack deploy", destroy: "docker stack rm" } as Record<string, string>;
  for (const [what, seconds] of timings) {
    const base = timings.get(baseline[what] ?? "");
    const ratio =
      base === undefined ? "" : `  ${(median(seconds) / median(base)).toFixed(2)} × ${baseline[what] ?? ""}`;
    console.log(
      `${what.padEnd(22)} ${median(seconds).toFixed(1).padStart(6)} s  ` +
        `(${seconds.map((s) => s.toFixed(1)).join(", ")})${ratio}`,
    );
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      networks: { type: "string", default: "10" },
      replicas: { type: "string", default: "2" },
      rounds: { type: "string", default: "3" },
    },
  });
  const size = { networks: Number(values.networks), replicas: Number(values.replicas) };
  const lab = readLab();
  const folder = mkdtempSync(join(tmpdir(), "swarm-bench-"));
  const file = join(folder, "compose.yml");
  writeFileSync(file, composeFile(lab, size));
  console.log(
    `${size.networks} overlay networks and ${size.networks} services of ${size.replicas} tasks ` +
      `on ${lab.nodes.length} nodes`,
  );

  const timings: Timings = new Map();
  const live = await createLiveStack("bench", lab.dockerHost, program(lab, size));
  try {
    for (let round = 0; round < Number(values.rounds); round++) {
      await roundOfProvider(timings, live);
      await roundOfStackDeploy(timings, lab, file);
    }
  } finally {
    await live.remove();
    rmSync(folder, { recursive: true, force: true });
  }
  report(timings);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});

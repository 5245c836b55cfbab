import { randomInt } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Engine } from "../../provider/engine/engine";
import { isRunRecord } from "../../swarm/swarmLabel";
import { checkout } from "../support/lab";
import { startOwnLab, type OwnLab } from "../support/ownLab";
import { processesWith } from "../support/processes";
import { Random } from "../support/random";
import { createLiveStack, type LiveStack } from "../support/stack";

/** The same seed kills at about the same moments; they depend on the load of the machine as well. */
const seed = Number(process.env.FIRE_SEED ?? randomInt(2 ** 31));
const random = new Random(seed);

/** The number of kills of each kind. */
const kills = Number(process.env.FIRE_KILLS ?? 3);

/** What the program declares. A new number is a new form of the object; `false` in `present` leaves the service out. */
interface Declared {
  /** Three overlays whose names contain their form, like hashed names, and one with a fixed name. */
  readonly networks: readonly number[];
  readonly fixed: number;
  readonly present: readonly boolean[];
  readonly secret: number;
  readonly config: number;
  readonly services: readonly { readonly version: number; readonly replicas: number; readonly label: number }[];
}

let declared: Declared = {
  networks: [0, 0, 0],
  fixed: 0,
  present: [true, true, true, true],
  secret: 0,
  config: 0,
  services: [0, 1, 2, 3].map(() => ({ version: 0, replicas: 1, label: 0 })),
};

let lab: OwnLab;
let engine: Engine;
let live: LiveStack;

/** The folder of the state, which all runners use. */
const state = mkdtempSync(join(tmpdir(), "swarm-fire-"));

/** Writes the declaration to the file that the program reads, since the program runs in its own process. */
function declare(next: Declared): void {
  declared = next;
  writeFileSync(join(live.directory, "declared.json"), JSON.stringify({ ...declared, image: lab.image }));
}

/** An edit of the program: a few objects get another form, appear or disappear. */
function edit(): void {
  for (let changes = 2 + random.below(3); changes > 0; changes--) {
    const i = random.below(4);
    const next = random.pick<() => Declared>([
      () => ({ ...declared, networks: declared.networks.map((form, n) => (n === i % 3 ? form + 1 : form)) }),
      () => ({ ...declared, fixed: declared.fixed + 1 }),
      () => ({ ...declared, secret: declared.secret + 1 }),
      () => ({ ...declared, config: declared.config + 1 }),
      () => ({ ...declared, present: declared.present.map((one, n) => (n === i ? !one : one)) }),
      () => withService(i, ({ version }) => ({ version: version + 1 })),
      () => withService(i, ({ replicas }) => ({ replicas: 3 - replicas })),
      () => withService(i, ({ label }) => ({ label: label + 1 })),
    ])();
    declare(next);
  }
}

type ServiceForm = Declared["services"][number];

function withService(i: number, change: (service: ServiceForm) => Partial<ServiceForm>): Declared {
  return { ...declared, services: declared.services.map((one, n) => (n === i ? { ...one, ...change(one) } : one)) };
}

/** Runs an `up`, and kills a process some time after the first change. Returns whether the `up` was still running. */
async function upUnderFire(hit: () => Promise<void>): Promise<boolean> {
  // An update sends most of its requests early.
  const delay = Math.round(random.next() ** 2 * 3000);
  let begun = (): void => undefined;
  const firstStep = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const progress = { isRunning: true };
  const up = live.stack
    .up({
      onEvent: ({ resourcePreEvent }) => {
        if (resourcePreEvent?.metadata.type.startsWith("docker:") === true) begun();
      },
    })
    .catch(() => undefined)
    .finally(() => {
      progress.isRunning = false;
      begun();
    });
  await firstStep;
  await pause(delay);
  const { isRunning } = progress;
  try {
    if (isRunning) await hit();
  } finally {
    await up;
  }
  return isRunning;
}

/** The parts of a stack's state that this test uses. */
interface Checkpoint {
  readonly resources: ReadonlyArray<{
    readonly type: string;
    readonly id?: string;
    readonly delete?: boolean;
    readonly outputs?: { readonly name?: string };
  }>;
  readonly pending_operations?: readonly unknown[];
}

/** The docker resources in the state, and the objects in the swarm, by name and id. */
async function expectNothingLostOrOrphaned(): Promise<void> {
  const { resources, pending_operations: pending = [] } = (await live.stack.exportStack()).deployment as Checkpoint;
  const inState = resources
    .filter(({ type }) => type.startsWith("docker:"))
    .map(({ id = "", outputs, delete: isLeftToDelete = false }) => [outputs?.name, id, isLeftToDelete].join(" "))
    .sort();
  const [networks, services, secrets, configs] = await Promise.all([
    engine.listNetworks({ scope: ["swarm"] }),
    engine.listServices(),
    engine.listPayloads("secrets"),
    engine.listPayloads("configs"),
  ]);
  const inSwarm = [
    ...networks.filter(({ Ingress }) => !Ingress).map(({ Name, Id }) => [Name, Id]),
    ...[...services, ...secrets, ...configs].filter(isNoRecord).map(({ Spec, ID }) => [Spec.Name, ID]),
  ].map((words) => [...words, false].join(" "));
  expect({ inState, pending }).toEqual({ inState: inSwarm.sort(), pending: [] });
  const present = declared.present.filter(Boolean).length;
  expect(inState).toHaveLength(declared.networks.length + 1 + 2 + present);
}

/** A record of an interrupted change stays until an update that changes something. */
function isNoRecord({
  Spec,
}: {
  readonly Spec: { readonly Labels?: Readonly<Record<string, string>> | null };
}): boolean {
  return !isRunRecord(Spec.Labels);
}

/** @param hit kills a process @param repair what a user does before the next `up` */
async function rounds(count: number, hit: () => Promise<void>, repair: () => Promise<void>): Promise<void> {
  let hits = 0;
  for (let round = 1; hits < count; round++) {
    const where = `seed ${seed}, round ${round}`;
    expect(round).toBeLessThan(3 * count);
    try {
      edit();
      if (await upUnderFire(hit)) hits++;
      await repair();
      // Sometimes the program changes before the next 'up'.
      if (random.below(3) === 0) edit();
      await live.stack.up();
      // If the CLI was killed, the user must clear its list of pending creates, as its message says.
      await live.stack.refresh({ clearPendingCreates: true, expectNoChanges: true });
      await live.stack.preview({ expectNoChanges: true });
      await expectNothingLostOrOrphaned();
    } catch (error) {
      throw new Error(`${where}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    }
  }
}

/** A runner: a folder with the program, and a PULUMI_HOME of its own. */
async function startRunner(): Promise<void> {
  const program = join(checkout, "tests", "support", "programs", "fire.js");
  live = await createLiveStack("fire", lab.dockerHost, program, state);
  declare(declared);
}

/** Continues on another runner, which has nothing of the lost one. */
async function replaceRunner(): Promise<void> {
  rmSync(live.directory, { recursive: true });
  await startRunner();
}

/** Kills the processes of this stack's CLI. */
function kill(isVictim: (words: readonly string[]) => boolean): void {
  for (const { pid, words } of processesWith("PULUMI_HOME", `${live.directory}/home`)) {
    if (isVictim(words)) process.kill(pid, "SIGKILL");
  }
}

const isProvider = (words: readonly string[]): boolean =>
  words.some((word) => word.endsWith("dist/bundle/provider.js"));
const isCli = (words: readonly string[]): boolean => words[0]?.endsWith("/pulumi") === true;

beforeAll(async () => {
  process.stdout.write(`fire: FIRE_SEED=${seed}\n`);
  lab = await startOwnLab("fire", { nodes: 2, managers: 1 });
  engine = new Engine({ host: lab.dockerHost });
  await startRunner();
  await live.stack.up();
});

afterAll(async () => {
  try {
    await live.remove();
  } finally {
    rmSync(state, { recursive: true });
    await lab.remove();
  }
});

test("If the provider is killed at any moment of an update, nothing is lost and nothing is left behind", async () => {
  await rounds(
    kills,
    () => {
      kill(isProvider);
      return Promise.resolve();
    },
    () => Promise.resolve(),
  );
}, 900_000);

test("If the CLI is killed at any moment of an update, nothing is lost and nothing is left behind", async () => {
  await rounds(
    kills,
    () => {
      kill(isCli);
      return Promise.resolve();
    },
    // What docs/provider.md tells the user to do: break the killed CLI's lock, then read what it could not record.
    async () => {
      await live.stack.cancel();
      await live.stack.refresh({ clearPendingCreates: true });
    },
  );
}, 900_000);

test("If a runner is lost at any moment of an update, an update on another runner finishes it", async () => {
  await rounds(
    kills,
    () => {
      // All of its processes: the language host would otherwise wait for a CLI that never comes back.
      kill(() => true);
      return Promise.resolve();
    },
    // What a pipeline does: break the lost runner's lock. The state is all that both runners have.
    async () => {
      await replaceRunner();
      await live.stack.cancel();
    },
  );
}, 1_800_000);

test("If a daemon loses power at any moment of an update, nothing is lost and nothing is left behind", async () => {
  await rounds(
    kills,
    async () => {
      await lab.kill("node1");
      await lab.start("node1");
    },
    () => Promise.resolve(),
  );
}, 900_000);

test("After all of that, a destroy leaves nothing in the swarm", async () => {
  await live.stack.destroy();
  const lists = await Promise.all([
    engine.listServices(),
    engine.listPayloads("secrets"),
    engine.listPayloads("configs"),
  ]);
  expect(lists.flat().map(({ Spec }) => [Spec.Name, Spec.Labels])).toEqual([]);
});

test("The state is in files that are only ever replaced as a whole", () => {
  // Pulumi overwrites metadata in place, so a kill can leave an empty file that makes the state unreadable.
  const files = readdirSync(state, { recursive: true, encoding: "utf8" });
  expect(files).toContain(".pulumi/meta.yaml");
  expect(files.filter((name) => name.endsWith(".attrs"))).toEqual([]);
});

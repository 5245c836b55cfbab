import { createFormat } from "../../../provider/journal/entry";
import { setTimeout as pause } from "node:timers/promises";
import type { ServiceError } from "@grpc/grpc-js";
import { Deployment, Machine, type RunOptions } from "../../support/deployment";
import type { FakeEngineOptions } from "../../support/fakeEngine/fakeEngine";
import type { Fault, PlannedFault } from "../../support/fakeEngine/faults";
import { engineOf, type Change, type OperationName, type Subject, type World } from "./subjects";

/** Milliseconds for one case. All cases run at once on a machine that may be slow, and each must end by itself. */
const limitMs = 240_000;

/** One resource on fake Engines of its own, with two machines from which it is deployed. */
export class Trial {
  private constructor(
    public readonly subject: Subject,
    public readonly world: World,
    public readonly deployment: Deployment,
    /** Where the operation under test runs. */
    public readonly first: Machine,
    /** A machine that has never run this stack: it has the state, and not the first one's journal. */
    public readonly second: Machine,
  ) {}

  /** Runs a test with a trial, and ends what the trial started. */
  public static async of(
    subject: Subject,
    test: (trial: Trial) => Promise<void>,
    options: FakeEngineOptions = {},
  ): Promise<void> {
    const [world, first, second] = await Promise.all([subject.start(options), Machine.start(), Machine.start()]);
    const end = new AbortController();
    try {
      const trial = new Trial(subject, world, new Deployment(subject.type, world.engine.host), first, second);
      await Promise.race([test(trial), failAfter(limitMs, end.signal)]);
    } finally {
      end.abort();
      await Promise.all([world.stop(), first.stop(), second.stop()]);
    }
  }

  /** Deploys what the operation needs to be there, without any fault. */
  public async prepare(operation: OperationName): Promise<void> {
    if (operation !== "create")
      expect(await this.deployment.up(this.world.inputs.create, this.on(this.first))).toBeUndefined();
    this.world.engine.carriedOut.length = 0;
    this.world.manager.carriedOut.length = 0;
  }

  /** From now on, requests for this change go wrong. */
  public fail(change: Change, fault: Omit<Fault, "method" | "path">): PlannedFault {
    return engineOf(change, this.world).fail({ ...fault, method: change.method, path: change.path });
  }

  /** Runs an operation, and resolves to its error, if it fails. */
  public async run(
    operation: OperationName,
    options: RunOptions = this.on(this.first),
  ): Promise<ServiceError | undefined> {
    const { create, update } = this.world.inputs;
    return operation === "delete"
      ? this.deployment.destroy(options)
      : this.deployment.up(operation === "create" ? create : update, options);
  }

  /** How often each change of the operation was carried out. */
  public countChanges(operation: OperationName): number[] {
    const changes = this.subject.changes[operation] ?? [];
    return changes.map(
      (change) =>
        engineOf(change, this.world).carriedOut.filter((line) => {
          const [method, path = ""] = line.split(" ");
          return method === change.method && change.path.test(path);
        }).length,
    );
  }

  /** *Nothing is orphaned*: all that exists is in the state. */
  public expectKnown(): void {
    const { recorded } = this.deployment;
    for (const id of this.world.live()) expect(id).toBe(recorded?.id);
  }

  /** From now on nothing goes wrong any more. */
  public forgive(): void {
    this.world.engine.forgive();
    this.world.manager.forgive();
  }

  /** Waits until the Engines have done what they were asked for, and listen. */
  public async settled(): Promise<void> {
    await Promise.all([this.world.engine.settled(), this.world.manager.settled()]);
  }

  /** Runs the operation again where nothing goes wrong: it ends well, and there is exactly what was asked for. */
  public async expectFinished(operation: OperationName, machine: Machine): Promise<void> {
    expect(await this.run(operation, this.on(machine))).toBeUndefined();
    if (operation === "delete") {
      expect(this.world.isAsBefore()).toBe(true);
    } else {
      this.expectKnown();
      expect(this.world.live()).toHaveLength(1);
      expect(this.world.isAs(this.world.inputs[operation])).toBe(true);
    }
  }

  /** Removes what is there: nothing is left in the swarm, nor in a journal. */
  public async expectRemovable(): Promise<void> {
    expect(await this.run("delete", this.on(this.first))).toBeUndefined();
    expect(this.world.isAsBefore()).toBe(true);
    expect(await this.recordedCreates()).toBe(0);
  }

  /** The number of creates in the journals: in the swarm, and in the folders of both machines. */
  public async recordedCreates(): Promise<number> {
    const files = [this.world.engine, this.world.manager].flatMap(({ recorded }) => [...recorded.keys()]);
    const inSwarm = files.filter((file) => file.endsWith(createFormat.suffix)).length;
    return inSwarm + (await this.first.entries()) + (await this.second.entries());
  }

  public on(machine: Machine): RunOptions {
    return { machine };
  }
}

async function failAfter(milliseconds: number, signal: AbortSignal): Promise<void> {
  await pause(milliseconds, undefined, { signal }).catch(() => undefined);
  if (!signal.aborted) throw new Error(`the case has not ended after ${milliseconds / 1000} s`);
}

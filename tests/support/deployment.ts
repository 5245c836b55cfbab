import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ServiceError } from "@grpc/grpc-js";
import { DiffResponse } from "@pulumi/pulumi/proto/provider_pb";
import { createFormat } from "../../provider/journal/entry";
import { handlers } from "../../provider/resources";
import type { WireObject } from "../../provider/server/wire";
import { partialFailure } from "./partialFailure";
import { ProviderClient } from "./providerClient";

/** A machine on which the CLI runs. Between runs, it keeps only the provider's journal. */
export class Machine {
  private constructor(private readonly home: string) {}

  public static async start(): Promise<Machine> {
    return new Machine(await mkdtemp(join(tmpdir(), "machine-")));
  }

  /** The number of creates in the journal of this machine. Those in the swarm are not among them. */
  public async entries(): Promise<number> {
    const files = await readdir(join(this.home, "docker-journal")).catch(() => []);
    return files.filter((name) => name.endsWith(createFormat.suffix)).length;
  }

  public get environment(): Readonly<Record<string, string>> {
    return { PULUMI_HOME: this.home };
  }

  public async stop(): Promise<void> {
    await rm(this.home, { recursive: true, force: true });
  }
}

/** A resource as the stack's state records it. */
export interface Recorded {
  readonly id: string;
  readonly inputs: WireObject;
  readonly outputs: WireObject;
  /** The provider reported that the resource exists but is not finished, so the next run updates it. */
  readonly isUnfinished: boolean;
}

/** The conditions of one run of the CLI. */
export interface RunOptions {
  readonly machine: Machine;
  /** The resource option `customTimeouts`, in seconds. @default not given */
  readonly timeout?: number;
  /**
   * Whether the CLI ends normally. If it is killed, the provider does not learn whether the state was written.
   *
   * @default true
   */
  readonly cleanly?: boolean;
  /** Happens while the operation runs. */
  readonly meanwhile?: (provider: ProviderClient) => Promise<void>;
}

/** One resource in a stack. Each run starts its own provider, and the state keeps what the CLI would keep. */
export class Deployment {
  public recorded: Recorded | undefined;

  public constructor(
    private readonly type: string,
    private readonly host: string,
    private readonly name = "net",
  ) {}

  /** `pulumi up`. Returns the error that it ends with, if any. */
  public async up(news: WireObject, options: RunOptions): Promise<ServiceError | undefined> {
    return this.run(options, async (provider) => {
      const { type, name, recorded } = this;
      const olds = recorded === undefined ? {} : { olds: recorded.inputs };
      const { inputs = {}, failures } = await provider.check({ type, name, news, ...olds });
      if (failures.length > 0) throw new Error(`the provider refuses ${JSON.stringify(failures)}`);
      if (recorded === undefined) {
        const { id, state = {} } = await provider.create({ type, name, inputs, timeout: options.timeout });
        this.recorded = { id, inputs, outputs: state, isUnfinished: false };
        return;
      }
      const { id, inputs: oldInputs, outputs: oldState, isUnfinished } = recorded;
      const diff = await provider.diff({ type, name, id, oldInputs, oldState, news: inputs });
      if (diff.getReplacesList().length > 0) throw new Error(`the provider replaces ${diff.getReplacesList().join()}`);
      if (diff.getChanges() !== DiffResponse.DiffChanges.DIFF_SOME && !isUnfinished) return;
      const request = { type, name, id, oldInputs, oldState, news: inputs, timeout: options.timeout };
      const { state = {} } = await provider.update(request);
      this.recorded = { id, inputs, outputs: state, isUnfinished: false };
    });
  }

  /** `pulumi destroy`. Returns the error that it ends with, if any. */
  public async destroy(options: RunOptions): Promise<ServiceError | undefined> {
    return this.run(options, async (provider) => {
      const { type, name, recorded } = this;
      if (recorded === undefined) return;
      await provider.delete({ type, name, id: recorded.id, state: recorded.outputs, timeout: options.timeout });
      this.recorded = undefined;
    });
  }

  private async run(
    { machine, cleanly = true, meanwhile }: RunOptions,
    operate: (provider: ProviderClient) => Promise<void>,
  ): Promise<ServiceError | undefined> {
    const { environment } = machine;
    const provider = await ProviderClient.start({ handlers: [...handlers.values()], environment });
    try {
      await provider.configure({ host: this.host });
      await Promise.all([operate(provider), meanwhile?.(provider)]);
      return undefined;
    } catch (error) {
      if (!(error instanceof Error && "metadata" in error)) throw error;
      const failure = error as ServiceError;
      const live = partialFailure(failure);
      if (live !== undefined) {
        const { id, inputs = {}, state = {} } = live;
        this.recorded = { id, inputs, outputs: state, isUnfinished: true };
      }
      return failure;
    } finally {
      await provider.stop({ cleanly });
    }
  }
}

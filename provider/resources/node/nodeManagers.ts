import type { Engine } from "../../engine/engine";
import { meaningOf, type Meaning } from "../../engine/meaning";
import { timeoutAfter } from "../../engine/timeout";
import type { Info } from "../../engine/types";
import type { Operation } from "../../handler/handler";

/** A daemon's answer about its swarm. */
export interface Answer {
  readonly engine: Engine;
  /** `undefined`: it did not answer. */
  readonly info: Info | undefined;
}

/** Seconds that a daemon gets to say whether it is a manager. */
const patienceSeconds = 10;

/** Errors of a daemon that cannot answer at the moment. */
const silences: readonly (Meaning | undefined)[] = ["unsent", "transient"];

/**
 * The managers through which a node can be changed or inspected: its own daemon while it is a manager, then the hosts
 * in the program's `managerHosts`. They are looked up again each time, because roles change while an operation runs.
 */
export class Managers {
  /** By host. Kept, because only a daemon that has answered before is waited for while it restarts. */
  private readonly engines = new Map<string, Engine>();

  public constructor(
    private readonly operation: Operation,
    private readonly hosts: readonly string[],
    /** The id of the managers' swarm; `undefined`: not known yet. */
    private readonly swarmId?: string,
  ) {}

  /** @param options `others`: not the node's own daemon */
  public async find(options: { readonly others?: boolean } = {}): Promise<Engine | undefined> {
    const { engine } = this.operation;
    if (options.others !== true && this.isManager(await this.ask(engine))) return engine;
    for (const answer of await this.askOthers()) if (this.isManager(answer)) return answer.engine;
    return undefined;
  }

  /**
   * @param what needs a manager, e.g. `change its labels`
   * @throws Error that says how to name a manager when none answers
   */
  public async require(what: string): Promise<Engine> {
    const found = await this.find();
    if (found !== undefined) return found;
    const asked = this.hosts.length === 0 ? "" : ` None of 'managerHosts' (${this.hosts.join(", ")}) answers as one.`;
    throw new Error(
      `Node "${this.operation.logicalName}": only a manager can ${what}, and the daemon at ` +
        `${this.operation.engine.host} is not one.${asked} Set 'managerHosts' to the addresses of managers' Docker ` +
        `daemons, e.g. the output 'dockerHost' of a SwarmNode in this stack.`,
    );
  }

  /** The answers of the hosts in `managerHosts`, without the node's own daemon. */
  public async askOthers(): Promise<Answer[]> {
    const { engine } = this.operation;
    const others = this.hosts.filter((host) => host !== engine.host);
    return Promise.all(others.map((host) => this.ask(this.engineAt(host))));
  }

  private engineAt(host: string): Engine {
    const engine = this.engines.get(host) ?? this.operation.engine.at(host);
    this.engines.set(host, engine);
    return engine;
  }

  private isManager({ info }: Answer): boolean {
    if (info?.Swarm.ControlAvailable !== true || info.Swarm.LocalNodeState !== "active") return false;
    const { Cluster } = info.Swarm;
    return this.swarmId === undefined || Cluster === undefined || Cluster.ID === this.swarmId;
  }

  private async ask(engine: Engine): Promise<Answer> {
    const { signal } = this.operation;
    const limit = AbortSignal.any([signal, timeoutAfter(patienceSeconds)]);
    try {
      return { engine, info: await engine.info(limit) };
    } catch (error) {
      signal.throwIfAborted();
      if (limit.aborted || silences.includes(meaningOf(error))) return { engine, info: undefined };
      throw error;
    }
  }
}

import type { Engine } from "../../engine/engine";
import { isNotManager, isUnreachable } from "../../engine/error";
import type { Info } from "../../engine/types";
import { isPassing } from "../network/networkLookup";
import type { Operation } from "../../handler/handler";

/** What a daemon that was asked for the swarm's state has said. */
export interface Answer {
  readonly engine: Engine;
  /** `undefined`: it did not answer. */
  readonly info: Info | undefined;
}

/** Seconds that a daemon gets to say whether it is a manager. */
const patience = 10;

/**
 * The managers through which something about a node can be changed or seen: its own daemon while it is one, then the hosts that the program
 * names. Asked anew each time, since roles change while an operation runs.
 */
export class Managers {
  public constructor(
    private readonly operation: Operation,
    private readonly hosts: readonly string[],
    /** The swarm whose managers count; `undefined`: not known yet. */
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
   * @param what cannot be done without, e.g. `change its labels`
   * @throws Error with the way out when no manager answers
   */
  public async require(what: string): Promise<Engine> {
    const found = await this.find();
    if (found !== undefined) return found;
    const asked = this.hosts.length === 0 ? "" : ` None of 'managerHosts' (${this.hosts.join(", ")}) answers as one.`;
    throw new Error(
      `Node "${this.operation.logicalName}": it takes a manager to ${what}, and the daemon at ${this.operation.engine.host} is none.${asked} ` +
        `Give 'managerHosts': addresses of Docker daemons of managers, e.g. the output 'dockerHost' of one that this stack declares.`,
    );
  }

  /** What the hosts that the program names say, the node's own daemon aside. */
  public async askOthers(): Promise<Answer[]> {
    const { engine } = this.operation;
    const others = this.hosts.filter((host) => host !== engine.host);
    return Promise.all(others.map((host) => this.ask(engine.at(host))));
  }

  private isManager({ info }: Answer): boolean {
    if (info?.Swarm.ControlAvailable !== true || info.Swarm.LocalNodeState !== "active") return false;
    const { Cluster } = info.Swarm;
    return this.swarmId === undefined || Cluster === undefined || Cluster.ID === this.swarmId;
  }

  private async ask(engine: Engine): Promise<Answer> {
    const { signal } = this.operation;
    const limit = AbortSignal.any([signal, AbortSignal.timeout(patience * 1000)]);
    try {
      return { engine, info: await engine.info(limit) };
    } catch (error) {
      signal.throwIfAborted();
      if (limit.aborted || isUnreachable(error) || isPassing(error)) return { engine, info: undefined };
      throw error;
    }
  }
}

/** An error that passes while managers come and go: asked again, perhaps of another one, the swarm may answer. */
export function isChanging(error: unknown): boolean {
  return isPassing(error) || isNotManager(error);
}

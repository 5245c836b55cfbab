import type { Engine } from "../../engine/engine";
import { isNotFound } from "../../engine/meaning";
import { sleep } from "../../engine/sleep";
import type { Node, Service, Task } from "../../engine/types";
import { unlessAborted } from "../../engine/unlessAborted";

/** One look at a service. */
export interface ServiceLook {
  readonly service: Service;
  /** The tasks of the present spec, including those that have ended. */
  readonly tasks: readonly Task[];
  readonly nodes: readonly Node[];
}

/** Milliseconds between two looks at the same service. All waits look at the same moments, so that they can share. */
const tickMs = 250;

/** Milliseconds for which a look waits for others. */
const collectMs = 10;

/** Nodes change rarely, so they are listed only every other second. */
const nodesMs = 2000;

/** How many services one request names at most: a request line must not become too long for a proxy. */
const chunkSize = 100;

/**
 * The looks at services whose tasks several operations wait for. The Engine has no events about tasks. Looks at the
 * same moment share their requests, so that their number does not grow with the number of services that start.
 */
export class ServiceLooks {
  private static readonly byEngine = new WeakMap<Engine, ServiceLooks>();
  private batch: Batch | undefined;
  private nodes: { readonly list: readonly Node[]; readonly at: number } | undefined;
  /** How long the last look took, in milliseconds. */
  private lastMs = 0;

  private constructor(private readonly engine: Engine) {}

  public static at(engine: Engine): ServiceLooks {
    const looks = this.byEngine.get(engine) ?? new ServiceLooks(engine);
    this.byEngine.set(engine, looks);
    return looks;
  }

  /** @throws EngineError, also if the service does not exist; the signal's reason */
  public async look(id: string, signal: AbortSignal): Promise<ServiceLook> {
    this.batch ??= this.open();
    this.batch.ids.add(id);
    const { looks, nodes } = await unlessAborted(this.batch.answer, signal);
    // A service that the list does not contain is read for the Engine's own error.
    const look = looks.get(id) ?? { service: await this.engine.inspectService(id, signal), tasks: [] };
    return { ...look, nodes };
  }

  /**
   * The milliseconds until the next common moment. If the swarm needs long for an answer, they are more, so that the
   * looks take at most a third of its time.
   */
  public msToNext(): number {
    const step = tickMs * Math.max(1, Math.ceil((2 * this.lastMs) / tickMs));
    return step - (performance.now() % step);
  }

  /** Not bound to the signal of the first caller, because others wait for the same answer. */
  private open(): Batch {
    const ids = new Set<string>();
    const answer = sleep(collectMs).then(async () => {
      this.batch = undefined;
      const start = performance.now();
      const swarm = await this.read([...ids]);
      this.lastMs = performance.now() - start;
      return swarm;
    });
    // Each caller gets the error, if there still is one.
    answer.catch(() => undefined);
    return { ids, answer };
  }

  private async read(ids: readonly string[]): Promise<Swarm> {
    const chunks = Array.from({ length: Math.ceil(ids.length / chunkSize) }, (_, i) =>
      ids.slice(i * chunkSize, (i + 1) * chunkSize),
    );
    const [parts, nodes] = await Promise.all([
      Promise.all(chunks.map((chunk) => this.readServices(chunk))),
      this.freshNodes(),
    ]);
    const looks = new Map<string, { readonly service: Service; readonly tasks: Task[] }>();
    for (const service of parts.flatMap(({ services }) => services)) looks.set(service.ID, { service, tasks: [] });
    for (const task of parts.flatMap(({ tasks }) => tasks)) looks.get(task.ServiceID)?.tasks.push(task);
    return { looks, nodes };
  }

  private async readServices(
    ids: readonly string[],
  ): Promise<{ readonly services: readonly Service[]; readonly tasks: readonly Task[] }> {
    const services = await this.engine.listServices({ id: ids });
    if (services.length === 0) return { services, tasks: [] };
    try {
      // Docker's own CLI selects the tasks of the present spec with the filter `_up-to-date`.
      const filters = { service: services.map(({ ID }) => ID), "_up-to-date": ["true"] };
      return { services, tasks: await this.engine.listTasks(filters) };
    } catch (error) {
      // The Engine refuses a filter with a service that was removed meanwhile; the next list does not contain it.
      if (isNotFound(error)) return this.readServices(ids);
      throw error;
    }
  }

  private async freshNodes(): Promise<readonly Node[]> {
    if (this.nodes === undefined || performance.now() - this.nodes.at > nodesMs) {
      this.nodes = { list: await this.engine.listNodes(), at: performance.now() };
    }
    return this.nodes.list;
  }
}

interface Swarm {
  readonly looks: ReadonlyMap<string, Pick<ServiceLook, "service" | "tasks">>;
  readonly nodes: readonly Node[];
}

/** The services that the next look is about. */
interface Batch {
  readonly ids: Set<string>;
  readonly answer: Promise<Swarm>;
}

import type { Engine } from "../../provider/engine/engine";
import type { Network, Task } from "../../provider/engine/types";
import { poll } from "../../tests/support/poll";
import type { Size } from "./operation";

const waitSeconds = 600;

/** The swarm that all contenders deploy to. Waits on it are not part of any contender's tool. */
export class Swarm {
  public constructor(
    public readonly engine: Engine,
    private readonly size: Size,
  ) {}

  /** Waits until all tasks of the stack run. */
  public async settled(): Promise<void> {
    const expected = this.size.networks * this.size.replicas;
    await this.wait("all tasks to run", (tasks) => {
      const running = tasks.filter(
        ({ Status, DesiredState }) => Status.State === "running" && DesiredState === "running",
      );
      return running.length === expected;
    });
  }

  /** Waits until no task occupies a node. */
  public async stopped(): Promise<void> {
    await this.wait("all tasks to stop", (tasks) => tasks.length === 0);
  }

  /** Waits until no overlay network but the ingress is left. */
  public async empty(): Promise<void> {
    await this.stopped();
    await poll("networks to be removed", async () => ((await this.networks()).length === 0 ? true : undefined), {
      timeoutSeconds: waitSeconds,
    });
  }

  private async networks(): Promise<Network[]> {
    return (await this.engine.listNetworks({ scope: ["swarm"] })).filter(({ Ingress }) => !Ingress);
  }

  private async wait(what: string, isDone: (tasks: readonly Task[]) => boolean): Promise<void> {
    const ended = ["complete", "shutdown", "failed", "rejected", "remove", "orphaned"];
    await poll(
      what,
      async () => {
        const tasks = await this.engine.listTasks();
        return isDone(tasks.filter(({ Status }) => !ended.includes(Status.State))) ? true : undefined;
      },
      { timeoutSeconds: waitSeconds },
    );
  }
}

import { EngineError } from "../../../provider/engine/error";
import type { ServiceSpec } from "../../../provider/engine/types";
import { timed } from "../measure";
import type { Contender, Size } from "../operation";
import type { Swarm } from "../swarm";

/** The Engine API itself, all calls of a kind at once: what no tool can undercut. */
export function engineCalls(swarm: Swarm, image: string, { networks, replicas }: Size): Contender {
  const { engine } = swarm;
  const numbers = Array.from({ length: networks }, (_, i) => i);
  const create = async (): Promise<void> => {
    const created = await Promise.all(
      numbers.map((i) => engine.createNetwork({ Name: `bench-net-${i}`, Driver: "overlay" })),
    );
    await Promise.all(
      created.map(({ id }, i) => {
        const spec: ServiceSpec = {
          Name: `bench-svc-${i}`,
          TaskTemplate: { ContainerSpec: { Image: `${image}:1` }, Networks: [{ Target: id }] },
          Mode: { Replicated: { Replicas: replicas } },
        };
        return engine.createService(spec);
      }),
    );
  };
  const remove = async (): Promise<void> => {
    await Promise.all((await engine.listServices()).map(({ ID }) => engine.removeService(ID)));
    await swarm.stopped();
    const left = (await engine.listNetworks({ scope: ["swarm"] })).filter(({ Ingress }) => !Ingress);
    await Promise.all(left.map(({ Id }) => engine.removeNetwork(Id).catch(ignoreGone)));
    await swarm.empty();
  };
  return {
    name: "Engine API",
    operations: {
      up: () => timed(create),
      upRunning: () => timed(() => create().then(() => swarm.settled())),
      destroy: () => timed(remove),
    },
    close: remove,
  };
}

function ignoreGone(error: unknown): void {
  if (!(error instanceof EngineError) || error.status !== 404) throw error;
}

import * as docker from "@pulumi/docker";
import { Engine } from "../../provider/engine/engine";
import { readLab } from "../support/lab";
import { createLiveStack, type LiveStack } from "../support/stack";

const lab = readLab();
const engine = new Engine({ host: lab.dockerHost });
const port = 18140;
let live: LiveStack;

function program(constraints: readonly string[], ports: readonly number[]) {
  return (): Promise<Record<string, unknown>> => {
    const service = new docker.Service("endpoint", {
      name: "live-endpoint",
      taskSpec: {
        containerSpec: { image: lab.image, stopGracePeriod: "1s" },
        placement: { constraints: [...constraints, `node.hostname==${lab.nodes[0]?.name ?? ""}`] },
      },
      updateConfig: { monitor: "1s" },
      endpointSpec: { ports: ports.map((one) => ({ targetPort: 8080, publishedPort: one, publishMode: "host" })) },
    });
    return Promise.resolve({ id: service.id });
  };
}

beforeAll(async () => {
  live = await createLiveStack("endpoint", lab.dockerHost, program([], []));
}, 60_000);

afterAll(async () => {
  await live.remove();
}, 60_000);

test("A port that is added after a change of placement works, although Swarm does not update the tasks", async () => {
  const runs = async (): Promise<string[]> =>
    (await engine.listTasks({ service: ["live-endpoint"], "desired-state": ["running"] })).map(({ ID }) => ID);
  await live.stack.up();
  const first = await runs();
  live.setProgram(program(["node.platform.os==linux"], []));
  await live.stack.up();
  expect(await runs()).toEqual(first);

  live.setProgram(program(["node.platform.os==linux"], [port]));
  await live.stack.up();
  const answer = await fetch(`http://${lab.nodes[0]?.address ?? ""}:${port}/health`);
  expect((await answer.text()).trim()).toBe("ok");
  await live.expectQuiet();
}, 120_000);

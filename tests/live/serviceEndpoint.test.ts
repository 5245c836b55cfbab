import * as docker from "@pulumi/docker";
import type { PublishedPort } from "../../components";
import { Protocol, PublishMode, SwarmService } from "../../components";
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
});

afterAll(async () => {
  await live.remove();
});

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
});

test("Each of several ports with one target has its own number, with other protocols and modes beside it", async () => {
  live.setProgram(() => {
    const api = new SwarmService("endpoint-api", {
      image: lab.image,
      ports: [
        { targetPort: 8080, publishedPort: 18141 },
        { targetPort: 8080 },
        { targetPort: 8080, protocol: Protocol.Udp },
        { targetPort: 8080, publishedPort: 18142, protocol: Protocol.Udp },
        { targetPort: 8080, publishedPort: 18143, publishMode: PublishMode.Host },
        { targetPort: 8080, publishMode: PublishMode.Host },
      ],
    });
    return Promise.resolve({ ports: api.publishedPorts });
  });
  const { outputs } = await live.upWithResult();
  const ports = outputs["ports"]?.value as PublishedPort[];
  const { Endpoint } = await engine.inspectService("endpoint-api");
  const chosen = (protocol: string, fixed: number): number | undefined =>
    Endpoint?.Ports?.find(
      ({ Protocol: given, PublishMode: mode, PublishedPort: number }) =>
        given === protocol && mode === "ingress" && number !== fixed,
    )?.PublishedPort;
  expect(chosen("tcp", 18141)).toBeGreaterThanOrEqual(30_000);
  expect(chosen("udp", 18142)).toBeGreaterThanOrEqual(30_000);
  expect(ports).toEqual([
    { targetPort: 8080, publishedPort: 18141, protocol: "tcp", publishMode: "ingress" },
    { targetPort: 8080, publishedPort: chosen("tcp", 18141), protocol: "tcp", publishMode: "ingress" },
    { targetPort: 8080, publishedPort: chosen("udp", 18142), protocol: "udp", publishMode: "ingress" },
    { targetPort: 8080, publishedPort: 18142, protocol: "udp", publishMode: "ingress" },
    { targetPort: 8080, publishedPort: 18143, protocol: "tcp", publishMode: "host" },
    { targetPort: 8080, protocol: "tcp", publishMode: "host" },
  ]);
  await live.expectQuiet();
});

import * as docker from "@pulumi/docker";
import { EndpointMode, SwarmService } from "../../components";
import { Engine } from "../../provider/engine/engine";
import { readLab } from "../support/lab";
import { createLiveStack, type LiveStack } from "../support/stack";

const lab = readLab();
const engine = new Engine({ host: lab.dockerHost });
const serviceName = "imported-overlay-web";
const identity = { label: "swarm.network.identity", value: "live/imported-overlay/net" };

let live: LiveStack;

/** Declares a network, and a service on it. */
function declare(args: docker.NetworkArgs): void {
  live.setProgram(() => {
    const network = new docker.Network("net", { driver: "overlay", ...args });
    new SwarmService(serviceName, {
      image: lab.image,
      endpointMode: EndpointMode.Dnsrr,
      networks: [{ id: network.id }],
      updateConfig: { monitor: "500ms" },
    });
    return Promise.resolve({ id: network.id });
  });
}

/** Deploys, and answers the largest number of networks that the service was on meanwhile. */
async function up(): Promise<number> {
  let most = 0;
  const look = async (): Promise<void> => {
    const service = await engine.inspectService(serviceName).catch(() => undefined);
    most = Math.max(most, service?.Spec.TaskTemplate.Networks?.length ?? 0);
  };
  const watch = setInterval(() => void look(), 100);
  try {
    await live.stack.up();
  } finally {
    clearInterval(watch);
  }
  return most;
}

async function networkNames(): Promise<string[]> {
  return (await engine.listNetworks()).map(({ Name }) => Name).filter((name) => name.startsWith("imported-overlay-"));
}

beforeAll(async () => {
  live = await createLiveStack("imported-overlay", lab.dockerHost, () => Promise.resolve({}));
});

afterAll(async () => {
  await live.remove();
  expect(await networkNames()).toEqual([]);
});

test("An imported overlay is replaced by one with an identity while services are on both", async () => {
  const { id } = await engine.createNetwork({ Name: "imported-overlay-a", Driver: "overlay" });
  const resources = [{ type: "docker:index/network:Network", name: "net", id }];
  await live.stack.import({ resources, protect: false, generateCode: false });
  declare({ name: "imported-overlay-a" });
  expect(await up()).toBe(1);
  declare({ name: "imported-overlay-b", labels: [identity] });
  expect(await up()).toBe(2);
  expect(await networkNames()).toEqual(["imported-overlay-b"]);
  await live.expectQuiet();
});

test("A preview warns when services of a network without an identity leave it one after the other", async () => {
  declare({ name: "imported-overlay-c", labels: [{ label: "team", value: "shop" }] });
  const messages: string[] = [];
  await live.stack.preview({
    onEvent: ({ diagnosticEvent }) => {
      if (diagnosticEvent?.severity === "warning") messages.push(diagnosticEvent.message.trim());
    },
  });
  expect(messages).toContainEqual(
    expect.stringContaining(
      `services cannot reach each other until all have moved. To keep them connected, add the label`,
    ),
  );
});

test("A network that is removed first for its fixed name names the services on it, and the label helps", async () => {
  declare({ name: "imported-overlay-b", labels: [{ label: "team", value: "shop" }] });
  const failure = (await live.stack.up().catch((error: unknown) => error)) as Error;
  expect(failure.message).toMatch(
    /Network "imported-overlay-b" \(\w+\) cannot be removed: service "imported-overlay-web" is attached to it\. This update replaces/,
  );
  declare({ name: "imported-overlay-b", labels: [identity, { label: "team", value: "shop" }] });
  expect(await up()).toBe(2);
  expect(await networkNames()).toEqual(["imported-overlay-b"]);
  await live.expectQuiet();
});

import { setTimeout as sleep } from "node:timers/promises";
import * as docker from "@pulumi/docker";
import type { CustomResourceOptions } from "@pulumi/pulumi";
import { EndpointMode, OverlayNetwork, SwarmService } from "../../components";
import { Engine } from "../../provider/engine/engine";
import { readLab } from "../support/lab";
import { createLiveStack, type LiveStack } from "../support/stack";

const lab = readLab();
const engine = new Engine({ host: lab.dockerHost });
const port = 18640;

let live: LiveStack;

interface Declared {
  readonly name: string;
  readonly ports?: readonly number[];
  readonly isGlobal?: boolean;
  /** The service that this one depends on. */
  readonly after?: string;
  /** Declared this many milliseconds after the previous one. @default 0 */
  readonly delayMs?: number;
}

/** Declares services in this order. */
function services(...declared: readonly Declared[]): void {
  live.setProgram(async () => {
    const made = new Map<string, docker.Service>();
    for (const { name, ports = [], isGlobal = false, after = "", delayMs = 0 } of declared) {
      await sleep(delayMs);
      const first = made.get(after);
      const options: CustomResourceOptions = first === undefined ? {} : { dependsOn: [first] };
      const service = new docker.Service(
        name,
        {
          name: `handover-${name}`,
          taskSpec: { containerSpec: { image: lab.image } },
          endpointSpec: { ports: ports.map((publishedPort) => ({ targetPort: 8080, publishedPort })) },
          mode: isGlobal ? { global: true } : { replicated: { replicas: 1 } },
          updateConfig: { monitor: "500ms" },
        },
        options,
      );
      made.set(name, service);
    }
    return {};
  });
}

/** What the services of the swarm publish. */
async function published(): Promise<Record<string, number[]>> {
  const all = await engine.listServices({ name: ["handover-"] });
  return Object.fromEntries(
    all.map(({ Spec }) => [
      Spec.Name.slice("handover-".length),
      (Spec.EndpointSpec?.Ports ?? []).map(({ PublishedPort = 0 }) => PublishedPort),
    ]),
  );
}

/** What the CLI prints when a command fails, and how many seconds that takes. */
async function failureOf(run: Promise<unknown>): Promise<{ output: string; seconds: number }> {
  const start = performance.now();
  const output = await run.then(
    () => "the command did not fail",
    (error: unknown) => (error as Error).message,
  );
  return { output, seconds: (performance.now() - start) / 1000 };
}

beforeAll(async () => {
  live = await createLiveStack("handover", lab.dockerHost, () => Promise.resolve({}));
});

afterAll(async () => {
  await live.remove();
  expect(await published()).toEqual({});
});

test("A published port moves to a service that is declared before the one that has it, in one update", async () => {
  services({ name: "b" }, { name: "a", ports: [port] });
  await live.stack.up();
  services({ name: "b", ports: [port] }, { name: "a" });
  await live.stack.preview();
  await live.stack.up();
  expect(await published()).toEqual({ a: [], b: [port] });
  await live.expectQuiet();
});

test("A new service gets a port that another one gives up in the same update", async () => {
  services({ name: "c", ports: [port] }, { name: "b", ports: [port + 1] }, { name: "a" });
  await live.stack.preview();
  await live.stack.up();
  expect(await published()).toEqual({ a: [], b: [port + 1], c: [port] });
});

test("One operation at a time cannot move a port to an earlier service, and 'dependsOn' resolves that", async () => {
  services({ name: "a", ports: [port] }, { name: "c", delayMs: 2000 }, { name: "b", ports: [port + 1] });
  const { output, seconds } = await failureOf(live.stack.up({ parallel: 1 }));
  expect(output).toMatch(
    /Service "handover-a" cannot have port 18640\/tcp: service "handover-c" \(\w+\) has it\. .+'dependsOn'/,
  );
  expect(seconds).toBeLessThan(60);
  services({ name: "c" }, { name: "a", ports: [port], after: "c" }, { name: "b", ports: [port + 1] });
  await live.stack.up({ parallel: 1 });
  expect(await published()).toEqual({ a: [port], b: [port + 1], c: [] });
});

test("A port does not move to a service on which its holder depends, and the preview says so", async () => {
  services({ name: "a" }, { name: "b", ports: [port] }, { name: "c", after: "a" });
  await live.stack.up();
  services({ name: "a", ports: [port] }, { name: "b" }, { name: "c", after: "a" });
  await live.stack.up();
  services({ name: "c", ports: [port] }, { name: "b", ports: [port + 1] }, { name: "a", after: "c" });
  const { output, seconds } = await failureOf(live.stack.preview());
  expect(output).toMatch(/Service "handover-c" cannot have port 18640\/tcp: service "handover-a" \(\w+\) has it\./);
  expect(seconds).toBeLessThan(60);
  services({ name: "a", ports: [port] }, { name: "c" }, { name: "b", ports: [port + 1] });
  await live.stack.up();
});

test("A replaced service keeps its port, and another one takes the port of one that is replaced", async () => {
  services(
    { name: "c", ports: [port] },
    { name: "a", isGlobal: true },
    { name: "b", ports: [port + 1], isGlobal: true },
  );
  await live.stack.preview();
  await live.stack.up();
  expect(await published()).toEqual({ a: [], b: [port + 1], c: [port] });
});

test("The port of a service that the program drops is refused in the preview, and two updates move it", async () => {
  services({ name: "d", ports: [port] }, { name: "b", ports: [port + 1], isGlobal: true });
  const { output } = await failureOf(live.stack.preview());
  expect(output).toMatch(
    /Service "handover-d" cannot have port 18640\/tcp: service "handover-c" \(\w+\) has it\. .+run 'pulumi up' once without/,
  );
  services({ name: "b", ports: [port + 1], isGlobal: true });
  await live.stack.up();
  services({ name: "d", ports: [port] }, { name: "b", ports: [port + 1], isGlobal: true });
  await live.stack.preview();
  await live.stack.up();
  expect(await published()).toEqual({ b: [port + 1], d: [port] });
});

const first = "10.234.0.0/24";
const second = "10.234.1.0/24";

test("A subnet moves to a new overlay while the one that had it is replaced, with services on both", async () => {
  const stack = await createLiveStack("handover-subnet", lab.dockerHost, () => Promise.resolve({}));
  const declare = (subnets: Record<string, string>): void => {
    stack.setProgram(() => {
      for (const [name, subnet] of Object.entries(subnets)) {
        const network = new OverlayNetwork(name, { subnets: [{ subnet }] });
        new SwarmService(`handover-on-${name}`, {
          image: lab.image,
          endpointMode: EndpointMode.Dnsrr,
          networks: [network.attach()],
          updateConfig: { monitor: "500ms" },
        });
      }
      return Promise.resolve({});
    });
  };
  const subnetsOf = async (): Promise<string[]> =>
    (await engine.listNetworks())
      .filter(({ Name }) => Name.startsWith("handover-"))
      .map(({ Name, IPAM }) => `${Name.slice(0, -"-xxxxxxxx".length)} ${IPAM.Config?.[0]?.Subnet ?? ""}`)
      .sort();
  try {
    declare({ "handover-net-a": first });
    await stack.stack.up();
    // The new network is declared first, so it asks for the subnet before the old one is replaced.
    declare({ "handover-net-b": first, "handover-net-a": second });
    await stack.stack.preview();
    await stack.stack.up();
    expect(await subnetsOf()).toEqual([`handover-net-a ${second}`, `handover-net-b ${first}`]);
    await stack.expectQuiet();

    declare({ "handover-net-a": second });
    await stack.stack.up();
    declare({ "handover-net-c": second });
    const { output } = await failureOf(stack.stack.preview());
    expect(output).toMatch(/cannot have subnet 10\.234\.1\.0\/24: network "handover-net-a-\w+" \(\w+\) has it\./);
  } finally {
    await stack.remove();
  }
});

test("A name moves to a service that is declared before the one that gives it up", async () => {
  const stack = await createLiveStack("handover-name", lab.dockerHost, () => Promise.resolve({}));
  const declare = (names: Record<string, string>): void => {
    stack.setProgram(() => {
      for (const [resource, name] of Object.entries(names)) new SwarmService(resource, { name, image: lab.image });
      return Promise.resolve({});
    });
  };
  try {
    declare({ old: "handover-name-x" });
    await stack.stack.up();
    declare({ next: "handover-name-x", old: "handover-name-y" });
    await stack.stack.up();
    const names = (await engine.listServices({ name: ["handover-name-"] })).map(({ Spec }) => Spec.Name);
    expect(names.sort()).toEqual(["handover-name-x", "handover-name-y"]);
    await stack.expectQuiet();
  } finally {
    await stack.remove();
  }
});

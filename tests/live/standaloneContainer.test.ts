import { EndpointMode, OverlayNetwork, SwarmService } from "../../components";
import { Engine } from "../../provider/engine/engine";
import { dockerCommand } from "../support/dockerCommand";
import { readLab } from "../support/lab";
import { createLiveStack, type LiveStack } from "../support/stack";

// A container that someone attached to an overlay by hand, while the stack replaces that overlay.
const lab = readLab();
const engine = new Engine({ host: lab.dockerHost });
const onNode = lab.nodes[1] ?? lab.nodes[0];
let live: LiveStack;
let container: string;

function declare(args: { readonly mtu?: number }): void {
  live.setProgram(() => {
    const tools = new OverlayNetwork("tools", { attachable: true, ...args });
    new SwarmService("container-api", {
      image: lab.image,
      endpointMode: EndpointMode.Dnsrr,
      networks: [tools.attach()],
      updateConfig: { monitorSeconds: 1 },
    });
    return Promise.resolve();
  });
}

function docker(...args: readonly string[]): Promise<string> {
  return dockerCommand(`unix://${onNode?.socket ?? ""}`, args);
}

/** The names of the networks of the stack. */
async function networks(): Promise<string[]> {
  return (await engine.listNetworks())
    .map(({ Name }) => Name)
    .filter((name) => name.startsWith("tools-"))
    .sort();
}

beforeAll(async () => {
  live = await createLiveStack("container", lab.dockerHost, () => Promise.resolve());
  declare({});
  await live.stack.up();
  const [network = ""] = await networks();
  container = await docker("run", "--detach", "--network", network, lab.image);
}, 180_000);

afterAll(async () => {
  await docker("rm", "--force", container);
  await live.remove();
}, 120_000);

test("An overlay with a standalone container stays until the container has moved", async () => {
  const [old = ""] = await networks();
  declare({ mtu: 1400 });
  const named = new RegExp(
    `container ${container.slice(0, 12)} on node "${onNode?.name ?? ""}" is attached to it by hand`,
  );
  const warnings: string[] = [];
  await live.stack.preview({
    onEvent: ({ diagnosticEvent }) => {
      if (diagnosticEvent?.severity === "warning") warnings.push(diagnosticEvent.message);
    },
  });
  expect(warnings).toContainEqual(expect.stringMatching(named));
  await expect(live.stack.up()).rejects.toThrow(named);

  const both = await networks();
  expect(both).toHaveLength(2);
  const next = both.find((name) => name !== old) ?? "";
  const [service] = await engine.listServices({ name: ["container-api"] });
  expect(service?.Spec.TaskTemplate.Networks).toHaveLength(2);

  await docker("network", "connect", next, container);
  await docker("network", "disconnect", old, container);
  await live.stack.up();
  expect(await networks()).toEqual([next]);
  await live.expectQuiet();
}, 240_000);

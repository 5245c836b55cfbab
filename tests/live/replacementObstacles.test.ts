import { EndpointMode, OverlayNetwork, ServiceMode, SwarmService } from "../../components";
import { Engine } from "../../provider/engine/engine";
import { dockerCommand } from "../support/dockerCommand";
import { readLab } from "../support/lab";
import { createLiveStack, type LiveStack } from "../support/stack";

// What would lose contact if its overlay were replaced. Each case refuses the removal of the old
// overlay, then does what the message says, and repeats the update.
const lab = readLab();
const engine = new Engine({ host: lab.dockerHost });
const agent = "obstacles-agent";
const [, second, third] = lab.nodes;
let live: LiveStack;
let container = "";

function declare(mtu: number): void {
  live.setProgram(() => {
    const tools = new OverlayNetwork("tools", { attachable: true, mtu });
    new SwarmService(agent, {
      image: lab.image,
      mode: ServiceMode.Global,
      endpointMode: EndpointMode.Dnsrr,
      networks: [tools.attach()],
      updateConfig: { monitorSeconds: 1 },
    });
    return Promise.resolve();
  });
}

function docker(...args: readonly string[]): Promise<string> {
  return dockerCommand(lab.dockerHost, args);
}

function dockerOnSecond(...args: readonly string[]): Promise<string> {
  return dockerCommand(`unix://${second?.socket ?? ""}`, args);
}

/** The names of the networks of the stack. */
async function networks(): Promise<string[]> {
  const names = (await engine.listNetworks()).map(({ Name }) => Name);
  return names.filter((name) => name.startsWith("tools-")).sort();
}

/**
 * Changes the overlay, expects the preview to warn and the removal of the old one to be refused, and that the service
 * is on both meanwhile.
 *
 * @returns the names of the old and the new overlay
 */
async function replaceInVain(mtu: number, reason: RegExp): Promise<[string, string]> {
  const [old = ""] = await networks();
  declare(mtu);
  const warnings: string[] = [];
  await live.stack.preview({
    onEvent: ({ diagnosticEvent }) => {
      if (diagnosticEvent?.severity === "warning") warnings.push(diagnosticEvent.message);
    },
  });
  expect(warnings).toContainEqual(expect.stringMatching(reason));
  await expect(live.stack.up()).rejects.toThrow(reason);
  const both = await networks();
  expect(both).toHaveLength(2);
  const [service] = await engine.listServices({ name: [agent] });
  expect(service?.Spec.TaskTemplate.Networks).toHaveLength(2);
  return [old, both.find((name) => name !== old) ?? ""];
}

beforeAll(async () => {
  live = await createLiveStack("obstacles", lab.dockerHost, () => Promise.resolve());
  declare(1400);
  await live.stack.up();
});

afterAll(async () => {
  await docker("node", "update", "--availability", "active", third?.name ?? "");
  if (container !== "") await dockerOnSecond("rm", "--force", container);
  await live.remove();
});

test("A standalone container can move to the new overlay before the services leave the old one", async () => {
  container = await dockerOnSecond("run", "--detach", "--network", (await networks())[0] ?? "", lab.image);
  const reason = `container ${container.slice(0, 12)} on node "${second?.name ?? ""}" is attached to it by hand`;
  const [old, next] = await replaceInVain(1399, new RegExp(reason));
  await dockerOnSecond("network", "connect", next, container);
  await dockerOnSecond("network", "disconnect", old, container);
  await live.stack.up();
  expect(await networks()).toEqual([next]);
  await dockerOnSecond("rm", "--force", container);
});

test("A task of a global service on a paused node keeps its overlay until the node is active", async () => {
  const node = third?.name ?? "";
  await docker("node", "update", "--availability", "pause", node);
  const [, next] = await replaceInVain(1398, new RegExp(`would stay on it: "${agent}" on node "${node}"`));
  await docker("node", "update", "--availability", "active", node);
  await live.stack.up();
  expect(await networks()).toEqual([next]);
});

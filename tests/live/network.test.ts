import * as docker from "@pulumi/docker";
import type { EngineEvent, PulumiFn } from "@pulumi/pulumi/automation";
import { Engine } from "../../provider/engine/engine";
import type { Network } from "../../provider/engine/types";
import { readLab } from "../support/lab";
import { createLiveStack, type LiveStack } from "../support/stack";

const lab = readLab();
const engine = new Engine({ host: lab.dockerHost });
const mtu = "com.docker.network.driver.mtu";
let live: LiveStack;

beforeAll(async () => {
  live = await createLiveStack("network", lab.dockerHost, () => Promise.resolve());
});

afterEach(async () => {
  await live.stack.destroy();
});

afterAll(async () => {
  await live.remove();
});

async function networks(...names: string[]): Promise<Network[]> {
  return (await engine.listNetworks()).filter(({ Name }) => names.includes(Name));
}

/** Deploys a program. Returns the output of the CLI if it fails. */
async function up(program: () => void): Promise<string | undefined> {
  live.setProgram(() => {
    program();
    return Promise.resolve();
  });
  const said: string[] = [];
  const onEvent = ({ diagnosticEvent }: EngineEvent): void => {
    if (diagnosticEvent?.severity === "error") said.push(diagnosticEvent.message.replace(/<\{%[^%]*%\}>/g, "").trim());
  };
  try {
    await live.stack.up({ onEvent });
    return undefined;
  } catch {
    return said.join("\n");
  }
}

test("Overlays of all kinds are created as declared, show no changes, and are removed by destroy", async () => {
  await up(() => {
    new docker.Network("encrypted", {
      name: "net-encrypted",
      driver: "overlay",
      attachable: true,
      options: { encrypted: "", [mtu]: "1400" },
      labels: [
        { label: "tier", value: "back" },
        { label: "team", value: "shop" },
      ],
    });
    new docker.Network("subnets", {
      name: "net-subnets",
      driver: "overlay",
      internal: true,
      ipamConfigs: [
        { subnet: "10.221.9.0/24" },
        { subnet: "10.221.7.0/24", gateway: "10.221.7.99" },
        { subnet: "10.221.8.0/24", ipRange: "10.221.8.128/25" },
      ],
    });
    new docker.Network("plain", { driver: "overlay" });
    new docker.Network("bridge", {
      name: "net-bridge.1",
      ipamConfigs: [{ subnet: "172.31.221.0/24", auxAddress: { router: "172.31.221.5" } }],
    });
  });

  const [encrypted, subnets, bridge] = await Promise.all(
    ["net-encrypted", "net-subnets", "net-bridge.1"].map((name) => networks(name)),
  );
  expect(encrypted).toMatchObject([
    {
      Scope: "swarm",
      Driver: "overlay",
      Attachable: true,
      Internal: false,
      Labels: { team: "shop", tier: "back" },
      Options: { encrypted: "", [mtu]: "1400" },
    },
  ]);
  expect(subnets?.map(({ Internal, IPAM }) => ({ Internal, Config: IPAM.Config }))).toEqual([
    {
      Internal: true,
      Config: [
        { Subnet: "10.221.7.0/24", Gateway: "10.221.7.99" },
        { Subnet: "10.221.8.0/24", IPRange: "10.221.8.128/25", Gateway: "10.221.8.128" },
        { Subnet: "10.221.9.0/24", Gateway: "10.221.9.1" },
      ],
    },
  ]);
  expect(bridge).toMatchObject([
    { Scope: "local", Driver: "bridge", IPAM: { Config: [{ Subnet: "172.31.221.0/24" }] } },
  ]);
  const plain = (await engine.listNetworks()).filter(({ Name }) => /^plain-[0-9a-f]{7}$/.test(Name));
  expect(plain).toHaveLength(1);
  await live.expectQuiet();

  await live.stack.destroy();
  const left = (await engine.listNetworks()).filter(({ Name }) => /^(net|plain)-/.test(Name));
  expect(left).toEqual([]);
});

test("An overlap is refused with the names of both networks, and leaves nothing behind", async () => {
  const first = (): docker.Network =>
    new docker.Network("first", { name: "net-first", driver: "overlay", ipamConfigs: [{ subnet: "10.222.0.0/24" }] });
  await up(first);
  const [present] = await networks("net-first");
  const said = await up(() => {
    first();
    new docker.Network("second", { name: "net-second", driver: "overlay", ipamConfigs: [{ subnet: "10.222.0.0/16" }] });
  });
  expect(said).toContain(
    `Network "net-second" cannot have subnet 10.222.0.0/16: network "net-first" (${present?.Id ?? ""}) has ` +
      `"10.222.0.0/24", which overlaps it. The program gives it to "first" as well. Choose another subnet for one of ` +
      `them.`,
  );
  expect((await networks("net-first", "net-second")).map(({ Name }) => Name)).toEqual(["net-first"]);
  expect(await up(first)).toBe(undefined);
  await live.expectQuiet();
});

test("A network with a fixed name is deleted before its replacement, one with an automatic name after it", async () => {
  const program = (internal: boolean) => (): void => {
    new docker.Network("fixed", { name: "net-fixed", driver: "overlay", internal });
    new docker.Network("automatic", { driver: "overlay", internal });
  };
  await up(program(false));
  const before = await engine.listNetworks();
  await up(program(true));
  const after = (await engine.listNetworks()).filter(({ Id }) => !before.some((old) => old.Id === Id));
  expect(after.map(({ Internal }) => Internal)).toEqual([true, true]);
  expect((await networks("net-fixed")).map(({ Internal }) => Internal)).toEqual([true]);
  expect((await engine.listNetworks()).filter(({ Name }) => Name.startsWith("automatic-"))).toHaveLength(1);
  await live.expectQuiet();
});

test("With options and subnets in ignoreChanges, a renamed network gets the values of the program", async () => {
  const program =
    (name: string, subnet: string, size: string): PulumiFn =>
    () => {
      new docker.Network(
        "backend",
        { name, driver: "overlay", ipamConfigs: [{ subnet }], options: { [mtu]: size } },
        { ignoreChanges: ["options", "ipamConfigs"] },
      );
      return Promise.resolve();
    };
  live.setProgram(program("net-a", "10.223.1.0/24", "1400"));
  await live.stack.up();
  live.setProgram(program("net-b", "10.223.2.0/24", "1450"));
  const { stdout } = await live.stack.preview({ diff: true, color: "never" });
  expect(stdout).toContain(`"10.223.1.0/24" => "10.223.2.0/24"`);
  expect(stdout).toContain(`"1400" => "1450"`);
  await live.stack.up();
  expect(await networks("net-a", "net-b")).toMatchObject([
    {
      Name: "net-b",
      Options: { [mtu]: "1450" },
      IPAM: { Config: [{ Subnet: "10.223.2.0/24", Gateway: "10.223.2.1" }] },
    },
  ]);
  await live.expectQuiet();
});

test("A network that was created by hand is imported by its name, and the next preview shows no changes", async () => {
  const { id } = await engine.createNetwork({
    Name: "net-made",
    Driver: "overlay",
    Attachable: true,
    IPAM: { Config: [{ Subnet: "10.224.0.0/16", Gateway: "10.224.0.9" }] },
    Options: { encrypted: "" },
    Labels: { team: "shop" },
  });
  live.setProgram(() => {
    new docker.Network(
      "made",
      {
        name: "net-made",
        driver: "overlay",
        attachable: true,
        ipamConfigs: [{ subnet: "10.224.0.0/16", gateway: "10.224.0.9" }],
        options: { encrypted: "" },
        labels: [{ label: "team", value: "shop" }],
      },
      { import: "net-made" },
    );
    return Promise.resolve();
  });
  await live.stack.up();
  expect((await networks("net-made")).map(({ Id }) => Id)).toEqual([id]);
  await live.expectQuiet();
});

test("A network that was removed by hand is created again", async () => {
  const program = (): void => {
    new docker.Network("lost", { name: "net-lost", driver: "overlay" });
  };
  await up(program);
  const [lost] = await networks("net-lost");
  await engine.removeNetwork(lost?.Id ?? "");
  await live.stack.refresh();
  await up(program);
  const found = await networks("net-lost");
  expect(found).toHaveLength(1);
  expect(found[0]?.Id).not.toBe(lost?.Id);
});

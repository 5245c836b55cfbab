import * as docker from "@pulumi/docker";
import { GatewayBridge, type GatewayBridgeArgs } from "../../components";
import { gatewayBridgeOptions } from "../../swarm/gatewayBridge";
import { Engine } from "../../provider/engine/engine";
import { poll } from "../support/poll";
import type { Network } from "../../provider/engine/types";
import type { LabNode } from "../support/lab";
import { startOwnLab, type OwnLab } from "../support/ownLab";
import { createLiveStack, type LiveStack } from "../support/stack";

// Starts with two nodes outside a swarm, because the tests let nodes join and leave. One stack has the bridges of both.
let lab: OwnLab;
let live: LiveStack;
let manager: LabNode;
let worker: LabNode;

beforeAll(async () => {
  lab = await startOwnLab("gateway-bridge", { nodes: 2, swarm: "none", interfaces: 2 });
  const [first, second] = lab.nodes;
  if (first === undefined || second === undefined) throw new Error("the lab has fewer than two nodes");
  [manager, worker] = [first, second];
  live = await createLiveStack("gateway-bridge", lab.dockerHost, () => Promise.resolve());
});

afterAll(async () => {
  try {
    // A node that is still in a swarm keeps its bridge.
    await Promise.all([leave(worker), leave(manager)]);
    await live.remove();
  } finally {
    await lab.remove();
  }
});

/** Declares the bridges of nodes, by node name. */
function declare(bridges: Readonly<Record<string, GatewayBridgeArgs>>): void {
  live.setProgram(() => {
    const outputs = lab.nodes
      .filter(({ name }) => bridges[name] !== undefined)
      .map(({ name, socket }) => {
        const provider = new docker.Provider(name, { host: `unix://${socket}` });
        const { id, subnets, gateways } = new GatewayBridge(`${name}-bridge`, bridges[name], { provider });
        return [name, { id, subnets, gateways }];
      });
    return Promise.resolve(Object.fromEntries(outputs) as Record<string, unknown>);
  });
}

async function outputOf(node: LabNode): Promise<unknown> {
  return (await live.stack.outputs())[node.name]?.value;
}

async function bridgeOf({ socket }: LabNode): Promise<Network | undefined> {
  const engine = new Engine({ host: `unix://${socket}` });
  const listed = await engine.listNetworks();
  const found = listed.find(({ Name }) => Name === "docker_gwbridge");
  return found === undefined ? undefined : engine.inspectNetwork(found.Id);
}

/** The addresses of containers on a node's bridge. In a swarm, the ingress has one of them. */
async function addressesOn(node: LabNode): Promise<string[]> {
  return Object.values((await bridgeOf(node))?.Containers ?? {}).map(({ IPv4Address }) => IPv4Address);
}

/** Docker connects the ingress to the bridge shortly after its response. */
async function untilInUse(node: LabNode): Promise<string[]> {
  const ask = async (): Promise<string[] | undefined> => {
    const addresses = await addressesOn(node);
    return addresses.length > 0 ? addresses : undefined;
  };
  return poll("an address on the bridge", ask);
}

async function formSwarm(): Promise<void> {
  await lab.exec(manager.name, "docker", "swarm", "init", "--advertise-addr", manager.address);
  const token = (await lab.exec(manager.name, "docker", "swarm", "join-token", "--quiet", "worker")).trim();
  const words = ["--token", token, "--advertise-addr", worker.address, `${manager.address}:2377`];
  await lab.exec(worker.name, "docker", "swarm", "join", ...words);
}

async function leave(node: LabNode): Promise<void> {
  await lab.exec(node.name, "docker", "swarm", "leave", "--force").catch((error: unknown) => {
    if (!String(error).includes("not part of a swarm")) throw error;
  });
}

async function refusalOf(run: () => Promise<unknown>): Promise<string> {
  try {
    await run();
  } catch (error) {
    // The CLI does not wrap lines, but prints many others.
    return String(error);
  }
  throw new Error("the update was not refused");
}

const first: GatewayBridgeArgs = { subnet: "172.25.0.0/16", gateway: "172.25.0.254", mtu: 1400 };

test("The swarm uses a bridge that was created before the node joined", async () => {
  declare({ [manager.name]: first });
  await live.stack.up();
  await live.expectQuiet();
  const made = await bridgeOf(manager);
  expect(made).toMatchObject({
    Driver: "bridge",
    Options: gatewayBridgeOptions({ mtu: 1400 }),
    IPAM: { Config: [{ Subnet: "172.25.0.0/16", Gateway: "172.25.0.254" }] },
  });
  expect(await outputOf(manager)).toEqual({
    id: made?.Id,
    subnets: ["172.25.0.0/16"],
    gateways: ["172.25.0.254"],
  });

  await formSwarm();
  expect(await untilInUse(manager)).toEqual([expect.stringMatching(/^172\.25\.\d+\.\d+\/16$/)]);
  // The device gets its MTU from its first port.
  expect(await lab.exec(manager.name, "ip", "link", "show", "docker_gwbridge")).toContain(" mtu 1400 ");
  expect((await bridgeOf(manager))?.Id).toBe(made?.Id);
});

test("A bridge that Docker created on a node in a swarm is adopted, and a destroy leaves it in place", async () => {
  await untilInUse(worker);
  const own = await bridgeOf(worker);
  declare({ [manager.name]: first, [worker.name]: {} });
  await live.stack.up();
  await live.expectQuiet();
  expect(await outputOf(worker)).toEqual({ id: own?.Id, subnets: ["172.18.0.0/16"], gateways: ["172.18.0.1"] });
  declare({ [manager.name]: first });
  await live.stack.up();
  expect((await bridgeOf(worker))?.Id).toBe(own?.Id);
});

test("In a swarm, another bridge is refused, and the error lists the steps to replace it", async () => {
  declare({ [manager.name]: first, [worker.name]: { mtu: 1300 } });
  expect(await refusalOf(() => live.stack.preview())).toContain(
    `docker_gwbridge of node "${worker.name}" differs from the declaration in ` +
      `options["com.docker.network.driver.mtu"], and Docker ` +
      `does not replace it while the node is in a swarm. First drain the node`,
  );

  const before = await bridgeOf(manager);
  declare({ [manager.name]: { ...first, mtu: 1300 } });
  expect((await live.stack.preview()).stdout).toContain(
    `docker_gwbridge can only be replaced while node "${manager.name}" is out of its swarm.`,
  );
  expect(await refusalOf(() => live.stack.up())).toContain(
    `docker_gwbridge of node "${manager.name}" cannot be removed or replaced while the node is in a swarm.`,
  );
  expect(await bridgeOf(manager)).toEqual(before);
});

test("The preview refuses addresses of the node's other interface, which only its routes show", async () => {
  const subnet = worker.dataAddress?.replace(/\d+$/, "0/25") ?? "";
  declare({ [manager.name]: first, [worker.name]: { subnet } });
  await leave(worker);
  expect(await refusalOf(() => live.stack.preview())).toContain(
    `docker_gwbridge of node "${worker.name}" cannot have these addresses: "${subnet}" overlaps ` +
      `"${subnet.replace("/25", "/24")}", which ` +
      `the node reaches over eth1.`,
  );
});

test("After the nodes have left, a changed bridge and a bridge left by the swarm are replaced", async () => {
  await leave(manager);
  const left = await bridgeOf(worker);
  expect(left?.IPAM.Config).toEqual([{ Subnet: "172.18.0.0/16", Gateway: "172.18.0.1" }]);
  declare({ [manager.name]: { ...first, mtu: 1300 }, [worker.name]: { subnet: "172.26.0.0/16" } });
  await live.stack.up();
  await live.expectQuiet();
  expect((await bridgeOf(manager))?.Options).toEqual(gatewayBridgeOptions({ mtu: 1300 }));
  const made = await bridgeOf(worker);
  expect(made?.IPAM.Config?.map(({ Subnet }) => Subnet)).toEqual(["172.26.0.0/16"]);
  // Engine 20.10 does not report a gateway that it chose itself.
  expect(await outputOf(worker)).toEqual({ id: made?.Id, subnets: ["172.26.0.0/16"], gateways: ["172.26.0.1"] });
  expect(made?.Id).not.toBe(left?.Id);

  await live.stack.destroy();
  expect([await bridgeOf(manager), await bridgeOf(worker)]).toEqual([undefined, undefined]);
});

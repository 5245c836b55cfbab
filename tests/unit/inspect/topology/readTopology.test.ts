import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readTopology } from "../../../../inspect/topology/readTopology";
import { Engine } from "../../../../provider/engine/engine";
import { node, overlay } from "../../../support/engineObjects";

/** Responses by path, without the version. Other paths return 404. */
type Answers = Readonly<Record<string, unknown>>;

/** Runs `use` against a daemon on a socket that sends these responses. */
async function withDaemon<T>(apiVersion: string, answers: Answers, use: (engine: Engine) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "topology-"));
  const socket = join(folder, "docker.sock");
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "", "http://daemon").pathname.replace(/^\/v[\d.]+/, "");
    const answer = path === "/_ping" ? "OK" : answers[path];
    response.setHeader("Api-Version", apiVersion);
    response.statusCode = answer === undefined ? 404 : 200;
    response.end(JSON.stringify(answer === undefined ? { message: `no ${path}` } : answer));
  });
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  try {
    return await use(new Engine({ host: `unix://${socket}` }));
  } finally {
    server.closeAllConnections();
    server.close();
    await rm(folder, { recursive: true });
  }
}

const id = "abcdefghijklmnopqrstuvwxy";
const counts = (free: number): object => ({
  IPAM: { Subnets: { "10.0.1.0/24": { IPsInUse: 3, DynamicIPsAvailable: free } } },
});
const manager: Answers = {
  "/info": {
    Name: "n1",
    ServerVersion: "29.0.0",
    Swarm: { NodeID: "n1", LocalNodeState: "active", ControlAvailable: true },
  },
  "/networks": [
    overlay(id, { Name: "backend" }),
    overlay("gw", { Name: "docker_gwbridge", Scope: "local", Driver: "bridge" }),
  ],
  // The counts of the node itself and of the leader.
  [`/networks/${id}`]: overlay(id, { Status: counts(251) }),
  [`/networks/${id.slice(0, -1)}`]: overlay(id, { Status: counts(240) }),
  "/services": [],
  "/tasks": null,
  "/nodes": [node("n1"), node("n2")],
};

test("From API 1.52 on, addresses are counted by the leader, not by the node", async () => {
  const { networks, nodes } = await withDaemon("1.52", manager, (engine) => readTopology(engine));
  expect(networks.map(({ addresses }) => addresses)).toEqual([{ usable: 253, used: 13, free: 240, source: "engine" }]);
  expect(nodes.map(({ name, bridge }) => [name, bridge?.name])).toEqual([
    ["n1", "docker_gwbridge"],
    ["n2", undefined],
  ]);
});

test("An older Engine is not asked for the count of addresses", async () => {
  const { networks } = await withDaemon("1.51", manager, (engine) => readTopology(engine));
  expect(networks.map(({ addresses }) => addresses)).toEqual([{ usable: 253, used: 0, free: 253, source: "computed" }]);
});

test("A network that is removed during the read is drawn without the leader's count", async () => {
  const answers = { ...manager, [`/networks/${id.slice(0, -1)}`]: undefined };
  const { networks } = await withDaemon("1.52", answers, (engine) => readTopology(engine));
  expect(networks.map(({ addresses }) => addresses.source)).toEqual(["computed"]);
});

test("Each other daemon adds its gateway bridge, and a daemon of another swarm is refused by address", async () => {
  const named = (node: string): Answers => ({
    ...manager,
    "/info": {
      ...(manager["/info"] as object),
      Swarm: { NodeID: node, LocalNodeState: "active", ControlAvailable: false },
    },
  });
  await withDaemon("1.52", manager, async (engine) => {
    const { nodes } = await withDaemon("1.52", named("n2"), (other) => readTopology(engine, [other]));
    expect(nodes.map(({ bridge }) => bridge?.name)).toEqual(["docker_gwbridge", "docker_gwbridge"]);
    await withDaemon("1.52", named("stranger"), async (other) => {
      await expect(readTopology(engine, [other])).rejects.toThrow(
        `The daemon at ${other.host} is not a node of the swarm of ${engine.host}. Remove its --node option.`,
      );
    });
  });
});

test.each([
  ["active", "is a worker, and only managers know the swarm. Give the address of a manager: --host URL"],
  ["inactive", "is not in a swarm. Give the address of a manager: --host URL"],
])("A daemon that is %s but not a manager is refused", async (LocalNodeState, reason) => {
  const info = {
    Name: "n9",
    ServerVersion: "29.0.0",
    Swarm: { NodeID: "n9", LocalNodeState, ControlAvailable: false },
  };
  await withDaemon("1.52", { "/info": info }, async (engine) => {
    await expect(readTopology(engine)).rejects.toThrow(`The daemon at ${engine.host} (n9) ${reason}`);
  });
});

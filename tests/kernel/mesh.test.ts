import { IngressConfig, OverlayNetwork, SwarmService } from "../../components";
import { poll } from "../support/poll";
import { readGuest } from "../support/guest";
import { createLiveStack, type LiveStack } from "../support/stack";

const guest = readGuest();
const [first, second] = guest.nodes;
const published = 18090;
let live: LiveStack;

beforeAll(async () => {
  live = await createLiveStack("mesh", guest.dockerHost, () => {
    const ingress = new IngressConfig("edge", { subnet: "10.240.0.0/24", encrypted: true });
    const networks = [
      new OverlayNetwork("plain", { subnets: [{ subnet: "10.241.1.0/24" }] }),
      new OverlayNetwork("closed", { subnets: [{ subnet: "10.241.2.0/24" }], encrypted: true }),
    ].map((network) => network.attach());
    const place = {
      image: guest.image,
      replicas: guest.nodes.length,
      maxReplicasPerNode: 1,
      convergeTimeoutSeconds: 900,
    };
    new SwarmService("mesh-front", {
      ...place,
      networks,
      ports: [ingress.publish({ targetPort: 8080, publishedPort: published })],
    });
    new SwarmService("mesh-plain", { ...place, networks: networks.slice(0, 1) });
    new SwarmService("mesh-closed", { ...place, networks: networks.slice(1) });
    return Promise.resolve();
  });
  await live.stack.up();
}, 900_000);

afterAll(async () => {
  await live.remove();
}, 300_000);

/** The response of a replica of the front service through the routing mesh of a node. */
function throughMesh(node: string | undefined, url: string): Promise<string> {
  return guest.get(`http://${node ?? ""}:${published}/fetch?timeout=15s&url=${encodeURIComponent(url)}`);
}

/** Sends requests until as many different replicas have responded as there are nodes. */
async function replicas(ask: () => Promise<string>): Promise<Set<string>> {
  const names = new Set<string>();
  await poll(
    "all replicas to answer",
    async () => {
      names.add((await ask()).trim());
      return names.size >= guest.nodes.length ? true : undefined;
    },
    { timeoutSeconds: 120 },
  );
  return names;
}

test("The published port of each node reaches all replicas in turn", async () => {
  for (const { address } of guest.nodes) {
    expect((await replicas(() => guest.get(`http://${address}:${published}/`))).size).toBe(guest.nodes.length);
  }
}, 300_000);

test("The name of a service resolves to one virtual IP that reaches all replicas", async () => {
  const addresses = await guest.get(`http://${first?.address ?? ""}:${published}/lookup?name=mesh-closed`);
  expect(addresses.trim()).toMatch(/^10\.241\.2\.\d+$/);
  const names = await replicas(() => throughMesh(first?.address, "http://mesh-closed:8080/"));
  expect(names.size).toBe(guest.nodes.length);
}, 300_000);

test("Traffic of an encrypted overlay is ESP on the wire, and traffic of a plain overlay is VXLAN", async () => {
  const since = async (ask: () => Promise<unknown>): Promise<{ esp: number; vxlan: number }> => {
    const before = (await guest.packets()).length;
    await ask();
    const lines = (await guest.packets()).slice(before);
    return {
      esp: lines.filter((line) => line.includes("ESP(")).length,
      vxlan: lines.filter((line) => line.includes(".4789: ")).length,
    };
  };
  const ask = (service: string) => () => replicas(() => throughMesh(second?.address, `http://${service}:8080/`));
  // The ingress is encrypted as well, so any unencrypted packet would be visible.
  const closed = await since(ask("mesh-closed"));
  expect(closed.esp).toBeGreaterThan(0);
  expect(closed.vxlan).toBe(0);
  expect((await since(ask("mesh-plain"))).vxlan).toBeGreaterThan(0);
}, 300_000);

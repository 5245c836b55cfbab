import { IngressConfig, OverlayNetwork, SwarmService } from "../../components";
import { poll } from "../support/poll";
import { get, readKernelLab } from "../support/kernelLab";
import { createLiveStack, type LiveStack } from "../support/stack";

const lab = readKernelLab();
const [first, second] = lab.nodes;
const published = 18090;
let live: LiveStack;

beforeAll(async () => {
  live = await createLiveStack("mesh", lab.dockerHost, () => {
    const ingress = new IngressConfig("edge", { subnet: "10.240.0.0/24", encrypted: true });
    const networks = [
      new OverlayNetwork("plain", { subnets: [{ subnet: "10.241.1.0/24" }] }),
      new OverlayNetwork("closed", { subnets: [{ subnet: "10.241.2.0/24" }], encrypted: true }),
    ].map((network) => network.attach());
    const place = {
      image: lab.image,
      replicas: lab.nodes.length,
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
});

/** The response of a replica of the front service through the routing mesh of a node. */
function throughMesh(node: string | undefined, url: string): Promise<string> {
  return get(`http://${node ?? ""}:${published}/fetch?timeout=15s&url=${encodeURIComponent(url)}`);
}

/** Sends requests until as many different replicas have responded as there are nodes. */
async function replicas(ask: () => Promise<string>): Promise<Set<string>> {
  const names = new Set<string>();
  await poll("all replicas to answer", async () => {
    names.add((await ask()).trim());
    return names.size >= lab.nodes.length ? true : undefined;
  });
  return names;
}

test("The published port of each node reaches all replicas in turn", async () => {
  for (const { address } of lab.nodes) {
    expect((await replicas(() => get(`http://${address}:${published}/`))).size).toBe(lab.nodes.length);
  }
});

test("The name of a service resolves to one virtual IP that reaches all replicas", async () => {
  const addresses = await get(`http://${first?.address ?? ""}:${published}/lookup?name=mesh-closed`);
  expect(addresses.trim()).toMatch(/^10\.241\.2\.\d+$/);
  const names = await replicas(() => throughMesh(first?.address, "http://mesh-closed:8080/"));
  expect(names.size).toBe(lab.nodes.length);
});

test("Traffic of an encrypted overlay is ESP on the wire, and traffic of a plain overlay is VXLAN", async () => {
  const packets = async (ask: () => Promise<unknown>): Promise<{ esp: number; vxlan: number }> => {
    let captured: string[] | undefined;
    const filter = ["esp", "or", "udp", "port", "4789"];
    const capture = lab.run("timeout", "120", "lab/capture", "node2", "eth0", "-q", "-c", "40", ...filter);
    const reading = capture.then((text) => (captured = text.split("\n")));
    while (captured === undefined) await Promise.race([reading, ask()]);
    return {
      esp: captured.filter((line) => line.includes("ESP(")).length,
      vxlan: captured.filter((line) => line.includes(".4789: ")).length,
    };
  };
  const ask = (service: string) => () => replicas(() => throughMesh(second?.address, `http://${service}:8080/`));
  // The ingress is encrypted as well, so any unencrypted packet would be visible.
  const closed = await packets(ask("mesh-closed"));
  expect(closed.esp).toBeGreaterThan(0);
  expect(closed.vxlan).toBe(0);
  expect((await packets(ask("mesh-plain"))).vxlan).toBeGreaterThan(0);
});

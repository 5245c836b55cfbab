import * as docker from "@pulumi/docker";
import { OverlayNetwork } from "../../components";
import { Engine } from "../../provider/engine/engine";
import { readLab } from "../support/lab";
import { createLiveStack, type LiveStack } from "../support/stack";

const lab = readLab();
const engine = new Engine({ host: lab.dockerHost });
const manifestTypes = [
  "application/vnd.docker.distribution.manifest.v2+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.oci.image.index.v1+json",
];
let live: LiveStack;

function program(): Promise<Record<string, unknown>> {
  const backend = new OverlayNetwork("lookup-backend", { encrypted: true, subnets: [{ subnet: "10.210.7.0/24" }] });
  return Promise.resolve({
    made: backend.id,
    found: docker.getNetworkOutput({ name: backend.name }),
    image: docker.getRegistryImageOutput({ name: lab.image }),
    bridge: docker.getNetworkOutput({ name: "bridge" }).scope,
  });
}

beforeAll(async () => {
  live = await createLiveStack("lookups", lab.dockerHost, program);
}, 60_000);

afterAll(async () => {
  await live.remove();
}, 60_000);

test("getNetwork finds a network of the swarm, and getRegistryImage the digest that its registry gives", async () => {
  const { made, found, image, bridge } = (await live.stack.up()).outputs;
  const network = (await engine.listNetworks()).find(({ Id }) => Id === made?.value);
  expect(found?.value).toEqual({
    id: network?.Id,
    name: network?.Name,
    scope: "swarm",
    driver: "overlay",
    internal: false,
    options: network?.Options,
    ipamConfigs: [{ subnet: "10.210.7.0/24", gateway: "10.210.7.1" }],
    containers: [],
  });
  expect(bridge?.value).toBe("local");

  const [repository, tag] = lab.image.slice(lab.registry.length + 1).split(":");
  const manifest = await fetch(`http://${lab.registry}/v2/${repository ?? ""}/manifests/${tag ?? ""}`, {
    method: "HEAD",
    // What Engine 20.10 pushes, and what 29 does.
    headers: { accept: manifestTypes.join() },
  });
  const digest = manifest.headers.get("docker-content-digest");
  expect(digest).toMatch(/^sha256:/);
  expect(image?.value).toEqual({ id: digest, name: lab.image, sha256Digest: digest });
}, 60_000);

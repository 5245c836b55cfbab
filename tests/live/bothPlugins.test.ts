import { appendFile, chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as docker from "@pulumi/docker";
import type { PulumiFn } from "@pulumi/pulumi/automation";
import { OverlayNetwork } from "../../components";
import { packageVersion } from "../../provider/handler/packageVersion";
import { checkout, readLab } from "../support/lab";
import { createLiveStack, type LiveStack } from "../support/stack";

// Two docker plugins in one stack, as docs/provider.md describes it. A stand-in with an earlier version takes the place
// of the official plugin. Only this repository's provider makes networks in the swarm.
const lab = readLab();
const earlier = "5.1.0";
let live: LiveStack;

beforeAll(async () => {
  live = await createLiveStack("both", lab.dockerHost, () => Promise.resolve());
  const folder = join(live.directory, "home", "plugins", `resource-docker-v${earlier}`);
  await mkdir(folder, { recursive: true });
  const program = join(checkout, "tests/support/standInPlugin.js");
  await writeFile(join(folder, "pulumi-resource-docker"), `#!/bin/sh\nexec node ${program} ${earlier} "$@"\n`);
  await chmod(join(folder, "pulumi-resource-docker"), 0o755);
});

afterAll(() => live.remove());

/** The id of each docker resource of the stack, by its logical name. */
async function ids(): Promise<Record<string, string>> {
  const { deployment } = (await live.stack.exportStack()) as {
    deployment: { resources: { type: string; urn: string; id?: string }[] };
  };
  const resources = deployment.resources.filter(({ type }) => type.startsWith("docker:"));
  return Object.fromEntries(resources.map(({ urn, id = "" }) => [urn.split("::").at(-1) ?? "", id]));
}

const swarmId = expect.stringMatching(/^[a-z0-9]{25}$/) as string;
const made = `created-by-plugin-${earlier}`;

const program: PulumiFn = () => {
  const swarm = new docker.Provider("swarm", { host: lab.dockerHost });
  const official = new docker.Provider("official", { host: lab.dockerHost }, { version: earlier });
  new OverlayNetwork("backend");
  new docker.Network("plain", { driver: "overlay" }, { provider: swarm });
  new docker.Container("agent", { image: "agent:1" }, { provider: official });
  new docker.Container("probe", { image: "probe:1" }, { version: earlier });
  return Promise.resolve();
};

test("Without a version in the plugin entry, this provider gets the resources of every version", async () => {
  live.setProgram(program);
  await expect(live.stack.preview()).rejects.toThrow("This provider does not serve docker:index/container:Container");
});

test("With a version in the plugin entry, one stack has both plugins, by providers and by an option", async () => {
  await appendFile(join(live.directory, "Pulumi.yaml"), `      version: ${packageVersion}\n`);
  await live.stack.up();
  expect(await ids()).toMatchObject({ backend: swarmId, plain: swarmId, agent: made, probe: made });
  await live.stack.preview({ expectNoChanges: true });
});

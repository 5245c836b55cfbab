import { execFile } from "node:child_process";
import { promisify } from "node:util";
import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { OverlayNetwork, SwarmService } from "../../components";
import { readLab } from "../support/lab";
import { createLiveStack, type LiveStack } from "../support/stack";

const lab = readLab();
let live: LiveStack;

/** A component that is not one of this project's. */
class Files extends pulumi.ComponentResource {
  public constructor(name: string) {
    super("app:Files", name, {});
    const data = Buffer.from("port = 8080\n").toString("base64");
    const provider = new docker.Provider("manager", { host: lab.dockerHost });
    new docker.ServiceConfig("site", { name: "import-command-site", data }, { parent: this, provider });
  }
}

const program = (): Promise<Record<string, unknown>> => {
  const network = new OverlayNetwork("import-command", { subnets: [{ subnet: "10.233.0.0/24" }] });
  new SwarmService("import-command-web", { image: lab.image, networks: [network.attach()] });
  new docker.Network("own", { name: "import-command-own", driver: "overlay" });
  new Files("files");
  return Promise.resolve({});
};

interface Deployment {
  readonly resources: readonly { readonly urn: string; readonly id?: string; readonly type: string }[];
}

/** Forgets the objects of the docker package, but not the components and the provider. */
async function forgetObjects(): Promise<string[]> {
  const state = await live.stack.exportStack();
  const { resources, ...rest } = state.deployment as Deployment;
  const isObject = ({ type }: Deployment["resources"][number]): boolean => type.startsWith("docker:");
  const kept = resources.filter((resource) => !isObject(resource));
  // What is left must not depend on what is gone.
  const deployment = {
    ...rest,
    resources: kept.map((resource) => ({ ...resource, dependencies: [], propertyDependencies: {} })),
  };
  await live.stack.importStack({ ...state, deployment });
  return objectsOf(resources.filter(isObject));
}

/** URNs with ids. */
function objectsOf(resources: Deployment["resources"]): string[] {
  return resources
    .filter(({ type }) => type.startsWith("docker:"))
    .map(({ urn, id = "" }) => `${urn} ${id}`)
    .sort();
}

/** Runs an `up` that fails, and answers the commands that its messages print. */
async function printedCommands(): Promise<string[]> {
  const failure = await live.stack.up().then(
    () => new Error("the update did not fail"),
    (error: unknown) => error as Error,
  );
  const lines = failure.message.split("\n").map((line) => line.trim());
  return [...new Set(lines.filter((line) => line.startsWith("pulumi import ")))];
}

function declare(program: () => unknown): void {
  live.setProgram(() => {
    program();
    return Promise.resolve({});
  });
}

async function run(command: string): Promise<void> {
  const { envVars, pulumiHome } = live.stack.workspace;
  const env = { ...process.env, ...envVars, PULUMI_HOME: pulumiHome, PULUMI_SKIP_CONFIRMATIONS: "true" };
  await promisify(execFile)("sh", ["-c", command], { cwd: live.directory, env });
}

beforeAll(async () => {
  live = await createLiveStack("import-command", lab.dockerHost, program);
});

afterAll(async () => {
  await live.remove();
});

test("The import commands that an update prints put objects where the program declares them", async () => {
  await live.stack.up();
  const before = await forgetObjects();
  // A failed create ends the update before the creates that depend on it.
  for (let commands = await printedCommands(); commands.length > 0;) {
    for (const command of commands) await run(command.replace("::PARENT'", "::files'"));
    commands = before.length === (await imported()).length ? [] : await printedCommands();
  }
  expect(await imported()).toEqual(before);
  await live.expectQuiet();
});

test("The import command of a secret works, and the next update compares the data without a replacement", async () => {
  const data = Buffer.from("a shared key").toString("base64");
  declare(() => new docker.Secret("key", { name: "import-command-key", data }));
  await live.stack.up();
  const before = await forgetObjects();
  const commands = await printedCommands();
  expect(commands).toHaveLength(1);
  for (const command of commands) await run(command);
  // The Engine does not return the data, so the import cannot know that it is the same.
  expect((await live.upWithResult()).summary.resourceChanges).toEqual({ same: 1, update: 1 });
  expect(await imported()).toEqual(before);
  await live.expectQuiet();
});

test("The import command of an ingress that differs from the program works", async () => {
  // Without an identity label, as if it had been created by hand.
  const ingress = (mtu: string) => (): unknown =>
    new docker.Network("edge", {
      name: "import-command-edge",
      driver: "overlay",
      ingress: true,
      options: { "com.docker.network.driver.mtu": mtu },
    });
  declare(ingress("1400"));
  await live.stack.up();
  const before = await forgetObjects();
  declare(ingress("1390"));
  const commands = await printedCommands();
  expect(commands).toHaveLength(1);
  for (const command of commands) await run(command);
  expect(await imported()).toEqual(before);
  declare(ingress("1400"));
  await live.expectQuiet();
});

async function imported(): Promise<string[]> {
  const deployment = (await live.stack.exportStack()).deployment as Deployment;
  return objectsOf(deployment.resources);
}

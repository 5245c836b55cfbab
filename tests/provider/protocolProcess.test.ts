import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { status } from "@grpc/grpc-js";
import type { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { CheckRequest } from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { checkout } from "../support/lab";
import { ProviderClient } from "../support/providerClient";

/** The built provider, as `plugins.providers` finds it. */
const executable = join(checkout, "provider/pulumi-resource-docker");

let folder: string;
let cli: ProviderClient;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "provider-"));
  cli = new ProviderClient();
  await cli.listen();
});

afterEach(async () => {
  await cli.stop();
  rmSync(folder, { recursive: true, force: true });
});

interface Run {
  readonly child: ChildProcessWithoutNullStreams;
  readonly stdout: () => string;
  readonly stderr: () => string;
  readonly ended: Promise<number | null>;
}

function run(command: string, ...args: string[]): Run {
  const child = spawn(command, args);
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = once(child, "close").then(([code]) => code as number | null);
  return { child, stdout: () => stdout, stderr: () => stderr, ended };
}

/** Starts the provider and waits for the port that it prints. */
async function start(command: string, ...flags: string[]): Promise<Run & { port: number }> {
  const provider = run(command, ...flags, cli.engineAddress);
  await once(provider.child.stdout, "data");
  return { ...provider, port: Number(provider.stdout()) };
}

test("The provider prints only its port, also when it is started through a link and with the CLI's flags", async () => {
  const link = join(folder, "pulumi-resource-docker");
  symlinkSync(executable, link);
  const provider = await start(link, "--logtostderr", "-v=9", "--tracing", "http://127.0.0.1:9411");
  cli.connect(provider.port);
  const info = await cli.call<PluginInfo>("getPluginInfo", new Empty());
  provider.child.kill("SIGINT");

  expect(info.getVersion()).toBe("5.2.0");
  expect(await provider.ended).toBe(0);
  expect([provider.stdout(), provider.stderr()]).toEqual([`${provider.port}\n`, ""]);
});

test("The provider ends when the CLI is killed", async () => {
  const provider = await start(executable);
  cli.connect(provider.port);
  await cli.call("getPluginInfo", new Empty());
  await cli.stop();

  expect(await provider.ended).toBe(0);
});

test("The provider is one file of less than 5 MB, and runs without the packages of this project", async () => {
  for (const path of ["provider/pulumi-resource-docker", "dist/bundle/provider.js"]) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    copyFileSync(join(checkout, path), join(folder, path));
  }
  expect(statSync(join(folder, "dist/bundle/provider.js")).size).toBeLessThan(5_000_000);
  const provider = await start(join(folder, "provider/pulumi-resource-docker"));
  cli.connect(provider.port);
  await expect(cli.call("getPluginInfo", new Empty())).resolves.toBeDefined();
  provider.child.kill("SIGTERM");
  expect(await provider.ended).toBe(0);
});

test("A checkout that is not built says how to build it, where the CLI does not call that a bug", async () => {
  mkdirSync(join(folder, "provider"));
  for (const file of ["pulumi-resource-docker", "notBuilt.js"]) {
    copyFileSync(join(checkout, "provider", file), join(folder, "provider", file));
  }
  const provider = await start(join(folder, "provider", "pulumi-resource-docker"));
  cli.connect(provider.port);
  // What the CLI calls a crash is an error before the provider is configured, and one of Cancel.
  const info = await cli.call<PluginInfo>("getPluginInfo", new Empty());
  expect(info.getVersion()).toBe("999.0.0");
  await expect(cli.call("cancel", new Empty())).rejects.toMatchObject({ code: status.UNIMPLEMENTED });
  await expect(cli.call("checkConfig", new CheckRequest())).rejects.toMatchObject({
    code: status.FAILED_PRECONDITION,
    details:
      `The docker provider is not built: ${folder}/dist/bundle/provider.js is missing. Run 'make build' in ${folder} ` +
      "first.",
  });
  expect(provider.stderr()).toBe("");
  provider.child.kill("SIGTERM");
  await provider.ended;
});

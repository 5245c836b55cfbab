import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { checkout } from "../support/lab";
import { withPlugin } from "../support/pluginProcess";

/** The two ways in which a CLI starts the folder components/ as a plugin. */
const starts = [
  ["the executable", [join(checkout, "components/pulumi-resource-swarm")]],
  [
    "Pulumi's Node.js host",
    [process.execPath, join(checkout, "node_modules/@pulumi/pulumi/cmd/run-plugin"), join(checkout, "components")],
  ],
] as const;

/** Seconds of processor time that a process used. */
function processorSeconds(pid: number): number {
  const [user = 0, system = 0] = readFileSync(`/proc/${pid}/stat`, "utf8").split(" ").slice(13, 15).map(Number);
  return (user + system) / 100;
}

test.each(starts)("The components start from %s with the schema that was derived before", (_, [command, ...args]) =>
  withPlugin(command, args, async ({ client, pid, schema }) => {
    const info = await client.call<PluginInfo>("getPluginInfo", new Empty());
    const { version } = JSON.parse(readFileSync(join(checkout, "package.json"), "utf8")) as { version: string };
    expect(info.getVersion()).toBe(version);
    const written = (await schema()) as { version: string; resources: object };
    expect(written.version).toBe(version);
    expect(Object.keys(written.resources)).toContain("swarm:index:OverlayNetwork");
    // Processor time, because the machine can have other work.
    expect(processorSeconds(pid)).toBeLessThan(1.5);
  }),
);

import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import type { GetSchemaResponse } from "@pulumi/pulumi/proto/provider_pb";
import { GetSchemaRequest } from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { checkout } from "../support/lab";
import { ProviderClient } from "../support/providerClient";

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

test.each(starts)(
  "The components start from %s with the schema that was derived before",
  async (_, [command, ...args]) => {
    const cli = new ProviderClient();
    await cli.listen();
    const plugin = spawn(command, [...args, cli.engineAddress]);
    try {
      const [port] = (await once(plugin.stdout, "data")) as [Buffer];
      cli.connect(Number(port));
      const info = await cli.call<PluginInfo>("getPluginInfo", new Empty());
      const { version } = JSON.parse(readFileSync(join(checkout, "package.json"), "utf8")) as { version: string };
      expect(info.getVersion()).toBe(version);
      const schema = JSON.parse(
        (await cli.call<GetSchemaResponse>("getSchema", new GetSchemaRequest())).getSchema(),
      ) as { version: string; resources: object };
      expect(schema.version).toBe(version);
      expect(Object.keys(schema.resources)).toContain("swarm:index:OverlayNetwork");
      // Processor time, because the machine can have other work.
      expect(processorSeconds(plugin.pid ?? 0)).toBeLessThan(1.5);
    } finally {
      plugin.kill();
      await cli.stop();
    }
  },
);

import { spawn } from "node:child_process";
import { once } from "node:events";
import type { GetSchemaResponse } from "@pulumi/pulumi/proto/provider_pb";
import { GetSchemaRequest } from "@pulumi/pulumi/proto/provider_pb";
import { ProviderClient } from "./providerClient";

/** A plugin that runs in a process of its own. */
export interface PluginProcess {
  readonly client: ProviderClient;
  readonly pid: number;
  readonly schema: () => Promise<unknown>;
}

/** Starts a plugin as the CLI does, and ends it after `use`. */
export async function withPlugin(
  command: string,
  args: readonly string[],
  use: (plugin: PluginProcess) => Promise<void>,
): Promise<void> {
  const client = new ProviderClient();
  await client.listen();
  const plugin = spawn(command, [...args, client.engineAddress]);
  try {
    const [port] = (await once(plugin.stdout, "data")) as [Buffer];
    client.connect(Number(port));
    const schema = async (): Promise<unknown> => {
      const response = await client.call<GetSchemaResponse>("getSchema", new GetSchemaRequest());
      return JSON.parse(response.getSchema());
    };
    await use({ client, pid: plugin.pid ?? 0, schema });
  } finally {
    plugin.kill();
    await client.stop();
  }
}

import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { componentClasses } from "./componentClasses";
import type { PackageSchema } from "./packageSchema";
import schema from "./schema.json";

/** The components as a plugin, for programs in other languages: `pulumi package add PATH/components`. */
class ComponentPlugin implements pulumi.provider.Provider {
  private readonly schemaWithVersion: PackageSchema = { ...(schema as unknown as PackageSchema), version: version() };

  public readonly version = this.schemaWithVersion.version ?? "";
  public readonly schema = JSON.stringify(this.schemaWithVersion);

  public construct(
    name: string,
    type: string,
    inputs: pulumi.Inputs,
    options: pulumi.ComponentResourceOptions,
  ): Promise<pulumi.provider.ConstructResult> {
    const { component: Component } = componentClasses[type.split(":").at(-1) ?? ""] ?? {};
    const outputs = this.schemaWithVersion.resources[type]?.properties;
    if (Component === undefined || outputs === undefined) {
      const known = Object.keys(this.schemaWithVersion.resources).join(", ");
      return Promise.reject(new Error(`"${type}" is not a component of this package. It has ${known}.`));
    }
    const component = new Component(name, inputs as never, options);
    const values = component as unknown as Readonly<Record<string, unknown>>;
    const state = Object.fromEntries(Object.keys(outputs).map((output) => [output, values[output]]));
    return Promise.resolve({ urn: component.urn, state });
  }
}

/** The version of the npm package: the bundle is two folders below its package.json, and so is this file. */
function version(): string {
  const text = readFileSync(join(__dirname, "../../package.json"), "utf8");
  return (JSON.parse(text) as { readonly version: string }).version;
}

// Pulumi's Node.js host ends main.js, which started this process (components/main.js).
process.once("disconnect", () => process.exit());

// The CLI reads the port from the standard output, and ends the process.
void pulumi.provider.main(new ComponentPlugin(), process.argv.slice(2));

import { packageVersion } from "../handler/packageVersion";

/**
 * How to use a resource or lookup that only the official plugin has.
 *
 * The CLI uses the first entry of `plugins.providers` with a matching name, unless the entry and the resource give
 * different versions (sdk/go/common/workspace/plugins.go, getPluginInfoAndPath). So another version makes the CLI use
 * the official plugin.
 */
export function notServed(token: string, served: Iterable<string>): string {
  return (
    `This provider does not serve ${token}. It serves ${[...served].join(", ")}. To use the official plugin for the ` +
    `others, add 'version: ${packageVersion}' to this provider's entry under 'plugins.providers' in Pulumi.yaml, and ` +
    'give another version of the docker package as an option here, e.g. { version: "5.1.0" }.'
  );
}

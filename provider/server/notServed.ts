/** The version of the docker package whose resources this provider serves. */
export const packageVersion = "5.2.0";

/**
 * What to do about a resource or look-up that is left to the official plugin.
 *
 * The CLI takes the first entry of `plugins.providers` whose name fits, unless both the entry and the resource name a version and
 * the two differ (sdk/go/common/workspace/plugins.go, getPluginInfoAndPath): that is the way past this provider.
 */
export function notServed(token: string, served: Iterable<string>): string {
  return (
    `${token} is not among what this provider serves (${[...served].join(", ")}). To have the official plugin serve it beside this one, ` +
    `add 'version: ${packageVersion}' to this provider's entry under 'plugins.providers' in Pulumi.yaml, and give another version of the ` +
    `docker package as an option here, e.g. { version: "5.1.0" }.`
  );
}

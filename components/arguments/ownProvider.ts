import * as pulumi from "@pulumi/pulumi";
import { refusalOf } from "./checkedArgs";
import { packageVersion } from "./packageVersion";

/**
 * Passes on a value that only this project's provider understands. The official plugin would drop it silently.
 *
 * @param argument the argument that gives the value, for the message
 */
export type Additional = <T>(argument: string, value: pulumi.Input<T> | undefined) => pulumi.Input<T> | undefined;

/**
 * Holds back each additional input of a component until its docker provider has answered as this project's provider
 * does. On the official plugin, in a preview as well, the resource is refused and nothing is changed. Without such an
 * input, the provider is not asked.
 *
 * @param subject how messages call the component, e.g. `SwarmService "web"`
 */
export function additionalInputs(component: pulumi.ComponentResource, subject: string): Additional {
  let answer: Promise<string | undefined> | undefined;
  return <T>(argument: string, value: pulumi.Input<T> | undefined) => {
    if (value === undefined) return undefined;
    answer ??= packageVersion({ parent: component }).then(
      () => undefined,
      (error: unknown) => (error as Error).message,
    );
    return pulumi.output(answer).apply((fault) => {
      if (fault === undefined) return value;
      throw refusalOf(
        component,
        `${subject}: '${argument}' is not possible with the official docker plugin, which would ignore it. Use this ` +
          `project's provider: add it under 'plugins.providers' in Pulumi.yaml. Or leave '${argument}' out. (${fault})`,
      );
    }) as pulumi.Input<T>;
  };
}

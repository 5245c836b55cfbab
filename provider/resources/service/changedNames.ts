import type { Properties, Property } from "../../handler/properties";
import { parsePath, valueAt, type Step } from "../../handler/propertyPath";
import { propertiesOf, textOf, type Change } from "../../mapping/fields/field";

/** What identifies an element of a list, and the word for it. */
const elements: Readonly<Record<string, readonly [word: string, nameOf: (element: Properties) => string]>> = {
  labels: ["label", ({ label }) => textOf(label)],
  mounts: ["mount", ({ target }) => textOf(target)],
  secrets: ["secret", ({ fileName }) => textOf(fileName)],
  configs: ["config", ({ fileName }) => textOf(fileName)],
  hosts: ["host", ({ host }) => textOf(host)],
  ports: ["port", describePort],
};

/**
 * The changed properties of a service in words, without their values, which may be secret: `image`, `env "MODE"`,
 * `label "team"`. Networks are left out, because a plan names them as networks.
 */
export function changedNames(changes: readonly Change[], before: Properties, inputs: Properties): string[] {
  const names = changes
    .filter(({ path }) => !path.startsWith("taskSpec.networksAdvanceds"))
    .flatMap(({ path, kind }) => [
      ...(kind === "add" ? [] : [nameIn(before, path)]),
      ...(kind === "delete" ? [] : [nameIn(inputs, path)]),
    ]);
  return [...new Set(names)];
}

function nameIn(properties: Properties, path: string): string {
  const steps = parsePath(path);
  const index = steps.findIndex((step) => typeof step === "number");
  const list = textOf(steps[index - 1]);
  const known = elements[list];
  if (known !== undefined) {
    const [word, nameOf] = known;
    const name = nameOf(propertiesOf(elementAt(properties, steps.slice(0, index + 1))));
    const where = list === "labels" && steps.includes("containerSpec") ? "container " : "";
    return name === "" ? `${where}${list}` : `${where}${word} ${JSON.stringify(name)}`;
  }
  const plain = index === -1 ? steps : steps.slice(0, index);
  const shown = plain.filter(
    (step) => !["taskSpec", "containerSpec", "mode", "replicated", "replicatedJob"].includes(textOf(step)),
  );
  const [first, second] = shown;
  if (first === "env" && second !== undefined) return `env ${JSON.stringify(second)}`;
  return shown.length === 0 ? path : shown.join(".");
}

function elementAt(properties: Properties, steps: readonly Step[]): Property {
  const [list = "", ...path] = steps;
  return valueAt(
    properties,
    path.reduce<string>((at, step) => `${at}${below(step)}`, textOf(list)),
  );
}

function below(step: Step): string {
  return typeof step === "number" ? `[${step}]` : `.${step}`;
}

function describePort({ publishedPort, targetPort, protocol }: Properties): string {
  return `${textOf(publishedPort) || "any"}:${textOf(targetPort)}/${textOf(protocol) || "tcp"}`;
}

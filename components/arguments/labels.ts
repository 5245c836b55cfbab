import type * as pulumi from "@pulumi/pulumi";
import { mapInput } from "./inputs";

/** A label in the docker package's form. */
export interface LabelArgs {
  readonly label: string;
  readonly value: pulumi.Input<string>;
}

/** Labels in the docker package's form, sorted by name, since a map has no order and a list in another order would be a difference. */
export function labelList(
  labels: pulumi.Input<Readonly<Record<string, pulumi.Input<string>>>> | undefined,
): pulumi.Input<LabelArgs[]> | undefined {
  return mapInput(labels, (given) =>
    Object.entries(given)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([label, value]) => ({ label, value })),
  );
}

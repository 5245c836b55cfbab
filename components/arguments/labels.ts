import type * as pulumi from "@pulumi/pulumi";
import { mapInput } from "./inputs";

/** A label in the form of the docker package. */
export interface LabelArgs {
  readonly label: string;
  readonly value: pulumi.Input<string>;
}

/**
 * Labels in the form of the docker package, sorted by name: a map has no order, and a reordered list would show as a
 * change.
 */
export function labelList(
  labels: pulumi.Input<Readonly<Record<string, pulumi.Input<string>>>> | undefined,
): pulumi.Input<LabelArgs[]> | undefined {
  return mapInput(labels, (entries) =>
    Object.entries(entries)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([label, value]) => ({ label, value })),
  );
}

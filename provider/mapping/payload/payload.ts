import { decodeBase64 } from "../../../swarm/payload";
import type { PayloadSpec, StringMap } from "../../engine/types";
import type { Properties, Property } from "../../handler/properties";
import { toLabelInputs } from "../network/network";
import { asRecord, type LabelInput } from "../network/networkInputs";

/** How an input writes down what a secret or config holds. */
export interface PayloadForm {
  readonly property: string;
  readonly encoding: "base64" | "utf8";
}

/** The checked, known inputs of a secret or config. */
export interface PayloadInputs {
  readonly name: string;
  /** What it holds; `undefined` for a secret that was imported and never given. */
  readonly data: Buffer | undefined;
  readonly labels: readonly LabelInput[];
}

/** The inputs, or a state, as a typed value. */
export function readPayloadInputs(properties: Properties, forms: readonly PayloadForm[]): PayloadInputs {
  return {
    name: typeof properties.name === "string" ? properties.name : "",
    data: payloadOf(properties, forms),
    labels: labelsOf(properties.labels) ?? [],
  };
}

/** The bytes that inputs or a state stand for; `undefined` when there are none, or none that are known. */
export function payloadOf(properties: Properties, forms: readonly PayloadForm[]): Buffer | undefined {
  for (const { property, encoding } of forms) {
    const value = properties[property];
    if (typeof value !== "string" || value === "") continue;
    return encoding === "utf8" ? Buffer.from(value) : decodeBase64(value);
  }
  return undefined;
}

/** What the Engine is asked to create. */
export function toPayloadSpec({ name, data, labels }: PayloadInputs): PayloadSpec {
  return {
    Name: name,
    Labels: Object.fromEntries(labels.map(({ label, value }) => [label, value])),
    // The Engine takes the standard alphabet only.
    ...(data === undefined ? {} : { Data: data.toString("base64") }),
  };
}

/** Labels in the docker package's form; `undefined` when it is no list. */
export function labelsOf(list: Property): LabelInput[] | undefined {
  if (!Array.isArray(list)) return undefined;
  return list.map((entry) => {
    const { label, value } = asRecord(entry) ?? {};
    return { label: typeof label === "string" ? label : "", value: typeof value === "string" ? value : "" };
  });
}

/**
 * Labels as the Engine has them, in the docker package's form and in the order of the ones that are known: the Engine has no order.
 * `undefined` when there are none, and none were given.
 */
export function toLabelState(live: StringMap | null | undefined, known: Property): Property {
  const entries = toLabelInputs(live ?? null);
  if (entries.length === 0 && !Array.isArray(known)) return undefined;
  const order = (labelsOf(known) ?? []).map(({ label }) => label);
  const place = ({ label }: LabelInput): number => (order.includes(label) ? order.indexOf(label) : order.length);
  return entries.sort((a, b) => place(a) - place(b)).map((entry) => ({ ...entry }));
}

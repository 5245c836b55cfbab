import { unknown } from "../../../swarm/draft";
import type { Label } from "../../../swarm/labels";
import { checkBase64, checkPlainText, decodeBase64, type PayloadKind } from "../../../swarm/payload";
import type { PayloadSpec, StringMap } from "../../engine/types";
import type { Properties, Property } from "../../handler/properties";
import { block } from "../fields/block";
import { labels } from "../fields/entries";
import { propertiesOf, replaced, textOf, type Field } from "../fields/field";
import { packed, text } from "../fields/leaf";
import { typedValue } from "../fields/typedValue";

/** An input that contains the data of a secret or config. */
export interface PayloadForm {
  readonly property: string;
  readonly encoding: "base64" | "utf8";
}

/** The checked, known inputs of a secret or config. */
export interface PayloadInputs {
  readonly name: string;
  /** `undefined` for an imported secret whose program does not give the data. */
  readonly data: Buffer | undefined;
  readonly labels: readonly Label[];
  /** What evaluates the data as a template, e.g. `golang`; `undefined` for data that is not a template. */
  readonly templateDriver?: string | undefined;
}

/**
 * The labels of a secret or config, the only part that Swarm can change. An empty map is sent as well, because it
 * removes the present labels.
 */
const payloadLabels = labels({ sent: true });

/**
 * `docker.Secret` or `docker.ServiceConfig` and `POST /secrets/create` or `/configs/create`, property by property.
 *
 * @param forms the inputs that give the data, the usual one first
 */
export function payloadTable(kind: PayloadKind, forms: readonly PayloadForm[]): Field {
  const why = `Swarm can change only the labels of a ${kind}`;
  return block({
    name: ["Name", replaced(why, text())],
    ...Object.fromEntries(forms.map((form, i) => [form.property, ["Data", replaced(why, data(kind, form, i === 0))]])),
    labels: ["Labels", payloadLabels],
    templateDriver: ["Templating.Name", replaced(why, text())],
  });
}

/**
 * The data. No message shows any part of it.
 *
 * @param isUsual whether an import returns the data in this form
 */
function data(kind: PayloadKind, { property, encoding }: PayloadForm, isUsual: boolean): Field {
  const check = encoding === "utf8" ? checkPlainText : checkBase64;
  const field = packed({
    pack: (value) => bytesOf(textOf(value), encoding)?.toString("base64") ?? textOf(value),
    unpack: (live) => (encoding === "utf8" ? Buffer.from(textOf(live), "base64").toString() : textOf(live)),
    refuse: (value) => check(value, kind, property)[0]?.reason.replace(`'${property}' `, ""),
  });
  if (isUsual) return field;
  return {
    ...field,
    reconcile: (previous, live) => (previous === unknown ? undefined : field.reconcile(previous, live)),
  };
}

function bytesOf(value: string, encoding: PayloadForm["encoding"]): Buffer | undefined {
  return encoding === "utf8" ? Buffer.from(value) : decodeBase64(value);
}

/** The inputs, or a state, as a typed value. */
export function readPayloadInputs(properties: Properties, forms: readonly PayloadForm[]): PayloadInputs {
  return {
    name: textOf(properties.name),
    data: payloadOf(properties, forms),
    labels: typedValue(payloadLabels, properties.labels) ?? [],
    templateDriver: textOf(properties.templateDriver) || undefined,
  };
}

/** The data in inputs or a state; `undefined` if there is none, or if it is unknown. */
export function payloadOf(properties: Properties, forms: readonly PayloadForm[]): Buffer | undefined {
  const given = forms.find(({ property }) => textOf(properties[property]) !== "");
  return given === undefined ? undefined : bytesOf(textOf(properties[given.property]), given.encoding);
}

/** The request that creates the object. */
export function toPayloadSpec({ name, data: bytes, labels: list, templateDriver }: PayloadInputs): PayloadSpec {
  return {
    Name: name,
    Labels: payloadLabels.write(list.map((entry) => ({ ...entry }))) as StringMap,
    // The Engine accepts only the standard alphabet.
    ...(bytes === undefined ? {} : { Data: bytes.toString("base64") }),
    ...(templateDriver === undefined ? {} : { Templating: { Name: templateDriver } }),
  };
}

/** The inputs that would create a live secret or config. The Engine shows the data of configs only. */
export function importedInputs(table: Field, { Name, Labels, Data, Templating }: PayloadSpec): Properties {
  const isOwn = ([name]: readonly [string, string]): boolean => !name.startsWith("com.docker.swarm.");
  return propertiesOf(
    table.reconcile(unknown, {
      Name,
      Data,
      Labels: Object.fromEntries(Object.entries(Labels ?? {}).filter(isOwn)),
      Templating,
    }),
  );
}

/** Whether the live labels match the declared ones. */
export function hasLabels(live: StringMap | null | undefined, wanted: Property): boolean {
  return payloadLabels.fits(wanted, live);
}

/**
 * The live labels, in the order of the previous ones, because the Engine has no order. `undefined` if there are none
 * and none were declared.
 */
export function toLabelState(live: StringMap | null | undefined, previous: Property): Property {
  return payloadLabels.reconcile(previous, live);
}

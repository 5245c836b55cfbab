import fc from "fast-check";
import { unknown } from "../../../swarm/draft";
import { payloadDifference } from "../../../provider/resources/payload/payloadDiff";
import { serviceConfigType } from "../../../provider/resources/payload/serviceConfig";
import type { Properties } from "../../../provider/handler/properties";
import {
  importedInputs,
  readPayloadInputs,
  toLabelState,
  toPayloadSpec,
} from "../../../provider/mapping/payload/payload";

const { forms, table } = serviceConfigType;

const labels = fc.uniqueArray(fc.record({ label: fc.string({ minLength: 1 }), value: fc.string() }), {
  selector: ({ label }) => label,
});

const inputs: fc.Arbitrary<Properties> = fc
  .record({
    name: fc.constant("site"),
    form: fc.oneof(
      fc.uint8Array({ minLength: 1 }).map((bytes) => ({ data: Buffer.from(bytes).toString("base64") })),
      fc.string({ minLength: 1, unit: "grapheme" }).map((dataRaw) => ({ dataRaw })),
    ),
    labels: fc.option(labels, { nil: undefined }),
  })
  .map(({ form, ...rest }) => ({ ...rest, ...form }));

function changes(before: Properties, after: Properties): [string, string][] {
  return [...payloadDifference({ oldInputs: before, oldState: before, newInputs: after }, serviceConfigType).changes];
}

test("The request has the declared values, which are read back in the same order", () => {
  fc.assert(
    fc.property(inputs, (given) => {
      const spec = toPayloadSpec(readPayloadInputs(given, forms));
      const raw = typeof given.dataRaw === "string" ? Buffer.from(given.dataRaw).toString("base64") : given.data;
      expect({ name: spec.Name, data: spec.Data }).toEqual({ name: given.name, data: raw });
      expect(toLabelState(spec.Labels, given.labels)).toEqual(given.labels);
    }),
  );
});

test("An import of a created object has the same name, bytes and labels, and no change replaces it", () => {
  fc.assert(
    fc.property(inputs, (given) => {
      const spec = toPayloadSpec(readPayloadInputs(given, forms));
      const imported = importedInputs(table, spec);
      expect(toPayloadSpec(readPayloadInputs(imported, forms))).toEqual(spec);
      expect(changes(imported, given).filter(([, kind]) => kind.endsWith("-replace"))).toEqual([]);
    }),
  );
});

test("The same inputs have no difference, whatever the order of their labels", () => {
  const shuffled = inputs.chain((given) => {
    const list = (given.labels ?? []) as Properties[];
    return fc.tuple(
      fc.constant(given),
      fc.shuffledSubarray(list, { minLength: list.length }).map((order) => ({ ...given, labels: order })),
    );
  });
  fc.assert(
    fc.property(shuffled, ([given, other]) => {
      expect([changes(given, given), changes(given, other)]).toEqual([[], []]);
    }),
  );
});

test("A change of the bytes replaces the object; a change of the labels does not", () => {
  fc.assert(
    fc.property(inputs, labels, (given, other) => {
      const longer =
        given.data === undefined ? { dataRaw: `${given.dataRaw as string}!` } : { data: `AAAA${given.data as string}` };
      expect(changes(given, { ...given, ...longer })).toEqual([[Object.keys(longer)[0], "update-replace"]]);
      const kinds = changes(given, { ...given, labels: other }).map(([, kind]) => kind);
      expect(kinds.filter((kind) => kind.endsWith("-replace"))).toEqual([]);
    }),
  );
});

test("Unknown data in a preview counts as a change", () => {
  const given = { name: "site", data: "AAAA", labels: [{ label: "a", value: "1" }] };
  expect([
    changes(given, { ...given, data: unknown }),
    changes(given, { ...given, name: unknown }),
    changes(given, { ...given, labels: [{ label: "a", value: unknown }] }),
    changes(given, { name: "site", dataRaw: unknown, labels: given.labels }),
  ]).toEqual([
    [["data", "update-replace"]],
    [["name", "update-replace"]],
    [["labels[0].value", "update"]],
    [
      ["data", "delete-replace"],
      ["dataRaw", "add-replace"],
    ],
  ]);
});

test("A removed label has its old index as path, and a label that takes its place is an update of that index", () => {
  const [a, b, c] = ["a", "b", "c"].map((label) => ({ label, value: "1" }));
  expect(
    changes({ name: "site", data: "AAAA", labels: [a, b] }, { name: "site", data: "AAAA", labels: [a, c] }),
  ).toEqual([["labels[1]", "update"]]);
  expect(changes({ name: "site", data: "AAAA", labels: [a, b] }, { name: "site", data: "AAAA" })).toEqual([
    ["labels[0]", "delete"],
    ["labels[1]", "delete"],
  ]);
});

import { createRequire } from "node:module";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { isReadOnce, readPropertiesOnce } from "../../../policies/sdk/readOnce";

type Deserialize = (properties: object | undefined, isRemediation: boolean) => object | undefined;
const sdk = createRequire(__filename)("@pulumi/policy/deserialize") as { deserializeProperties: Deserialize };

test("The SDK has the function that reads properties, and then reads each resource once", () => {
  const properties = Struct.fromJavaScript({ driver: "overlay", options: { encrypted: "" } });
  const read = sdk.deserializeProperties;
  const plain = read(properties, false);
  try {
    readPropertiesOnce();
    expect(sdk.deserializeProperties).not.toBe(read);
    const once = sdk.deserializeProperties(properties, false);
    expect(once).toEqual(plain);
    expect(sdk.deserializeProperties(properties, false)).toBe(once);
    expect(isReadOnce(once ?? {})).toBe(true);
    expect(isReadOnce(plain ?? {})).toBe(false);
  } finally {
    sdk.deserializeProperties = read;
  }
});

test("The SDK reads the properties again for another resource, and for a rule that remediates", () => {
  const properties = Struct.fromJavaScript({ driver: "overlay" });
  const read = sdk.deserializeProperties;
  try {
    readPropertiesOnce();
    const once = sdk.deserializeProperties(properties, false);
    expect(sdk.deserializeProperties(Struct.fromJavaScript({ driver: "overlay" }), false)).not.toBe(once);
    expect(sdk.deserializeProperties(properties, true)).not.toBe(once);
  } finally {
    sdk.deserializeProperties = read;
  }
});

describe("Another SDK", () => {
  test.each([
    ["without the file", undefined],
    ["without the function", {}],
    ["with a value that is not a function", { deserializeProperties: "no function" as never }],
  ])("stays unchanged %s", (_what, other) => {
    const before = { ...other };
    readPropertiesOnce(other);
    expect({ ...other }).toEqual(before);
  });

  test("keeps its function if it cannot be replaced", () => {
    const read = (): object => ({});
    const other = Object.freeze({ deserializeProperties: read });
    readPropertiesOnce(other);
    expect(other.deserializeProperties).toBe(read);
  });

  test("receives other values and further arguments unchanged", () => {
    const asked: unknown[][] = [];
    const other = {
      deserializeProperties: (...args: unknown[]): unknown => {
        asked.push(args);
        return "text";
      },
    };
    readPropertiesOnce(other);
    const resource = {};
    expect(other.deserializeProperties(undefined, false)).toBe("text");
    expect(other.deserializeProperties("text", false)).toBe("text");
    expect(other.deserializeProperties(resource, false, "more")).toBe("text");
    expect(other.deserializeProperties(resource, true, "more")).toBe("text");
    expect(asked).toEqual([
      [undefined, false],
      ["text", false],
      [resource, false, "more"],
      [resource, true, "more"],
    ]);
  });
});

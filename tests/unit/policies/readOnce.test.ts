import { createRequire } from "node:module";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { isReadOnce, readPropertiesOnce } from "../../../policies/sdk/readOnce";

type Deserialize = (properties: object | undefined, forMending: boolean) => object | undefined;
const sdk = createRequire(__filename)("@pulumi/policy/deserialize") as { deserializeProperties: Deserialize };

it("finds the function of the SDK that reads properties, and has it read each resource once", () => {
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

it("reads anew for another resource, and for a rule that remediates", () => {
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

describe("where the SDK is another one", () => {
  it.each([
    ["without the file", undefined],
    ["without the function", {}],
    ["with something else under its name", { deserializeProperties: "no function" as never }],
  ])("leaves it as it is %s", (_what, other) => {
    const before = { ...other };
    readPropertiesOnce(other);
    expect({ ...other }).toEqual(before);
  });

  it("reads as often as the SDK does where the function cannot be replaced", () => {
    const read = (): object => ({});
    const other = Object.freeze({ deserializeProperties: read });
    readPropertiesOnce(other);
    expect(other.deserializeProperties).toBe(read);
  });

  it("hands on what it does not know: other values, and further arguments", () => {
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

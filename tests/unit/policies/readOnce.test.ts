import { createRequire } from "node:module";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { readPropertiesOnce } from "../../../policies/readOnce";

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
  } finally {
    sdk.deserializeProperties = read;
  }
});

it("reads anew for another resource, and for a rule that mends", () => {
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

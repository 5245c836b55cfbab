import { unknown } from "../../../swarm/draft";
import { checkOptions, driverOption, isEncrypted, misleadingEncrypted } from "../../../swarm/options";

describe("isEncrypted", () => {
  it.each(["true", "", "false", "0", "no", false, true, unknown])(
    "is true whatever the value, e.g. %p",
    (encrypted) => {
      expect(isEncrypted({ encrypted })).toBe(true);
    },
  );

  it.each([undefined, {}, { Encrypted: "true" }, { encrypted: undefined }, { encrypted: null }])(
    "is false without the key itself: %j",
    (options) => {
      expect(isEncrypted(options)).toBe(false);
    },
  );
});

describe("misleadingEncrypted", () => {
  it.each(["false", "False", "FALSE", "0", "no", "No", "n", "f", "off", "disabled", " false "])(
    "is %j",
    (encrypted) => {
      expect(misleadingEncrypted({ encrypted })).toBe(encrypted);
    },
  );

  it.each([
    [false, "false"],
    [0, "0"],
  ])("is the text of %p, which a program without types can pass", (encrypted, text) => {
    expect(misleadingEncrypted({ encrypted })).toBe(text);
  });

  it.each(["true", "", "1", "yes", "on", true, unknown, undefined, null])("is nothing for %p", (encrypted) => {
    expect(misleadingEncrypted({ encrypted })).toBeUndefined();
  });

  it("is undefined without options, with unknown options, and for another key", () => {
    expect([
      misleadingEncrypted(undefined),
      misleadingEncrypted(unknown),
      misleadingEncrypted({ dsr: "false" }),
    ]).toEqual([undefined, undefined, undefined]);
  });
});

describe("checkOptions", () => {
  it("accepts the options of the driver and keys of other drivers", () => {
    const options = {
      encrypted: "",
      [driverOption.mtu]: "1450",
      [driverOption.vxlanIds]: "4200,4201",
      "com.example.owner": "shop",
    };
    expect([checkOptions(options), checkOptions({}), checkOptions(undefined)]).toEqual([[], [], []]);
  });

  it("ignores unknown values and still checks the others", () => {
    expect(checkOptions(unknown)).toEqual([]);
    expect(checkOptions({ encrypted: unknown, [driverOption.mtu]: unknown })).toEqual([]);
  });

  it("accepts a misleading 'encrypted', because misleadingEncrypted reports it", () => {
    expect(checkOptions({ encrypted: "false" })).toEqual([]);
  });

  it.each([
    [driverOption.mtu, "big", `'com.docker.network.driver.mtu' "big" is not a whole number of bytes. Use e.g. "1450".`],
    [
      driverOption.mtu,
      "-1",
      `'com.docker.network.driver.mtu' -1 is negative. Use the MTU of the network between the nodes, e.g. 1450, ` +
        `or leave 'com.docker.network.driver.mtu' out for 1500.`,
    ],
    [driverOption.mtu, 1450, `'com.docker.network.driver.mtu' 1450 is not text. Driver options are text: use "1450".`],
    [
      driverOption.vxlanIds,
      "4200,",
      `'com.docker.network.driver.overlay.vxlanid_list' "4200," has "", and a VXLAN id is a number from 1 to ` +
        `16777215. Use one number per subnet, e.g. "4200,4201".`,
    ],
    [
      driverOption.vxlanIds,
      "16777216",
      `'com.docker.network.driver.overlay.vxlanid_list' "16777216" has "16777216", and a VXLAN id is a number ` +
        `from 1 to 16777215. Use one number per subnet, e.g. "4200,4201".`,
    ],
    [
      driverOption.vxlanIds,
      "4200,4201,04200",
      `'com.docker.network.driver.overlay.vxlanid_list' "4200,4201,04200" has 04200 twice. Use a different id ` +
        `for each subnet.`,
    ],
  ])("refuses %s %j", (key, value, reason) => {
    expect(checkOptions({ [key]: value as string })).toEqual([{ path: `["${key}"]`, reason }]);
  });

  it("refuses a key in the wrong case, because the driver would ignore it", () => {
    expect(checkOptions({ Encrypted: "true" })).toEqual([
      {
        path: "Encrypted",
        reason: "'Encrypted' has no effect: the overlay driver reads only 'encrypted'. Use 'encrypted'.",
      },
    ]);
  });

  it("includes the overhead of encryption in the check of the MTU", () => {
    expect(checkOptions({ [driverOption.mtu]: "143" })).toEqual([]);
    expect(checkOptions({ [driverOption.mtu]: "143", encrypted: "" }).map(({ path }) => path)).toEqual([
      '["com.docker.network.driver.mtu"]',
    ]);
  });

  it("refuses options that are not an object", () => {
    expect(checkOptions("encrypted" as never)).toEqual([
      { path: "", reason: `'options' "encrypted" is not an object. Use an object: { … }.` },
    ]);
  });
});

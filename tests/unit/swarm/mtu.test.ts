import fc from "fast-check";
import { unknown } from "../../../swarm/draft";
import { checkMtu, effectiveMtu } from "../../../swarm/mtu";

describe("effectiveMtu", () => {
  it.each([
    [1280, 1230, 1204],
    [1400, 1350, 1324],
    [1450, 1400, 1372],
    [1500, 1450, 1424],
    [9000, 8950, 8924],
    [9001, 8951, 8924],
    [9216, 9166, 9140],
    [undefined, 1450, 1424],
    [0, 1450, 1424],
  ])("of %s is %i, and %i when encrypted", (mtu, plain, encrypted) => {
    expect([effectiveMtu(mtu, false), effectiveMtu(mtu, true)]).toEqual([plain, encrypted]);
  });

  it("is a multiple of 4 when encrypted, at most 3 bytes below the remaining space", () => {
    fc.assert(
      fc.property(fc.integer({ min: 144, max: 65535 }), (mtu) => {
        const lost = mtu - 76 - effectiveMtu(mtu, true);
        expect(effectiveMtu(mtu, true) % 4).toBe(0);
        expect([0, 1, 2, 3]).toContain(lost);
      }),
    );
  });
});

describe("checkMtu", () => {
  const fix = "Use the MTU of the network between the nodes, e.g. 1450, or leave 'mtu' out for 1500.";

  it.each([118, 1280, 1450, 1500, 9000, 65535])("accepts %i", (mtu) => {
    expect(checkMtu(mtu)).toEqual([]);
  });

  it("accepts 0, which the driver reads as its default", () => {
    expect([checkMtu(0), checkMtu(0, true)]).toEqual([[], []]);
  });

  it("ignores an unknown or absent MTU", () => {
    expect([checkMtu(unknown), checkMtu(undefined), checkMtu(1500, unknown)]).toEqual([[], [], []]);
  });

  it.each([
    ["big", `'mtu' "big" is not a whole number. Use a number without quotes, e.g. 1450.`],
    ["1450", `'mtu' "1450" is not a whole number. Use a number without quotes, e.g. 1450.`],
    [1450.5, "'mtu' 1450.5 is not a whole number. Use a number without quotes, e.g. 1450."],
    [true, "'mtu' true is not a whole number. Use a number without quotes, e.g. 1450."],
    [-1, `'mtu' -1 is negative. ${fix}`],
    [117, `'mtu' 117 is too small: VXLAN takes 50 bytes of it, and IPv4 needs 68, so at least 118. ${fix}`],
    [65536, `'mtu' 65536 is larger than the largest IPv4 packet (65535). ${fix}`],
  ])("refuses %j", (mtu, reason) => {
    expect(checkMtu(mtu as number)).toEqual([{ path: "", reason }]);
  });

  it("requires more room if the overlay is encrypted", () => {
    expect(checkMtu(143, true)).toEqual([
      {
        path: "",
        reason:
          `'mtu' 143 is too small: VXLAN and encryption take 76 bytes of it, and IPv4 needs 68, so at least 144. ` +
          fix,
      },
    ]);
    expect(checkMtu(144, true)).toEqual([]);
  });

  it("accepts exactly the MTUs that leave IPv4 its 68 bytes", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), fc.boolean(), (mtu, encrypted) => {
        expect(checkMtu(mtu, encrypted).length === 0).toBe(effectiveMtu(mtu, encrypted) >= 68);
      }),
    );
  });
});

import fc from "fast-check";
import {
  blockOf,
  compareBlocks,
  contains,
  formatAddress,
  overlaps,
  parseAddress,
  parseBlock,
  parseCidr,
  sameBlock,
} from "../../../swarm/cidr";

const address = fc.bigInt({ min: 0n, max: 2n ** 32n - 1n });
const prefix = fc.integer({ min: 0, max: 32 });
/** Any block, with or without host bits. */
const written = fc.tuple(address, prefix).map(([any, length]) => `${formatAddress(any)}/${length}`);

describe("parseCidr", () => {
  it("returns the first and last address of a block", () => {
    expect(parseCidr("10.0.9.0/24")).toEqual({
      version: 4,
      first: 0x0a000900n,
      last: 0x0a0009ffn,
      prefix: 24,
      text: "10.0.9.0/24",
    });
  });

  it.each([
    ["0.0.0.0/0", 0n, 2n ** 32n - 1n],
    ["255.255.255.255/32", 2n ** 32n - 1n, 2n ** 32n - 1n],
  ])("parses the extreme block %s", (text, first, last) => {
    expect(parseCidr(text)).toMatchObject({ first, last });
  });

  it.each([
    ["10.0.0.0", "mask missing", "10.0.0.0/24"],
    ["10.0.9.7", "mask missing", "10.0.9.0/24"],
    ["10.0.9.7/24", "host bits set", "10.0.9.0/24"],
    ["10.1.2.3/8", "host bits set", "10.0.0.0/8"],
  ])("reports %s as '%s' and suggests %s", (text, fault, offer) => {
    expect(parseCidr(text)).toMatchObject({ fault, block: { text: offer } });
  });

  it.each(["fd00::/64", "fd00::", "::1/128", "::ffff:10.0.9.0/120"])("recognizes %s as IPv6", (text) => {
    expect(parseCidr(text)).toEqual({ fault: "IPv6" });
  });

  it.each([
    ["an octet above 255", "10.0.256.0/24"],
    ["every octet above 255", "999.999.999.999/99"],
    ["a mask above 32", "10.0.9.0/33"],
    ["a mask of three digits", "10.0.9.0/240"],
    ["an octet that could be octal", "010.0.9.0/24"],
    ["a mask that could be octal", "10.0.9.0/08"],
    ["an octet in hexadecimal", "0x0a.0.9.0/24"],
    ["three octets", "10.0.9/24"],
    ["five octets", "10.0.9.0.0/24"],
    ["a netmask", "10.0.9.0/255.255.255.0"],
    ["a negative mask", "10.0.9.0/-1"],
    ["two masks", "10.0.9.0/24/24"],
    ["an empty mask", "10.0.9.0/"],
    ["a space at the start", " 10.0.9.0/24"],
    ["a space at the end", "10.0.9.0/24 "],
    ["a line break at the end", "10.0.9.0/24\n"],
    ["a range", "10.0.9.0-10.0.9.255"],
    ["a name", "backend"],
    ["nothing", ""],
    ["only a mask", "/24"],
    ["Arabic digits", "١٠.0.9.0/24"],
  ])("refuses %s", (_, text) => {
    expect(parseCidr(text)).toEqual({ fault: "malformed" });
  });
});

describe("parseAddress", () => {
  it.each([
    ["0.0.0.0", 0n],
    ["10.0.9.1", 0x0a000901n],
    ["255.255.255.255", 0xffffffffn],
  ])("parses %s", (text, value) => {
    expect(parseAddress(text)).toBe(value);
  });

  it.each(["10.0.9.1/24", "10.0.9.256", "10.0.9.01", "10.0.9", "fd00::1", "1", "", "gateway", "10.0.9.1\n"])(
    "refuses %j",
    (text) => {
      expect(parseAddress(text)).toBeUndefined();
    },
  );

  it("parses every address that formatAddress returns", () => {
    fc.assert(
      fc.property(address, (any) => {
        expect(parseAddress(formatAddress(any))).toBe(any);
      }),
    );
  });
});

describe("blockOf", () => {
  it("clears host bits", () => {
    expect(blockOf("10.0.9.7/24")?.text).toBe("10.0.9.0/24");
  });

  it.each(["10.0.9.0", "fd00::/64", "10.0.9.0/33", ""])("returns nothing for %j", (text) => {
    expect(blockOf(text)).toBeUndefined();
  });

  it("returns every block in a form that the Engine accepts", () => {
    fc.assert(
      fc.property(written, (text) => {
        const canonical = blockOf(text)?.text ?? "";
        expect(parseCidr(canonical)).toMatchObject({ text: canonical });
      }),
    );
  });
});

describe("parseBlock", () => {
  it.each([
    ["10.0.9.7/24", { version: 4, first: 0x0a000900n, last: 0x0a0009ffn, prefix: 24 }],
    ["10.0.9.7", { version: 4, first: 0x0a000907n, last: 0x0a000907n, prefix: 32 }],
    ["fd00::/64", { version: 6, first: 0xfdn << 120n, last: (0xfdn << 120n) + (1n << 64n) - 1n, prefix: 64 }],
    ["::1", { version: 6, first: 1n, last: 1n, prefix: 128 }],
  ])("parses %s", (text, block) => {
    expect(parseBlock(text)).toEqual(block);
  });

  it.each(["", "backend", "10.0.9.0/33", "fd00::/129", undefined])("returns nothing for %j", (text) => {
    expect(parseBlock(text)).toBeUndefined();
  });
});

describe("compareBlocks", () => {
  it("sorts by address and then by size, IPv4 first and text that is not a block last", () => {
    const list = ["fd00::/64", "nonsense", "10.0.10.0/24", "10.0.9.0/24", "10.0.9.0/25", "9.0.0.0/8"];
    expect([...list].sort(compareBlocks)).toEqual([
      "9.0.0.0/8",
      "10.0.9.0/24",
      "10.0.9.0/25",
      "10.0.10.0/24",
      "fd00::/64",
      "nonsense",
    ]);
  });
});

describe("sameBlock", () => {
  it.each<[string | undefined, string | undefined, boolean]>([
    ["10.0.9.0/24", "10.0.9.0/24", true],
    ["10.0.9.0/24", "10.0.9.0/25", false],
    ["fd00:0:0::/64", "fd00::/64", true],
    ["fd00::/64", "10.0.9.0/24", false],
    ["10.0.9.1", "10.0.9.2", false],
    ["fd00::1", "fd00:0::1", true],
    ["nonsense", "nonsense", true],
    ["nonsense", "other", false],
    [undefined, "10.0.9.1", false],
    [undefined, undefined, true],
  ])("of %j and %j is %j", (a, b, same) => {
    expect(sameBlock(a, b)).toBe(same);
  });
});

describe("overlaps", () => {
  it.each([
    ["10.0.9.0/24", "10.0.9.0/24", true],
    ["10.0.9.0/24", "10.0.0.0/16", true],
    ["10.0.9.0/24", "10.0.9.128/25", true],
    ["10.0.9.0/25", "10.0.9.128/25", false],
    ["10.0.8.0/24", "10.0.9.0/24", false],
    ["10.0.9.255/32", "10.0.9.0/24", true],
    ["0.0.0.0/0", "192.168.0.0/16", true],
    ["10.0.9.7/24", "10.0.9.200/24", true],
    ["10.0.9.7", "10.0.9.0/24", true],
    ["fd00::/8", "fd00::/64", true],
    ["fd00::/16", "fd00:1::/64", true],
    ["fd00::/64", "fd01::/64", false],
    ["::/0", "10.0.0.0/8", false],
    ["nonsense", "nonsense", false],
  ])("of %s and %s is %s", (a, b, expected) => {
    expect(overlaps(a, b)).toBe(expected);
  });

  it("is symmetric", () => {
    fc.assert(
      fc.property(written, written, (a, b) => {
        expect(overlaps(a, b)).toBe(overlaps(b, a));
      }),
    );
  });

  it("is true exactly if one block contains the first address of the other", () => {
    fc.assert(
      fc.property(written, written, (a, b) => {
        const [one, other] = [blockOf(a), blockOf(b)];
        if (one === undefined || other === undefined) throw new Error("Every generated text is a block.");
        expect(overlaps(a, b)).toBe(contains(one, other.first) || contains(other, one.first));
      }),
    );
  });

  it("is true for a block and each of its halves, and false for the two halves", () => {
    fc.assert(
      fc.property(address, fc.integer({ min: 0, max: 31 }), (any, length) => {
        const block = blockOf(`${formatAddress(any)}/${length}`);
        if (block === undefined) throw new Error("Every generated text is a block.");
        const whole = block.text;
        const lower = `${formatAddress(block.first)}/${length + 1}`;
        const upper = blockOf(`${formatAddress(block.last)}/${length + 1}`)?.text ?? "";
        expect([overlaps(whole, lower), overlaps(whole, upper), overlaps(lower, upper)]).toEqual([true, true, false]);
      }),
    );
  });
});

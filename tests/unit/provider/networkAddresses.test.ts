import {
  freeBlock,
  hasDefaultGateway,
  isFromPool,
  poolUsage,
} from "../../../provider/mapping/network/networkAddresses";

describe("The Engine's default gateway", () => {
  test.each<[object, boolean]>([
    [{ subnet: "10.0.9.0/24", gateway: "10.0.9.1" }, true],
    [{ subnet: "10.0.9.0/24", gateway: "10.0.9.99" }, false],
    [{ subnet: "10.0.9.0/24", gateway: "10.0.9.128", ipRange: "10.0.9.128/25" }, true],
    [{ subnet: "10.0.9.0/24", gateway: "10.0.9.129", ipRange: "10.0.9.128/25" }, false],
    [{ subnet: "10.0.9.0/24", gateway: "10.0.9.1", ipRange: "10.0.9.0/25" }, true],
    [{ subnet: "fd00::/64", gateway: "fd00::1" }, true],
    [{ subnet: "10.0.9.0/24" }, true],
  ])("%j: %p", (config, expected) => {
    expect(hasDefaultGateway(config)).toBe(expected);
  });
});

describe("A subnet that the pool could have allocated", () => {
  const pools = { pools: ["10.20.0.0/16", "10.30.0.0/16"], prefix: 26 };
  test.each<[object, boolean]>([
    [{ subnet: "10.30.0.64/26", gateway: "10.30.0.65" }, true],
    [{ subnet: "10.30.0.64/26", gateway: "10.30.0.70" }, false],
    [{ subnet: "10.30.0.0/24", gateway: "10.30.0.1" }, false],
    [{ subnet: "10.40.0.0/26", gateway: "10.40.0.1" }, false],
    [{ subnet: "10.30.0.64/26", gateway: "10.30.0.65", ipRange: "10.30.0.64/27" }, false],
  ])("%j: %p", (config, expected) => {
    expect(isFromPool(config, pools)).toBe(expected);
  });
});

test("Pool usage counts one place per subnet, several for a larger subnet, and none for a subnet outside", () => {
  const pools = { pools: ["10.20.0.0/24"], prefix: 26 };
  expect(poolUsage(["10.20.0.0/26", "10.20.0.128/25", "10.99.0.0/24"], pools)).toEqual({ total: 4n, taken: 3n });
});

describe("The first free block of the pools", () => {
  const pools = { pools: ["10.20.0.0/24", "10.30.0.0/16"], prefix: 26 };
  test.each<[string, string[], number, string | undefined]>([
    ["is the first one", [], 26, "10.20.0.0/26"],
    [
      "comes after those that are taken, smaller and larger ones",
      ["10.20.0.5/32", "10.20.0.64/26"],
      26,
      "10.20.0.128/26",
    ],
    ["lies between two", ["10.20.0.0/26", "10.20.0.128/25"], 26, "10.20.0.64/26"],
    ["is of the next pool when one is full, or too small", ["10.20.0.0/23"], 26, "10.30.0.0/26"],
    ["has the requested size", ["10.30.0.0/24"], 20, "10.30.16.0/20"],
    ["is none when all is taken", ["10.0.0.0/8"], 26, undefined],
    ["does not mind what is no IPv4", ["fd00::/64", "nonsense"], 26, "10.20.0.0/26"],
  ])("%s", (_, taken, prefix, expected) => {
    expect(freeBlock(taken, { ...pools, prefix })).toBe(expected);
  });
});

import fc from "fast-check";
import { freeAddresses, neededAddresses } from "../../../swarm/capacity";

describe("freeAddresses", () => {
  it.each([
    [16, 65533],
    [22, 1021],
    [23, 509],
    [24, 253],
    [25, 125],
    [26, 61],
    [27, 29],
    [28, 13],
    [29, 5],
    [30, 1],
    [31, 0],
    [32, 0],
  ])("of a /%i is %i, with and without a gateway in the spec", (prefix, free) => {
    expect(freeAddresses({ subnet: `10.0.0.0/${prefix}` })).toBe(free);
    if (prefix <= 30) expect(freeAddresses({ subnet: `10.0.0.0/${prefix}`, gateway: "10.0.0.2" })).toBe(free);
  });

  it.each([
    ["the upper half, gateway chosen by Swarm", { ipRange: "10.0.9.128/25" }, 126],
    ["the upper half, gateway outside the range", { ipRange: "10.0.9.128/25", gateway: "10.0.9.1" }, 127],
    ["the lower half, gateway inside the range", { ipRange: "10.0.9.0/25", gateway: "10.0.9.1" }, 126],
    ["a quarter in the middle, gateway outside", { ipRange: "10.0.9.64/26", gateway: "10.0.9.1" }, 64],
    ["the whole", { ipRange: "10.0.9.0/24" }, 253],
  ])("counts the addresses of the range: %s", (_, rest, free) => {
    expect(freeAddresses({ subnet: "10.0.9.0/24", ...rest })).toBe(free);
  });

  it("is 0 for text that is not an IPv4 block", () => {
    expect([freeAddresses({ subnet: "10.0.9.0" }), freeAddresses({ subnet: "fd00::/64" })]).toEqual([0, 0]);
    expect(freeAddresses({ subnet: "10.0.9.0/24", ipRange: "10.0.9.128" })).toBe(0);
  });

  it("is at most as large with a range as without one", () => {
    const gateway = fc.option(fc.constantFrom("10.0.9.1", "10.0.9.200"), { nil: undefined });
    const range = fc
      .integer({ min: 24, max: 32 })
      .chain((prefix) =>
        fc.integer({ min: 0, max: 2 ** (prefix - 24) - 1 }).map((i) => `10.0.9.${i * 2 ** (32 - prefix)}/${prefix}`),
      );
    fc.assert(
      fc.property(range, gateway, (ipRange, given) => {
        const subnet = { subnet: "10.0.9.0/24", ...(given === undefined ? {} : { gateway: given }) };
        const free = freeAddresses({ ...subnet, ipRange });
        expect(free).toBeGreaterThanOrEqual(0);
        expect(free).toBeLessThanOrEqual(freeAddresses(subnet));
      }),
    );
  });
});

describe("neededAddresses", () => {
  it("counts one address per VIP service, node, task, task of a rolling update, and container", () => {
    expect(neededAddresses({ vipServices: 1, nodes: 5, tasks: 247 })).toBe(253);
    expect(neededAddresses({ vipServices: 1, nodes: 5, tasks: 10, surge: 2, containers: 3 })).toBe(21);
  });
});

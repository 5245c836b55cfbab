import fc from "fast-check";
import { blockOf, formatAddress, overlaps, parseCidr } from "../../../swarm/cidr";
import { unknown } from "../../../swarm/draft";
import { checkSubnets } from "../../../swarm/subnet";

const valid = { subnet: "10.0.9.0/24", gateway: "10.0.9.99", ipRange: "10.0.9.128/25" };

/** Private blocks from /9 to /29, as text. */
const block = fc
  .tuple(fc.bigInt({ min: 0x0a000000n, max: 0x0affffffn }), fc.integer({ min: 9, max: 29 }))
  .map(([any, prefix]) => blockOf(`${formatAddress(any)}/${prefix}`)?.text ?? "");

function borders(subnet: string): { first: bigint; last: bigint } {
  const parsed = parseCidr(subnet);
  if ("fault" in parsed) throw new Error(`${subnet}: ${parsed.fault}`);
  return parsed;
}

describe("checkSubnets", () => {
  it("accepts a subnet with a gateway and a range", () => {
    expect(checkSubnets([valid])).toEqual([]);
  });

  it("accepts no list, an empty list and an empty entry", () => {
    expect([checkSubnets(undefined), checkSubnets([]), checkSubnets([{}])]).toEqual([[], [], []]);
  });

  it("accepts the two /25 subnets of Docker's guide", () => {
    const subnets = [
      { subnet: "192.168.10.0/25", gateway: "192.168.10.100" },
      { subnet: "192.168.20.0/25", gateway: "192.168.20.100" },
    ];
    expect(checkSubnets(subnets)).toEqual([]);
  });

  it("ignores unknown values at any depth", () => {
    expect(checkSubnets(unknown)).toEqual([]);
    expect(checkSubnets([unknown])).toEqual([]);
    expect(checkSubnets([{ subnet: unknown, gateway: "10.1.0.1", ipRange: "10.1.0.0/25" }])).toEqual([]);
    expect(checkSubnets([{ ...valid, gateway: unknown, ipRange: unknown }])).toEqual([]);
  });

  it.each([
    ["a mask is missing", { subnet: "10.0.9.0" }, `'subnet' "10.0.9.0" has no mask. Did you mean "10.0.9.0/24"?`],
    [
      "host bits are set",
      { subnet: "10.0.9.7/24" },
      `'subnet' "10.0.9.7/24" has host bits set. Did you mean "10.0.9.0/24"?`,
    ],
    [
      "an octet is above 255",
      { subnet: "999.0.0.0/24" },
      `'subnet' "999.0.0.0/24" is not an IPv4 block in CIDR form: four numbers from 0 to 255, a slash, and a ` +
        `mask from 0 to 32. Use e.g. "10.0.9.0/24".`,
    ],
    [
      "it is IPv6",
      { subnet: "fd00:9::/64" },
      `'subnet' "fd00:9::/64" is IPv6, but Swarm gives tasks only IPv4 addresses. Use an IPv4 block, e.g. ` +
        `"10.0.9.0/24".`,
    ],
    [
      "it has no room for a task",
      { subnet: "10.0.9.0/30" },
      `'subnet' "10.0.9.0/30" is too small: besides the network, broadcast and gateway addresses, each node, ` +
        `service and task needs one. Use /29 or larger, e.g. "10.0.9.0/24".`,
    ],
    [
      "it is the loopback",
      { subnet: "127.0.9.0/24" },
      `'subnet' "127.0.9.0/24" cannot be used: it is the loopback network of every host. Use a private block, ` +
        `e.g. "10.0.9.0/24", or leave 'subnet' out.`,
    ],
    [
      "it is for multicast",
      { subnet: "239.0.0.0/24" },
      `'subnet' "239.0.0.0/24" cannot be used: it is for multicast. Use a private block, e.g. "10.0.9.0/24", or ` +
        `leave 'subnet' out.`,
    ],
    [
      "it stands for any subnet on newer Engines only",
      { subnet: "0.0.0.0/24" },
      `'subnet' "0.0.0.0/24" cannot be used: Engines before 29 refuse it, and later ones read it as a request ` +
        `for any free subnet. Use a private block, e.g. "10.0.9.0/24", or leave 'subnet' out.`,
    ],
    ["it is not text", { subnet: 10 }, `'subnet' 10 is not text. Use text in quotes, e.g. "10.0.9.0/24".`],
  ])("refuses a subnet when %s", (_, entry, reason) => {
    expect(checkSubnets([entry as typeof valid])).toEqual([{ path: "[0].subnet", reason }]);
  });

  it.each([
    [
      "it is outside",
      "10.1.0.1",
      `'gateway' "10.1.0.1" is outside 'subnet' "10.0.9.0/24". Use an address inside it or leave 'gateway' out.`,
    ],
    [
      "it is the network address",
      "10.0.9.0",
      `'gateway' "10.0.9.0" is the network address of 'subnet' "10.0.9.0/24". Use another address inside it or ` +
        `leave 'gateway' out.`,
    ],
    [
      "it is the broadcast address",
      "10.0.9.255",
      `'gateway' "10.0.9.255" is the broadcast address of 'subnet' "10.0.9.0/24". Use another address inside it ` +
        `or leave 'gateway' out.`,
    ],
    [
      "it has a mask",
      "10.0.9.1/24",
      `'gateway' "10.0.9.1/24" is not an IPv4 address: four numbers from 0 to 255, without a mask. Did you mean ` +
        `"10.0.9.1"?`,
    ],
    [
      "it is not an address",
      "10.0.9.one",
      `'gateway' "10.0.9.one" is not an IPv4 address: four numbers from 0 to 255, without a mask. Use e.g. "10.0.9.1".`,
    ],
    ["it is not text", true, `'gateway' true is not text. Use text in quotes, e.g. "10.0.9.1".`],
  ])("refuses a gateway when %s", (_, gateway, reason) => {
    expect(checkSubnets([{ subnet: "10.0.9.0/24", gateway: gateway as string }])).toEqual([
      { path: "[0].gateway", reason },
    ]);
  });

  it("checks the gateway even if the subnet has host bits, so that both problems are reported together", () => {
    expect(checkSubnets([{ subnet: "10.0.9.7/24", gateway: "10.1.0.1" }])).toEqual([
      { path: "[0].subnet", reason: `'subnet' "10.0.9.7/24" has host bits set. Did you mean "10.0.9.0/24"?` },
      {
        path: "[0].gateway",
        reason:
          `'gateway' "10.1.0.1" is outside 'subnet' "10.0.9.0/24". Use an address inside it or leave 'gateway' ` +
          `out.`,
      },
    ]);
  });

  it("refuses a gateway and a range without a subnet", () => {
    expect(checkSubnets([{ gateway: "10.0.9.1", ipRange: "10.0.9.128/25" }])).toEqual([
      {
        path: "[0].gateway",
        reason:
          `'gateway' "10.0.9.1" is set without a 'subnet'. Add the subnet that contains it, or leave 'gateway' ` +
          `out.`,
      },
      {
        path: "[0].ipRange",
        reason:
          `'ipRange' "10.0.9.128/25" is set without a 'subnet'. Add the subnet that contains it, or leave ` +
          `'ipRange' out.`,
      },
    ]);
  });

  it.each([
    [
      "it is outside",
      "10.1.0.0/25",
      `'ipRange' "10.1.0.0/25" is outside 'subnet' "10.0.9.0/24". Use a part of it or leave 'ipRange' out.`,
    ],
    [
      "it is larger",
      "10.0.0.0/16",
      `'ipRange' "10.0.0.0/16" is outside 'subnet' "10.0.9.0/24". Use a part of it or leave 'ipRange' out.`,
    ],
    ["its mask is missing", "10.0.9.128", `'ipRange' "10.0.9.128" has no mask. Did you mean "10.0.9.0/24"?`],
    [
      "its host bits are set",
      "10.0.9.130/25",
      `'ipRange' "10.0.9.130/25" has host bits set. Did you mean "10.0.9.128/25"?`,
    ],
  ])("refuses a range when %s", (_, ipRange, reason) => {
    expect(checkSubnets([{ subnet: "10.0.9.0/24", ipRange }])).toEqual([{ path: "[0].ipRange", reason }]);
  });

  it("refuses two overlapping subnets with the path of the second and the name of the first", () => {
    expect(checkSubnets([{ subnet: "10.0.9.0/24" }, { subnet: "10.1.0.0/24" }, { subnet: "10.0.9.128/25" }])).toEqual([
      {
        path: "[2].subnet",
        reason:
          `'subnet' "10.0.9.128/25" overlaps "10.0.9.0/24" of the same network. Give each subnet addresses of its ` +
          `own.`,
      },
    ]);
  });

  it("refuses overlapping subnets even if their ranges do not overlap", () => {
    const subnets = [
      { subnet: "10.0.9.0/24", ipRange: "10.0.9.0/25" },
      { subnet: "10.0.9.0/24", ipRange: "10.0.9.128/25" },
    ];
    expect(checkSubnets(subnets).map(({ path }) => path)).toEqual(["[1].subnet"]);
  });

  it("refuses a value that is not a list, and an entry that is not an object", () => {
    expect(checkSubnets("10.0.9.0/24" as never)).toEqual([
      { path: "", reason: `'subnets' "10.0.9.0/24" is not a list. Use a list, also for a single entry: [ … ].` },
    ]);
    expect(checkSubnets(["10.0.9.0/24"] as never)).toEqual([
      { path: "[0]", reason: `'subnet' "10.0.9.0/24" is not an object. Use an object: { … }.` },
    ]);
  });

  it("accepts every address of a subnet as its gateway, except the first and the last", () => {
    fc.assert(
      fc.property(block, fc.double({ min: 0, max: 1, noNaN: true }), (subnet, share) => {
        const { first, last } = borders(subnet);
        const any = first + (BigInt(Math.round(share * 1e6)) * (last - first)) / 1_000_000n;
        const refused = any === first || any === last;
        expect(checkSubnets([{ subnet, gateway: formatAddress(any) }])).toHaveLength(refused ? 1 : 0);
        expect(checkSubnets([{ subnet, gateway: formatAddress(first) }])).toHaveLength(1);
        expect(checkSubnets([{ subnet, gateway: formatAddress(last) }])).toHaveLength(1);
      }),
    );
  });

  it("refuses a gateway just outside of the subnet on either side", () => {
    fc.assert(
      fc.property(block, (subnet) => {
        const { first, last } = borders(subnet);
        for (const gateway of [first - 1n, last + 1n].map(formatAddress)) {
          expect(checkSubnets([{ subnet, gateway }])).toEqual([
            {
              path: "[0].gateway",
              reason:
                `'gateway' "${gateway}" is outside 'subnet' "${subnet}". Use an address inside it or leave ` +
                `'gateway' out.`,
            },
          ]);
        }
      }),
    );
  });

  it("suggests a valid subnet for one with host bits", () => {
    fc.assert(
      fc.property(block, fc.bigInt({ min: 1n, max: 7n }), (subnet, host) => {
        const { first } = borders(subnet);
        const [problem] = checkSubnets([{ subnet: `${formatAddress(first + host)}/${subnet.split("/")[1] ?? ""}` }]);
        const offer = /Did you mean "(.*)"\?$/.exec(problem?.reason ?? "")?.[1];
        expect(offer).toBe(subnet);
        expect(checkSubnets([{ subnet }])).toEqual([]);
      }),
    );
  });

  it("reports an overlap exactly if two subnets of a list overlap, in any order", () => {
    fc.assert(
      fc.property(fc.array(block, { maxLength: 6 }), (subnets) => {
        const any = subnets.some((a, i) => subnets.some((b, j) => i < j && overlaps(a, b)));
        const list = subnets.map((subnet) => ({ subnet }));
        expect(checkSubnets(list).length > 0).toBe(any);
        expect(checkSubnets([...list].reverse()).length > 0).toBe(any);
      }),
    );
  });

  it("never throws for any input", () => {
    fc.assert(
      fc.property(fc.anything(), (anything) => {
        for (const draft of [anything, [anything], [{ subnet: anything, gateway: anything, ipRange: anything }]]) {
          for (const problem of checkSubnets(draft as never)) expect(problem.reason).toMatch(/^'.*[.?]$/s);
        }
      }),
    );
  });
});

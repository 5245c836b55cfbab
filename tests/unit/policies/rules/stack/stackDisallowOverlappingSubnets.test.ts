import fc from "fast-check";
import { networkType, overlayNetworkType } from "../../../../../policies/facts/network";
import { stackDisallowOverlappingSubnets as policy } from "../../../../../policies/rules/stack/stackDisallowOverlappingSubnets";
import { overlaps } from "../../../../../swarm/cidr";
import type { Deployed } from "../../violations";
import { evaluateStack, unknownText, urnOf } from "../../violations";

function network(name: string, subnets: readonly unknown[], outputs: Readonly<Record<string, unknown>> = {}): Deployed {
  const ipamConfigs = subnets.map((subnet) => ({ subnet }));
  return { type: networkType, name, outputs: { driver: "overlay", ipamConfigs, ...outputs } };
}

const advice =
  "Swarm accepts both networks, but assigns no addresses on the second one, so its tasks never start. " +
  "Use another subnet for one of them, or remove the subnet to let Swarm choose.";

const overlap = (
  name: string,
  subnet: string,
  other: string,
  otherSubnet: string,
): { message: string; urn: string } => ({
  message: `Subnet "${subnet}" of network "${name}" overlaps subnet "${otherSubnet}" of network "${other}". ${advice}`,
  urn: urnOf(networkType, name),
});

const valid = [
  network("frontend", ["10.1.0.0/24"]),
  network("payments", ["10.2.0.0/24", "10.2.1.0/24"]),
  network("data", []),
];

test("The rule accepts overlay networks with disjoint subnets", () => {
  expect(evaluateStack(policy, valid)).toEqual({ violations: [] });
});

test("The rule accepts a stack without networks", () => {
  expect(evaluateStack(policy, [{ type: "docker:index/service:Service", name: "api", outputs: {} }])).toEqual({
    violations: [],
  });
});

test("The rule reports two overlay networks with the same subnet once, for the second one by URN", () => {
  const stack = [network("zebra", ["10.1.0.0/24"]), network("ape", ["10.1.0.0/24"])];
  expect(evaluateStack(policy, stack)).toEqual({ violations: [overlap("zebra", "10.1.0.0/24", "ape", "10.1.0.0/24")] });
});

test("The rule reports the smaller of two nested overlay networks", () => {
  const stack = [network("a", ["10.1.9.128/25"]), network("b", ["10.1.0.0/16"])];
  expect(evaluateStack(policy, stack)).toEqual({ violations: [overlap("a", "10.1.9.128/25", "b", "10.1.0.0/16")] });
});

test("The rule reports each overlap with the innermost network around it", () => {
  const stack = [
    network("wide", ["10.1.0.0/16"]),
    network("middle", ["10.1.9.0/24"]),
    network("narrow", ["10.1.9.64/26"]),
    network("beside", ["10.1.10.0/24"]),
    network("apart", ["10.2.0.0/16"]),
  ];
  expect(evaluateStack(policy, stack)).toEqual({
    violations: [
      overlap("middle", "10.1.9.0/24", "wide", "10.1.0.0/16"),
      overlap("narrow", "10.1.9.64/26", "middle", "10.1.9.0/24"),
      overlap("beside", "10.1.10.0/24", "wide", "10.1.0.0/16"),
    ],
  });
});

test("The rule refuses two subnets of one network that overlap", () => {
  expect(evaluateStack(policy, [network("a", ["10.1.0.0/24", "10.1.0.128/25"])])).toEqual({
    violations: [
      {
        message: `The subnets "10.1.0.128/25" and "10.1.0.0/24" of network "a" overlap. ${advice}`,
        urn: urnOf(networkType, "a"),
      },
    ],
  });
});

test("The rule names two equal subnets of one network in the order of the program", () => {
  const text = (...subnets: readonly string[]): unknown => evaluateStack(policy, [network("a", subnets)]).violations;
  const found = (subnet: string, other: string): object[] => [
    {
      message: `The subnets "${subnet}" and "${other}" of network "a" overlap. ${advice}`,
      urn: urnOf(networkType, "a"),
    },
  ];
  expect(text("10.1.0.7/24", "10.1.0.0/24")).toEqual(found("10.1.0.0/24", "10.1.0.7/24"));
  expect(text("10.1.0.0/24", "10.1.0.7/24")).toEqual(found("10.1.0.7/24", "10.1.0.0/24"));
});

test("The rule ignores host bits, and ranges that do not overlap", () => {
  const apart = (name: string, subnet: string, ipRange: string): Deployed =>
    network(name, [], { ipamConfigs: [{ subnet, ipRange }] });
  expect(evaluateStack(policy, [network("a", ["10.1.0.7/24"]), network("b", ["10.1.0.0/24"])]).violations).toHaveLength(
    1,
  );
  expect(
    evaluateStack(policy, [apart("a", "10.1.0.0/24", "10.1.0.0/25"), apart("b", "10.1.0.0/24", "10.1.0.128/25")])
      .violations,
  ).toHaveLength(1);
});

test("The rule includes the ingress, whether or not it sets its driver", () => {
  const ingress = network("ingress", ["10.1.0.0/16"], { driver: undefined, ingress: true });
  expect(evaluateStack(policy, [ingress, network("a", ["10.1.5.0/24"])])).toEqual({
    violations: [overlap("a", "10.1.5.0/24", "ingress", "10.1.0.0/16")],
  });
});

test.each(["bridge", "macvlan", undefined])("The rule ignores networks with the driver %p", (driver) => {
  expect(evaluateStack(policy, [network("a", ["10.1.0.0/24"], { driver }), network("b", ["10.1.0.0/24"])])).toEqual({
    violations: [],
  });
});

describe("The docker_gwbridge of a node", () => {
  const bridge = (name: string, subnet: string, provider: Deployed["provider"] & object = {}): Deployed => ({
    ...network(name, [subnet], { driver: "bridge", name: "docker_gwbridge" }),
    provider,
  });
  const onBridge = (name: string, subnet: string, other: string, otherSubnet: string): object => ({
    message:
      `Subnet "${subnet}" of "${name}", the docker_gwbridge of a node, overlaps subnet "${otherSubnet}" of network ` +
      `"${other}": containers on both networks can reach only one of them. Use another subnet for one of them.`,
    urn: urnOf(networkType, name),
  });

  it("may use the same addresses as the one of another node", () => {
    const stack = [bridge("one", "172.20.0.0/16"), bridge("two", "172.20.0.0/16"), network("a", ["10.1.0.0/24"])];
    expect(evaluateStack(policy, stack)).toEqual({ violations: [] });
  });

  it("must not overlap an overlay network in either direction, whichever provider it has", () => {
    const stack = [
      bridge("inside", "10.1.0.128/25", { host: "ssh://one" }),
      bridge("same", "10.1.0.0/24", { host: "ssh://two" }),
      bridge("around", "10.0.0.0/8", { host: "ssh://three" }),
      bridge("apart", "172.20.0.0/16", { host: "ssh://four" }),
      network("a", ["10.1.0.0/24"]),
      network("b", ["10.2.0.0/24"]),
    ];
    expect(evaluateStack(policy, stack)).toEqual({
      violations: [
        onBridge("inside", "10.1.0.128/25", "a", "10.1.0.0/24"),
        onBridge("around", "10.0.0.0/8", "a", "10.1.0.0/24"),
        onBridge("same", "10.1.0.0/24", "a", "10.1.0.0/24"),
      ],
    });
  });

  it("belongs to the swarm of its own provider if the stack has several swarms", () => {
    const [east, west] = [{ host: "ssh://east" }, { host: "ssh://west" }];
    const overlays = [
      { ...network("a", ["10.1.0.0/24"]), provider: east },
      { ...network("b", ["10.2.0.0/24"]), provider: west },
    ];
    expect(evaluateStack(policy, [...overlays, bridge("one", "10.1.0.0/16", west)])).toEqual({ violations: [] });
    expect(evaluateStack(policy, [...overlays, bridge("one", "10.1.0.0/16", east)])).toEqual({
      violations: [onBridge("one", "10.1.0.0/16", "a", "10.1.0.0/24")],
    });
  });
});

test("The rule counts the network of a component once", () => {
  const component = { type: overlayNetworkType, name: "a", outputs: { subnets: ["10.1.0.0/24"] } };
  expect(evaluateStack(policy, [component, network("a", ["10.1.0.0/24"])])).toEqual({ violations: [] });
});

test("The rule counts a network once that the program manages and reads under different names", () => {
  const stack = [network("a", ["10.1.0.0/24"], { id: "n1" }), network("b", ["10.1.0.0/24"], { id: "n1" })];
  expect(evaluateStack(policy, stack)).toEqual({ violations: [] });
});

test("The rule accepts the same addresses in two swarms, by the host of their providers", () => {
  const on = (name: string, provider: Deployed["provider"] & object): Deployed => ({
    ...network(name, ["10.1.0.0/24"]),
    provider,
  });
  const [east, west] = [{ host: "ssh://east" }, { host: "ssh://west" }];
  expect(evaluateStack(policy, [on("a", east), on("b", west)])).toEqual({ violations: [] });
  expect(evaluateStack(policy, [on("a", east), on("b", { ...east, version: "5.2.0" })]).violations).toHaveLength(1);
  expect(evaluateStack(policy, [on("a", {}), on("b", {})]).violations).toHaveLength(1);
  expect(evaluateStack(policy, [on("a", { context: "east" }), on("b", { context: "west" })])).toEqual({
    violations: [],
  });
  expect(evaluateStack(policy, [on("a", { context: "east" }), on("b", { context: "east" })]).violations).toHaveLength(
    1,
  );
});

test("The rule treats the networks of one provider as one swarm if its host is unknown", () => {
  const on = (name: string): Deployed => ({ ...network(name, ["10.1.0.0/24"]), provider: { host: unknownText } });
  expect(evaluateStack(policy, [on("a"), on("b")]).violations).toHaveLength(1);
});

describe("The rule, in a preview with unknown values", () => {
  it("reports what is certain, and names the network that it could not check", () => {
    const ipamConfigs = [{ gateway: unknownText, subnet: unknownText }];
    const open = { ...network("later", [], { ipamConfigs }), dependent: ["ipamConfigs"] };
    expect(evaluateStack(policy, [open, network("a", ["10.1.0.0/24"]), network("b", ["10.1.0.0/24"])])).toEqual({
      violations: [overlap("b", "10.1.0.0/24", "a", "10.1.0.0/24")],
      undecided: `network "later": not known before deployment: ipamConfigs[0].subnet`,
    });
  });

  it("names the property if the subnets, one of them, or the driver is unknown", () => {
    const undecided = (outputs: Readonly<Record<string, unknown>>, property: string): string | undefined =>
      evaluateStack(policy, [{ ...network("later", [], outputs), dependent: [property] }]).undecided;
    const words = (path: string): string => `network "later": not known before deployment: ${path}`;
    expect(undecided({ ipamConfigs: unknownText }, "ipamConfigs")).toBe(words("ipamConfigs"));
    expect(undecided({ ipamConfigs: [unknownText] }, "ipamConfigs")).toBe(words("ipamConfigs[0]"));
    expect(undecided({ driver: unknownText }, "driver")).toBe(words("driver"));
  });

  it("accepts an unknown subnet that Swarm chooses", () => {
    expect(evaluateStack(policy, [network("a", [], { ipamConfigs: unknownText, id: unknownText })])).toEqual({
      violations: [],
    });
    expect(evaluateStack(policy, [network("a", [unknownText])])).toEqual({ violations: [] });
  });

  it("accepts an unknown gateway next to a known subnet", () => {
    const ipamConfigs = [{ subnet: "10.1.0.0/24", gateway: unknownText }];
    expect(evaluateStack(policy, [network("a", [], { ipamConfigs })])).toEqual({ violations: [] });
  });

  it("treats two networks with unknown IDs as different networks", () => {
    const stack = ["a", "b"].map((name) => network(name, ["10.1.0.0/24"], { id: unknownText }));
    expect(evaluateStack(policy, stack).violations).toHaveLength(1);
  });
});

const octet = fc.integer({ min: 0, max: 15 });
const subnet = fc
  .tuple(octet, octet, fc.integer({ min: 16, max: 29 }))
  .map(([b, c, prefix]) => (prefix < 24 ? `10.${b}.0.0/16` : `10.${b}.${c}.0/${prefix}`));

test("The rule reports a violation if and only if two subnets overlap, and the same one in any order", () => {
  fc.assert(
    fc.property(fc.array(subnet, { maxLength: 12 }), (subnets) => {
      const stack = subnets.map((one, i) => network(`n${i}`, [one]));
      const verdict = evaluateStack(policy, stack);
      const any = subnets.some((a, i) => subnets.some((b, j) => i < j && overlaps(a, b)));
      expect(verdict.violations.length > 0).toBe(any);
      expect(evaluateStack(policy, [...stack].reverse())).toEqual(verdict);
    }),
  );
});

test("The rule reports every network inside another", () => {
  fc.assert(
    fc.property(fc.uniqueArray(subnet, { maxLength: 12 }), (subnets) => {
      const inside = subnets.filter((one) =>
        subnets.some((other) => other !== one && overlaps(one, other) && size(other) >= size(one)),
      );
      expect(
        evaluateStack(
          policy,
          subnets.map((one, i) => network(`n${i}`, [one])),
        ).violations,
      ).toHaveLength(inside.length);
    }),
  );

  function size(text: string): number {
    return 2 ** (32 - Number(text.split("/")[1]));
  }
});

test.each([
  ["tcp://manager:2376", "tcp://MANAGER:2376/"],
  ["ssh://root@manager", "SSH://root@manager/"],
  ["unix:///var/run/docker.sock", ""],
])("The hosts %j and %j are the same swarm", (one, other) => {
  const before = process.env["DOCKER_HOST"];
  delete process.env["DOCKER_HOST"];
  try {
    const stack = [network("a", ["10.1.0.0/24"]), network("b", ["10.1.0.0/24"])];
    const [a, b] = [one, other].map((host, i) => ({ ...stack[i], provider: { host } }) as Deployed);
    expect(evaluateStack(policy, [a as Deployed, b as Deployed]).violations).toHaveLength(1);
  } finally {
    if (before !== undefined) process.env["DOCKER_HOST"] = before;
  }
});

test("The rule takes networks for the same one only by an id that is known and not empty", () => {
  const stack = (...ids: readonly unknown[]): Deployed[] =>
    ids.map((id, i) => network(i === 0 ? "ape" : "zebra", ["10.1.0.0/24"], id === undefined ? {} : { id }));
  const found = { violations: [overlap("zebra", "10.1.0.0/24", "ape", "10.1.0.0/24")] };
  expect(evaluateStack(policy, stack("", ""))).toEqual(found);
  expect(evaluateStack(policy, stack(undefined, undefined))).toEqual(found);
  expect(evaluateStack(policy, stack("n1", "n2"))).toEqual(found);
  expect(evaluateStack(policy, stack("n1", "n1"))).toEqual({ violations: [] });
});

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
  "Swarm accepts both and leaves the one that comes second without addresses, so that the tasks on it never start. " +
  "Give one of them another subnet, or leave it out to let Swarm choose.";

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

it("accepts overlays that are apart", () => {
  expect(evaluateStack(policy, valid)).toEqual({ violations: [] });
});

it("accepts a stack without networks", () => {
  expect(evaluateStack(policy, [{ type: "docker:index/service:Service", name: "api", outputs: {} }])).toEqual({
    violations: [],
  });
});

it("refuses two overlays with the same subnet, once, at the second by URN", () => {
  const stack = [network("zebra", ["10.1.0.0/24"]), network("ape", ["10.1.0.0/24"])];
  expect(evaluateStack(policy, stack)).toEqual({ violations: [overlap("zebra", "10.1.0.0/24", "ape", "10.1.0.0/24")] });
});

it("refuses an overlay inside another, at the smaller one", () => {
  const stack = [network("a", ["10.1.9.128/25"]), network("b", ["10.1.0.0/16"])];
  expect(evaluateStack(policy, stack)).toEqual({ violations: [overlap("a", "10.1.9.128/25", "b", "10.1.0.0/16")] });
});

it("names each of several overlaps, with the innermost network around it", () => {
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

it("refuses two subnets of one network that overlap", () => {
  expect(evaluateStack(policy, [network("a", ["10.1.0.0/24", "10.1.0.128/25"])])).toEqual({
    violations: [
      {
        message: `The subnets "10.1.0.128/25" and "10.1.0.0/24" of network "a" overlap. ${advice}`,
        urn: urnOf(networkType, "a"),
      },
    ],
  });
});

it("is not fooled by host bits, nor by ranges that are apart", () => {
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

it("counts the ingress, whether or not it names its driver", () => {
  const ingress = network("ingress", ["10.1.0.0/16"], { driver: undefined, ingress: true });
  expect(evaluateStack(policy, [ingress, network("a", ["10.1.5.0/24"])])).toEqual({
    violations: [overlap("a", "10.1.5.0/24", "ingress", "10.1.0.0/16")],
  });
});

it.each(["bridge", "macvlan", undefined])("lets networks with the driver %p be, which live on one node", (driver) => {
  expect(evaluateStack(policy, [network("a", ["10.1.0.0/24"], { driver }), network("b", ["10.1.0.0/24"])])).toEqual({
    violations: [],
  });
});

describe("a node's docker_gwbridge", () => {
  const bridge = (name: string, subnet: string, provider: Deployed["provider"] & object = {}): Deployed => ({
    ...network(name, [subnet], { driver: "bridge", name: "docker_gwbridge" }),
    provider,
  });
  const onBridge = (name: string, subnet: string, other: string, otherSubnet: string): object => ({
    message:
      `Subnet "${subnet}" of "${name}", docker_gwbridge of a node, overlaps subnet "${otherSubnet}" of network "${other}": containers on ` +
      `that network have the same addresses on both sides, and reach one of the two. Give one of them another subnet.`,
    urn: urnOf(networkType, name),
  });

  it("may have the addresses of another node's", () => {
    const stack = [bridge("one", "172.20.0.0/16"), bridge("two", "172.20.0.0/16"), network("a", ["10.1.0.0/24"])];
    expect(evaluateStack(policy, stack)).toEqual({ violations: [] });
  });

  it("is refused the addresses of an overlay, whichever holds the other, by whichever node's provider it comes", () => {
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

  it("belongs to the swarm of its own provider where a stack has several", () => {
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

it("counts a network once that a component and its child both show", () => {
  const component = { type: overlayNetworkType, name: "a", outputs: { subnets: ["10.1.0.0/24"] } };
  expect(evaluateStack(policy, [component, network("a", ["10.1.0.0/24"])])).toEqual({ violations: [] });
});

it("counts a network once that is managed under one name and read under another", () => {
  const stack = [network("a", ["10.1.0.0/24"], { id: "n1" }), network("b", ["10.1.0.0/24"], { id: "n1" })];
  expect(evaluateStack(policy, stack)).toEqual({ violations: [] });
});

it("lets two swarms use the same addresses, by the host of their providers", () => {
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

it("takes networks of one provider for one swarm while its host is unknown", () => {
  const on = (name: string): Deployed => ({ ...network(name, ["10.1.0.0/24"]), provider: { host: unknownText } });
  expect(evaluateStack(policy, [on("a"), on("b")]).violations).toHaveLength(1);
});

describe("in a preview that does not know everything", () => {
  it("checks what is known, then says which network it could not check", () => {
    const ipamConfigs = [{ gateway: unknownText, subnet: unknownText }];
    const open = { ...network("later", [], { ipamConfigs }), dependent: ["ipamConfigs"] };
    expect(evaluateStack(policy, [open, network("a", ["10.1.0.0/24"]), network("b", ["10.1.0.0/24"])])).toEqual({
      violations: [overlap("b", "10.1.0.0/24", "a", "10.1.0.0/24")],
      undecided: `network "later": not known before deployment: ipamConfigs[0].subnet`,
    });
  });

  it("says so also when all of the subnets, an entry of them, or the driver is unknown", () => {
    const undecided = (outputs: Readonly<Record<string, unknown>>, property: string): string | undefined =>
      evaluateStack(policy, [{ ...network("later", [], outputs), dependent: [property] }]).undecided;
    const words = (path: string): string => `network "later": not known before deployment: ${path}`;
    expect(undecided({ ipamConfigs: unknownText }, "ipamConfigs")).toBe(words("ipamConfigs"));
    expect(undecided({ ipamConfigs: [unknownText] }, "ipamConfigs")).toBe(words("ipamConfigs[0]"));
    expect(undecided({ driver: unknownText }, "driver")).toBe(words("driver"));
  });

  it("is silent about a subnet that Swarm shall choose, which no preview can know", () => {
    expect(evaluateStack(policy, [network("a", [], { ipamConfigs: unknownText, id: unknownText })])).toEqual({
      violations: [],
    });
    expect(evaluateStack(policy, [network("a", [unknownText])])).toEqual({ violations: [] });
  });

  it("is silent about an unknown gateway beside a known subnet", () => {
    const ipamConfigs = [{ subnet: "10.1.0.0/24", gateway: unknownText }];
    expect(evaluateStack(policy, [network("a", [], { ipamConfigs })])).toEqual({ violations: [] });
  });

  it("keeps two networks apart whose ids are not known yet", () => {
    const stack = ["a", "b"].map((name) => network(name, ["10.1.0.0/24"], { id: unknownText }));
    expect(evaluateStack(policy, stack).violations).toHaveLength(1);
  });
});

const octet = fc.integer({ min: 0, max: 15 });
const subnet = fc
  .tuple(octet, octet, fc.integer({ min: 16, max: 29 }))
  .map(([b, c, prefix]) => (prefix < 24 ? `10.${b}.0.0/16` : `10.${b}.${c}.0/${prefix}`));

it("finds something exactly when two subnets overlap, and says the same in whatever order it is shown them", () => {
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

it("names every network that lies in another", () => {
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

it.each([
  ["tcp://manager:2376", "tcp://MANAGER:2376/"],
  ["ssh://root@manager", "SSH://root@manager/"],
  ["unix:///var/run/docker.sock", ""],
])("takes %j and %j for one swarm", (one, other) => {
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

import { unknown } from "../../../swarm/draft";
import { checkNetwork } from "../../../provider/resources/network/networkCheck";
import type { CheckResult } from "../../../provider/handler/handler";
import type { Properties } from "../../../provider/handler/properties";

const overlay: Properties = { name: "backend", driver: "overlay" };
const vxlanIds = "com.docker.network.driver.overlay.vxlanid_list";
const mtu = "com.docker.network.driver.mtu";

const never = (): string => {
  throw new Error("no name should be generated");
};

const request = { urn: "", logicalName: "backend", olds: undefined, before: undefined, autoname: never };

function check(news: Properties, olds?: Properties): CheckResult {
  return checkNetwork({ ...request, news, olds, before: olds });
}

describe("A network without a name", () => {
  test("gets a name with the official plugin's mark", () => {
    expect(checkNetwork({ ...request, news: { driver: "overlay" }, autoname: () => "backend-1a2b3c4" })).toEqual({
      inputs: { name: "backend-1a2b3c4", driver: "overlay", __defaults: ["name"] },
      failures: [],
    });
  });

  test("keeps its previous name", () => {
    expect(check({ driver: "overlay" }, { name: "backend-1a2b3c4", __defaults: ["name"] }).inputs.name).toBe(
      "backend-1a2b3c4",
    );
  });
});

describe("The name of a network with an identity", () => {
  const named = (name: string, identity = "shop/dev/backend"): Properties => ({
    driver: "overlay",
    name,
    labels: [{ label: "swarm.network.identity", value: identity }],
  });

  test("sorts before the name of the network that it replaces", () => {
    expect(check(named("backend-22222222"), named("backend-11111111")).inputs.name).toBe("backend--9999-22222222");
    expect(check(named("backend-11111111"), named("backend-22222222")).inputs.name).toBe("backend-11111111");
  });

  test("stays while the hash stays", () => {
    const name = "backend--9999-22222222";
    expect(check(named("backend-22222222"), named(name)).inputs.name).toBe(name);
  });

  test("stays in a renamed stack, whose identities are others", () => {
    const name = "backend--9999-22222222";
    expect(check(named("backend-22222222", "shop/prod/backend"), named(name)).inputs.name).toBe(name);
  });

  test("is the program's if it is fixed, and for the ingress", () => {
    const [old, news] = [named("backend--9999-22222222"), named("backend-22222222")];
    const fixed = [...(news.labels as object[]), { label: "swarm.network.spec", value: "22222222" }] as Properties[];
    expect(check({ ...news, labels: fixed }, old).inputs.name).toBe("backend-22222222");
    expect(check({ ...news, ingress: true }, { ...old, ingress: true }).inputs.name).toBe("backend-22222222");
  });

  test("is the declared one if services are never on both networks", () => {
    const [news, olds] = [named("backend-22222222"), named("backend-11111111")];
    expect(check(news, named("backend-11111111", "shop/dev/other")).inputs.name).toBe("backend-22222222");
    expect(check(news, { ...olds, labels: [] }).inputs.name).toBe("backend-22222222");
    expect(check({ ...news, labels: [] }, olds).inputs.name).toBe("backend-22222222");
    expect(check(news).inputs.name).toBe("backend-22222222");
  });
});

test("Inputs do not change, except that nulls and the marks of other plugins are removed", () => {
  const inputs: Properties = {
    ...overlay,
    attachable: false,
    ipamConfigs: [{ subnet: "10.0.9.0/24", gateway: "10.0.9.99", ipRange: "10.0.9.128/25" }],
    labels: [{ label: "team", value: "shop" }],
    options: { encrypted: "", [mtu]: "1400" },
  };
  expect(check({ ...inputs, internal: null, __defaults: ["ipamDriver"] })).toEqual({ inputs, failures: [] });
});

test("Numbers and booleans in options become text", () => {
  expect(check({ ...overlay, options: { [mtu]: 1400, encrypted: true } })).toEqual({
    inputs: { ...overlay, options: { [mtu]: "1400", encrypted: "true" } },
    failures: [],
  });
});

describe("An overlay is refused, at the path of the problem, for", () => {
  test.each<[string, Properties, string, string]>([
    [
      "a gateway outside its subnet",
      { ipamConfigs: [{ subnet: "10.0.9.0/24", gateway: "10.1.0.1" }] },
      "ipamConfigs[0].gateway",
      `'gateway' "10.1.0.1" is outside 'subnet' "10.0.9.0/24". Use an address inside it or leave 'gateway' out.`,
    ],
    [
      "a subnet without a mask",
      { ipamConfigs: [{ subnet: "10.0.9.0" }] },
      "ipamConfigs[0].subnet",
      `'subnet' "10.0.9.0" has no mask. Did you mean "10.0.9.0/24"?`,
    ],
    [
      "host bits in its subnet",
      { ipamConfigs: [{ subnet: "10.0.8.0/24" }, { subnet: "10.0.9.7/24" }] },
      "ipamConfigs[1].subnet",
      `'subnet' "10.0.9.7/24" has host bits set. Did you mean "10.0.9.0/24"?`,
    ],
    [
      "a gateway without a subnet",
      { ipamConfigs: [{ gateway: "10.0.9.1" }] },
      "ipamConfigs[0].gateway",
      `'gateway' "10.0.9.1" is set without a 'subnet'. Add the subnet that contains it, or leave 'gateway' out.`,
    ],
    [
      "auxiliary addresses, which the Engine drops",
      { ipamConfigs: [{ subnet: "10.0.9.0/24", auxAddress: { router: "10.0.9.5" } }] },
      "ipamConfigs[0].auxAddress",
      `'auxAddress' {"router":"10.0.9.5"} has no effect on a swarm network: the Engine drops it. To keep addresses ` +
        "free, let 'ipRange' name the part of the subnet that may be given out.",
    ],
    [
      "IPv6",
      { ipv6: true },
      "ipv6",
      "'ipv6' true has no effect on a swarm network: Swarm gives services and tasks IPv4 addresses only. Leave " +
        "'ipv6' out.",
    ],
    [
      "more VXLAN ids than subnets",
      { options: { [vxlanIds]: "4200,4201" } },
      `options["${vxlanIds}"]`,
      `'${vxlanIds}' "4200,4201" has 2 ids for 1 subnet. Give one id a subnet, or leave the option out.`,
    ],
    [
      "a label twice",
      {
        labels: [
          { label: "team", value: "a" },
          { label: "team", value: "b" },
        ],
      },
      "labels[1].label",
      `'label' "team" is set twice, but only one value would remain. Remove one.`,
    ],
    [
      "an input that there is not",
      { subnet: "10.0.9.0/24" },
      "subnet",
      'Unknown property "subnet". Supported: name, driver, attachable, ingress, internal, ipv6, ipamDriver, options, ' +
        "ipamOptions, ipamConfigs, labels, checkDuplicate.",
    ],
    [
      "a misspelt field of a subnet",
      { ipamConfigs: [{ subnet: "10.0.9.0/24", gatway: "10.0.9.1" }] },
      "ipamConfigs[0].gatway",
      'Unknown property "gatway". Did you mean "gateway"? Supported: subnet, gateway, ipRange, auxAddress.',
    ],
    [
      "a flag that is text",
      { internal: "yes" },
      "internal",
      `'internal' "yes" is neither true nor false. Use true or false without quotes.`,
    ],
    [
      "two networks of one name allowed",
      { checkDuplicate: false },
      "checkDuplicate",
      "'checkDuplicate' false allows two networks of the same name, which the Engine no longer supports. Leave it out.",
    ],
  ])("%s", (_what, change, property, reason) => {
    expect(check({ ...overlay, ...change }).failures).toMatchObject([{ property, reason }]);
  });

  test("only auxiliary addresses are harmless on a network that exists", () => {
    const ipamConfigs = [{ subnet: "10.0.9.0/24", gateway: "10.0.8.1", auxAddress: { router: "10.0.9.5" } }];
    const { failures } = check({ ...overlay, ipv6: true, ipamConfigs });
    expect(failures.map(({ property, isHarmless }) => [property, isHarmless])).toEqual([
      ["ipamConfigs[0].gateway", undefined],
      ["ipamConfigs[0].auxAddress", true],
      ["ipv6", undefined],
    ]);
  });

  test.each(["my.network", "-backend", "", "x".repeat(64), "ingress host", "bridge"])("the name %j", (name) => {
    expect(check({ ...overlay, name }).failures.map(({ property }) => property)).toEqual(["name"]);
  });

  test('an MTU of "big"', () => {
    expect(check({ ...overlay, options: { [mtu]: "big" } }).failures.map(({ property }) => property)).toEqual([
      `options["${mtu}"]`,
    ]);
  });

  test("several problems, each reported", () => {
    const { failures } = check({
      ...overlay,
      name: "a.b",
      ipv6: true,
      ipamConfigs: [{ subnet: "10.0.9.1/24" }, { subnet: "x" }],
    });
    expect(failures.map(({ property }) => property)).toEqual([
      "name",
      "ipamConfigs[0].subnet",
      "ipamConfigs[1].subnet",
      "ipv6",
    ]);
  });
});

describe("An ingress", () => {
  test.each<[string, Properties, string]>([
    ["that is attachable", { attachable: true }, "attachable"],
    ["that is internal, which the nodes ignore", { internal: true }, "internal"],
    ["with the docker package's default driver, bridge", { driver: undefined }, "driver"],
    ["with another driver", { driver: "macvlan" }, "driver"],
    [
      "with an unknown instruction about published ports",
      { labels: [{ label: "swarm.ingress.on-published-ports", value: "move" }] },
      "labels",
    ],
  ])("%s is refused", (_what, change, property) => {
    expect(
      check({ name: "edge", driver: "overlay", ingress: true, ...change }).failures.map((failure) => failure.property),
    ).toEqual([property]);
  });
});

describe("A network of a single node", () => {
  test("can have IPv6, small subnets, auxiliary addresses, and a dot in its name, unlike a swarm network", () => {
    const inputs: Properties = {
      name: "my.bridge",
      ipv6: true,
      ipamConfigs: [
        { subnet: "172.30.0.0/30", auxAddress: { router: "172.30.0.2" } },
        { subnet: "fd00::/64", gateway: "fd00::1" },
      ],
      options: { "com.docker.network.bridge.name": "br-mine" },
    };
    expect(check(inputs)).toEqual({ inputs, failures: [] });
  });

  test("is refused for problems of any network", () => {
    const inputs: Properties = { name: "my bridge", ipamConfigs: [{ subnet: "172.30.0.0/24", gateway: "10.0.0.1" }] };
    expect(check(inputs).failures.map(({ property }) => property)).toEqual(["name", "ipamConfigs[0].gateway"]);
  });
});

test.each<[string, Properties, string]>([
  ["an overlay", { driver: "overlay" }, "driver"],
  ["internal", { internal: true }, "internal"],
  ["given an MTU below what IPv4 needs", { options: { [mtu]: 10 } }, `options["${mtu}"]`],
])("A network with the name docker_gwbridge is refused if it is %s", (_, given, property) => {
  expect(check({ name: "docker_gwbridge", ...given }).failures.map((failure) => failure.property)).toEqual([property]);
});

test("Values that a preview does not know yet are not refused, at any depth", () => {
  const drafts: Properties[] = [
    {
      name: unknown,
      driver: unknown,
      attachable: unknown,
      ingress: unknown,
      ipamConfigs: unknown,
      labels: unknown,
      options: unknown,
    },
    {
      ...overlay,
      ipamConfigs: [
        unknown,
        { subnet: unknown, gateway: "10.0.9.1" },
        { subnet: "10.0.8.0/24", gateway: unknown, auxAddress: unknown },
      ],
      labels: [unknown, { label: unknown, value: "a" }, { label: "a", value: unknown }],
      options: { encrypted: unknown, [mtu]: unknown, [vxlanIds]: unknown },
    },
  ];
  for (const inputs of drafts) {
    expect(check(inputs)).toEqual({ inputs, failures: [] });
  }
});

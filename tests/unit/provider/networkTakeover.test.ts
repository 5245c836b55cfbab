import type { OverlayNetworkArgs } from "../../../components";
import { OverlayNetwork, SwarmStack } from "../../../components";
import type { NetworkSpec } from "../../../provider/engine/types";
import type { Properties } from "../../../provider/handler/properties";
import { toNetworkState } from "../../../provider/mapping/network/network";
import { swarmPools, toNetworkInputs } from "../../../provider/mapping/network/networkImport";
import { networkDifference } from "../../../provider/resources/network/networkDiff";
import { runProgram } from "../components/program";
import { allocated } from "./networkModel";

const ignored = ["options", "ipamConfigs"];
const labels = { "com.docker.stack.namespace": "shop" };

/** The inputs of a member of the stack `shop`. */
async function declared(args: OverlayNetworkArgs): Promise<Properties> {
  const { docker } = await runProgram(() => {
    new OverlayNetwork("data", { stack: new SwarmStack("shop", { defaultNetwork: false }), ...args });
  });
  return docker[0]?.inputs as Properties;
}

/** What the CLI sends for properties whose changes are ignored: the old ones. */
function withIgnored(inputs: Properties, before: Properties): Properties {
  const kept = Object.entries(inputs).filter(([name]) => !ignored.includes(name));
  const old = ignored.flatMap((name) => (before[name] === undefined ? [] : [[name, before[name]] as const]));
  return { ...Object.fromEntries(kept), ...Object.fromEntries(old) };
}

/** Imports a network of `docker stack deploy`, and compares it with the program; then with a later program. */
async function differences(
  spec: Partial<NetworkSpec>,
  args: OverlayNetworkArgs,
  later: OverlayNetworkArgs = args,
): Promise<{ first: string[]; later: string[] }> {
  const network = allocated({ Name: "shop_data", Driver: "overlay", Labels: labels, ...spec });
  const imported = toNetworkInputs(network, swarmPools({} as never));
  const live = toNetworkState(network);
  const first = withIgnored(await declared(args), imported);
  // The CLI records the inputs of a resource that does not differ.
  const second = withIgnored(await declared(later), first);
  const compare = (oldInputs: Properties, newInputs: Properties): string[] =>
    [...networkDifference({ oldInputs, oldState: live, newInputs }, ignored).changes.keys()].sort();
  return { first: compare(imported, first), later: compare(first, second) };
}

describe("A network that a component has taken over is not replaced", () => {
  test.each<[string, Partial<NetworkSpec>, OverlayNetworkArgs]>([
    ["without arguments", {}, {}],
    ["that is internal", { Internal: true }, { internal: true }],
    ["with an MTU", { Options: { "com.docker.network.driver.mtu": "1400" } }, { mtu: 1400 }],
    ["that is encrypted by an option without a value", { Options: { encrypted: "" } }, { encrypted: true }],
    [
      "with a subnet that the pool could have given",
      { IPAM: { Config: [{ Subnet: "10.0.7.0/24" }] } },
      { subnets: [{ subnet: "10.0.7.0/24" }] },
    ],
    [
      "with a subnet whose gateway the program leaves out",
      { IPAM: { Config: [{ Subnet: "10.0.7.0/24", Gateway: "10.0.7.1" }] } },
      { subnets: [{ subnet: "10.0.7.0/24" }] },
    ],
    [
      "with two subnets and gateways",
      {
        IPAM: {
          Config: [
            { Subnet: "10.9.0.0/24", Gateway: "10.9.0.9" },
            { Subnet: "10.8.0.0/24", Gateway: "10.8.0.9" },
          ],
        },
      },
      {
        subnets: [
          { subnet: "10.9.0.0/24", gateway: "10.9.0.9" },
          { subnet: "10.8.0.0/24", gateway: "10.8.0.9" },
        ],
      },
    ],
    ["with labels", { Labels: { ...labels, team: "shop" } }, { labels: { team: "shop" } }],
    ["with a fixed name", {}, { name: "shop_data" }],
  ])("%s", async (_, spec, args) => {
    expect(await differences(spec, args)).toEqual({ first: [], later: [] });
  });
});

describe("A network that differs from the program is replaced when it is taken over", () => {
  test.each<[string, Partial<NetworkSpec>, OverlayNetworkArgs, string[]]>([
    ["another MTU", { Options: { "com.docker.network.driver.mtu": "1400" } }, { mtu: 1450 }, ["labels[1]", "name"]],
    ["an undeclared option", { Options: { encrypted: "" } }, {}, ["labels[1]", "name"]],
    ["another subnet", { IPAM: { Config: [{ Subnet: "192.168.9.0/24" }] } }, {}, ["labels[1]", "name"]],
    ["another fixed name", {}, { name: "data" }, ["labels[1]", "labels[2]", "name"]],
    ["an attachable network", { Attachable: true }, {}, ["attachable"]],
    [
      "another MTU with the same fixed name",
      { Options: { "com.docker.network.driver.mtu": "1400" } },
      { name: "shop_data", mtu: 1450 },
      ["labels[1]", "labels[2]"],
    ],
  ])("%s", async (_, spec, args, expected) => {
    expect((await differences(spec, args)).first).toEqual(expected);
  });
});

describe("A later change of the program replaces the network, although the CLI does not show it", () => {
  test.each<[string, OverlayNetworkArgs, OverlayNetworkArgs, string[]]>([
    ["an MTU", {}, { mtu: 1450 }, ["name"]],
    ["an MTU with a fixed name", { name: "shop_data" }, { name: "shop_data", mtu: 1450 }, ["labels[2].value"]],
    ["the name", {}, { name: "data" }, ["labels[2]", "name"]],
  ])("%s", async (_, first, later, expected) => {
    expect(await differences({}, first, later)).toEqual({ first: [], later: expected });
  });
});

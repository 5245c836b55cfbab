import * as fc from "fast-check";
import { toNetworkSpec, toNetworkState } from "../../../provider/mapping/network/network";
import { noPools, toNetworkInputs } from "../../../provider/mapping/network/networkImport";
import { readNetworkInputs } from "../../../provider/mapping/network/networkInputs";
import { checkNetwork } from "../../../provider/resources/network/networkCheck";
import { networkChanges } from "../../../provider/resources/network/networkDiff";
import type { Properties } from "../../../provider/handler/properties";
import { allocated, overlays, shuffled } from "./networkModel";

const swarmPool = { pools: ["10.0.0.0/8"], prefix: 24 };

describe("A network's create request", () => {
  test("contains all inputs, and the Engine's defaults for absent ones", () => {
    const full = toNetworkSpec({
      name: "backend",
      driver: "overlay",
      attachable: true,
      internal: true,
      ipamConfigs: [{ subnet: "10.0.9.0/24", gateway: "10.0.9.99", ipRange: "10.0.9.128/25" }],
      ipamOptions: { a: "b" },
      labels: [{ label: "team", value: "shop" }],
      options: { encrypted: "" },
    });
    expect(full).toEqual({
      Name: "backend",
      Driver: "overlay",
      EnableIPv6: false,
      Internal: true,
      Attachable: true,
      Ingress: false,
      IPAM: {
        Driver: "default",
        Config: [{ Subnet: "10.0.9.0/24", Gateway: "10.0.9.99", IPRange: "10.0.9.128/25" }],
        Options: { a: "b" },
      },
      Options: { encrypted: "" },
      Labels: { team: "shop" },
    });
    expect(toNetworkSpec({ name: "plain" })).toEqual({
      Name: "plain",
      Driver: "bridge",
      EnableIPv6: false,
      Internal: false,
      Attachable: false,
      Ingress: false,
      IPAM: { Driver: "default", Config: [], Options: {} },
      Options: {},
      Labels: {},
    });
  });

  test("does not depend on the order of lists", () => {
    fc.assert(
      fc.property(overlays, fc.nat(9), (inputs, turn) => {
        expect(toNetworkSpec(shuffled(inputs, turn))).toEqual(toNetworkSpec(inputs));
      }),
    );
  });
});

describe("A network's state", () => {
  test("is the live network in the docker package's form, with the values that the Engine allocated", () => {
    const network = allocated(
      toNetworkSpec({
        name: "backend",
        driver: "overlay",
        options: { encrypted: "true" },
        labels: [
          { label: "b", value: "2" },
          { label: "a", value: "1" },
        ],
      }),
    );
    expect(toNetworkState(network)).toEqual({
      id: "n1",
      name: "backend",
      driver: "overlay",
      scope: "swarm",
      attachable: false,
      ingress: false,
      internal: false,
      ipv6: false,
      ipamDriver: "default",
      ipamConfigs: [{ subnet: "10.0.1.0/24", gateway: "10.0.1.1" }],
      labels: [
        { label: "a", value: "1" },
        { label: "b", value: "2" },
      ],
      options: { encrypted: "true", "com.docker.network.driver.overlay.vxlanid_list": "4097" },
    });
  });

  test("keeps the order of the inputs, which the Engine does not know", () => {
    const inputs = readNetworkInputs({
      name: "backend",
      driver: "overlay",
      ipamConfigs: [{ subnet: "10.9.0.0/24" }, { subnet: "10.1.0.0/24" }],
      labels: [
        { label: "b", value: "2" },
        { label: "a", value: "1" },
      ],
    });
    const { ipamConfigs, labels } = toNetworkState(allocated(toNetworkSpec(inputs)), inputs);
    expect(ipamConfigs).toEqual([
      { subnet: "10.9.0.0/24", gateway: "10.9.0.1" },
      { subnet: "10.1.0.0/24", gateway: "10.1.0.1" },
    ]);
    expect(labels).toEqual([
      { label: "b", value: "2" },
      { label: "a", value: "1" },
    ]);
  });

  test("shows neither the mask of a bridge's gateway nor the key that the allocator leaves in the IPAM options", () => {
    const network = allocated(toNetworkSpec({ name: "backend", driver: "overlay" }));
    const state = toNetworkState({
      ...network,
      IPAM: {
        Driver: "default",
        Config: [{ Subnet: "172.20.0.0/16", Gateway: "172.20.0.1/16" }],
        Options: { "com.docker.network.ipam.serial": "true" },
      },
    });
    expect(state.ipamConfigs).toEqual([{ subnet: "172.20.0.0/16", gateway: "172.20.0.1" }]);
    expect(state.ipamOptions).toBe(undefined);
  });
});

describe("A network that is sent and read back", () => {
  test("shows no difference, whatever the order of its lists", () => {
    fc.assert(
      fc.property(overlays, fc.nat(9), (inputs, turn) => {
        const oldInputs = inputs as unknown as Properties;
        const oldState = toNetworkState(allocated(toNetworkSpec(inputs)), inputs);
        const newInputs = shuffled(inputs, turn) as unknown as Properties;
        expect([...networkChanges({ oldInputs, oldState, newInputs })]).toEqual([]);
      }),
    );
  });

  test("shows no difference after an import, and the imported inputs pass the checks", () => {
    fc.assert(
      fc.property(overlays, (inputs) => {
        const network = allocated(toNetworkSpec(inputs));
        const imported = toNetworkInputs(network, swarmPool);
        const oldState = toNetworkState(network);
        const differs = (newInputs: Properties): unknown[] => [
          ...networkChanges({ oldInputs: imported, oldState, newInputs }),
        ];
        expect(differs(imported)).toEqual([]);
        expect(differs(inputs as unknown as Properties)).toEqual([]);
        const request = { urn: "", logicalName: "", olds: undefined, before: undefined, autoname: () => "unused" };
        expect(checkNetwork({ ...request, news: imported })).toEqual({ inputs: imported, failures: [] });
      }),
    );
  });
});

describe("The inputs of an imported network", () => {
  const network = allocated(toNetworkSpec({ name: "backend", driver: "overlay", attachable: true }));
  const withConfig = (config: object): Properties =>
    toNetworkInputs({ ...network, IPAM: { Driver: "default", Config: [config] } }, swarmPool);

  test("leave out allocated values and defaults", () => {
    expect(toNetworkInputs(network, swarmPool)).toEqual({ name: "backend", driver: "overlay", attachable: true });
  });

  test.each([
    ["a subnet outside the pool", { Subnet: "172.30.0.0/24", Gateway: "172.30.0.1" }, { subnet: "172.30.0.0/24" }],
    ["a subnet of another size", { Subnet: "10.0.8.0/22", Gateway: "10.0.8.1" }, { subnet: "10.0.8.0/22" }],
    [
      "a gateway of its own",
      { Subnet: "10.0.9.0/24", Gateway: "10.0.9.99" },
      { subnet: "10.0.9.0/24", gateway: "10.0.9.99" },
    ],
    [
      "a range",
      { Subnet: "10.0.9.0/24", Gateway: "10.0.9.128", IPRange: "10.0.9.128/25" },
      { subnet: "10.0.9.0/24", ipRange: "10.0.9.128/25" },
    ],
  ])("keep %s", (_what, config, expected) => {
    expect(withConfig(config)).toEqual({
      name: "backend",
      driver: "overlay",
      attachable: true,
      ipamConfigs: [expected],
    });
  });

  test("keep the subnet of a local network, because its pool is unknown", () => {
    const bridge = {
      ...network,
      Driver: "bridge",
      Scope: "local",
      Attachable: false,
      Options: {},
      IPAM: { Config: [{ Subnet: "172.18.0.0/16", Gateway: "172.18.0.1" }] },
    };
    expect(toNetworkInputs(bridge, noPools)).toEqual({ name: "backend", ipamConfigs: [{ subnet: "172.18.0.0/16" }] });
  });

  test("do not name Swarm's own labels, which check refuses", () => {
    const ingress = {
      ...network,
      Name: "ingress",
      Ingress: true,
      Attachable: false,
      Labels: { "com.docker.swarm.internal": "true", team: "shop" },
    };
    expect(toNetworkInputs(ingress, swarmPool)).toEqual({
      name: "ingress",
      driver: "overlay",
      ingress: true,
      labels: [{ label: "team", value: "shop" }],
    });
  });
});

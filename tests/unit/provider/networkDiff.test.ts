import { unknown } from "../../../swarm/draft";
import { networkDifference } from "../../../provider/resources/network/networkDiff";
import type { Properties, Property } from "../../../provider/handler/properties";

const mtu = "com.docker.network.driver.mtu";
const vxlanIds = "com.docker.network.driver.overlay.vxlanid_list";

/** An overlay with every property, and its state after the create. */
const inputs: Properties = {
  name: "backend",
  driver: "overlay",
  ipamConfigs: [{ subnet: "10.0.9.0/24" }, { subnet: "10.0.8.0/24", gateway: "10.0.8.99" }],
  labels: [
    { label: "team", value: "shop" },
    { label: "tier", value: "back" },
  ],
  options: { encrypted: "", [mtu]: "1400" },
};
const state: Properties = {
  ...inputs,
  attachable: false,
  ingress: false,
  internal: false,
  ipv6: false,
  ipamDriver: "default",
  scope: "swarm",
  ipamConfigs: [
    { subnet: "10.0.9.0/24", gateway: "10.0.9.1" },
    { subnet: "10.0.8.0/24", gateway: "10.0.8.99" },
  ],
  options: { encrypted: "", [mtu]: "1400", [vxlanIds]: "4097,4098" },
};

function differences(
  newInputs: Properties,
  { oldInputs = inputs, oldState = state }: { oldInputs?: Properties; oldState?: Properties } = {},
): Record<string, string> {
  return Object.fromEntries(networkDifference({ oldInputs, oldState, newInputs }, []).changes);
}

describe("A change of a network's input is a replacement, shown at its own path", () => {
  test.each<[string, Properties, Record<string, string>]>([
    ["name", { name: "other" }, { name: "update-replace" }],
    ["driver", { driver: "bridge" }, { driver: "update-replace" }],
    ["driver left out", { driver: undefined }, { driver: "delete-replace" }],
    ["attachable", { attachable: true }, { attachable: "add-replace" }],
    ["internal", { internal: true }, { internal: "add-replace" }],
    ["ipv6", { ipv6: true }, { ipv6: "add-replace" }],
    ["ipamDriver", { ipamDriver: "other" }, { ipamDriver: "add-replace" }],
    ["ipamOptions", { ipamOptions: { "a.b": "c" } }, { 'ipamOptions["a.b"]': "add-replace" }],
    ["an option", { options: { encrypted: "", [mtu]: "1450" } }, { [`options["${mtu}"]`]: "update-replace" }],
    ["an option that goes", { options: { [mtu]: "1400" } }, { "options.encrypted": "delete-replace" }],
    [
      "all options",
      { options: undefined },
      { "options.encrypted": "delete-replace", [`options["${mtu}"]`]: "delete-replace" },
    ],
    [
      "a label's value",
      {
        labels: [
          { label: "team", value: "shop" },
          { label: "tier", value: "front" },
        ],
      },
      { "labels[1].value": "update-replace" },
    ],
    ["a label that goes", { labels: [{ label: "team", value: "shop" }] }, { "labels[1]": "delete-replace" }],
    ["all labels", { labels: [] }, { "labels[0]": "delete-replace", "labels[1]": "delete-replace" }],
    [
      "a subnet",
      { ipamConfigs: [{ subnet: "10.0.7.0/24" }, { subnet: "10.0.8.0/24", gateway: "10.0.8.99" }] },
      { "ipamConfigs[0]": "update-replace" },
    ],
    [
      "a gateway that was left to the Engine",
      {
        ipamConfigs: [
          { subnet: "10.0.9.0/24", gateway: "10.0.9.7" },
          { subnet: "10.0.8.0/24", gateway: "10.0.8.99" },
        ],
      },
      { "ipamConfigs[0].gateway": "add-replace" },
    ],
    [
      "a gateway that was chosen and is now left to the Engine",
      { ipamConfigs: [{ subnet: "10.0.9.0/24" }, { subnet: "10.0.8.0/24" }] },
      { "ipamConfigs[1].gateway": "delete-replace" },
    ],
    [
      "a range",
      {
        ipamConfigs: [
          { subnet: "10.0.9.0/24", ipRange: "10.0.9.128/25" },
          { subnet: "10.0.8.0/24", gateway: "10.0.8.99" },
        ],
      },
      { "ipamConfigs[0].ipRange": "add-replace" },
    ],
    [
      "all subnets",
      { ipamConfigs: undefined },
      { "ipamConfigs[0]": "delete-replace", "ipamConfigs[1]": "delete-replace" },
    ],
    [
      "a label that changes and moves: its old place and its new one",
      {
        labels: [
          { label: "tier", value: "front" },
          { label: "team", value: "shop" },
        ],
      },
      { "labels[1]": "delete-replace", "labels[0]": "add-replace" },
    ],
  ])("%s", (_what, change, expected) => {
    expect(differences({ ...inputs, ...change })).toEqual(expected);
  });
});

describe("There is no difference", () => {
  const [first, second] = [{ subnet: "10.0.8.0/24", gateway: "10.0.8.99" }, { subnet: "10.0.9.0/24" }];

  test.each<[string, Properties]>([
    ["when the inputs are the same", {}],
    [
      "when lists come in another order",
      { ipamConfigs: [first, second], labels: [...(inputs.labels as Property[])].reverse() },
    ],
    [
      "when a default is written out",
      { attachable: false, internal: false, ipv6: false, ingress: false, ipamDriver: "default" },
    ],
    ["when what the Engine has chosen is written out", { ipamConfigs: state.ipamConfigs, options: state.options }],
    ["when a value is null", { attachable: null, ipamOptions: null }],
    [
      "when encrypted has another value, since only its presence counts",
      { options: { encrypted: "true", [mtu]: "1400" } },
    ],
  ])("%s", (_what, change) => {
    expect(differences({ ...inputs, ...change })).toEqual({});
  });

  test("when a refresh has written allocated values into the inputs, and the program leaves them out", () => {
    expect(
      differences(inputs, { oldInputs: { ...inputs, ipamConfigs: state.ipamConfigs, options: state.options } }),
    ).toEqual({});
  });

  test("when the stack comes from the official plugin, with its marks and empty texts", () => {
    const oldInputs: Properties = {
      __defaults: ["ipamDriver"],
      name: "backend",
      driver: "overlay",
      ipamDriver: "default",
      ipamConfigs: [{ __defaults: [], subnet: "10.0.9.0/24" }],
      labels: [{ __defaults: [], label: "team", value: "shop" }],
      options: { encrypted: "true" },
    };
    const oldState: Properties = {
      __meta: '{"schema_version":"0"}',
      attachable: null,
      checkDuplicate: null,
      driver: "overlay",
      ingress: null,
      internal: false,
      ipamConfigs: [{ auxAddress: {}, gateway: "10.0.9.1", ipRange: "", subnet: "10.0.9.0/24" }],
      ipamDriver: "default",
      ipamOptions: {},
      ipv6: false,
      labels: [{ label: "team", value: "shop" }],
      name: "backend",
      options: { encrypted: "true", [vxlanIds]: "4097" },
      scope: "swarm",
    };
    const newInputs: Properties = {
      name: "backend",
      driver: "overlay",
      ipamConfigs: [{ subnet: "10.0.9.0/24" }],
      labels: [{ label: "team", value: "shop" }],
      options: { encrypted: "true" },
    };
    expect(differences(newInputs, { oldInputs, oldState })).toEqual({});
    expect(differences(newInputs, { oldInputs, oldState: {} })).toEqual({});
  });

  test("when an ingress was adopted with its existing name", () => {
    const ingress: Properties = { name: "edge", driver: "overlay", ingress: true };
    const oldState = { ...state, name: "ingress", ingress: true, labels: [], options: { [vxlanIds]: "4096" } };
    expect(differences(ingress, { oldInputs: ingress, oldState })).toEqual({});
    expect(differences({ ...ingress, name: "other" }, { oldInputs: ingress, oldState })).toEqual({
      name: "update-replace",
    });
  });

  test("when an adopted ingress has no owner label, or one with a former name of the stack", () => {
    const labels = [{ label: "swarm.network.identity", value: "shop/dev/edge" }];
    const ingress: Properties = { name: "edge", driver: "overlay", ingress: true, labels };
    const oldState = { ...state, name: "ingress", ingress: true, labels: [], options: { [vxlanIds]: "4096" } };
    expect(differences(ingress, { oldInputs: ingress, oldState })).toEqual({});
    const others = [{ label: "swarm.network.identity", value: "shop/prod/edge" }];
    expect(differences(ingress, { oldInputs: { ...ingress, labels: others }, oldState })).toEqual({});
    expect(differences(ingress, { oldInputs: ingress, oldState: { ...oldState, labels: others } })).toEqual({});
  });

  test("when a create was interrupted before the network had its subnets", () => {
    expect(
      differences(inputs, {
        oldState: { name: "backend", driver: "", scope: "swarm", ipamConfigs: [], options: {}, labels: [] },
      }),
    ).toEqual({});
  });
});

test("A refresh that finds other live values shows them as a difference", () => {
  const oldState = { ...state, internal: true, ipamConfigs: [{ subnet: "10.0.9.0/24", gateway: "10.0.9.1" }] };
  expect(differences(inputs, { oldState })).toEqual({ internal: "delete-replace", "ipamConfigs[1]": "add-replace" });
});

test("An unknown value in a preview counts as a difference", () => {
  expect(
    differences({
      ...inputs,
      internal: unknown,
      labels: unknown,
      options: { encrypted: unknown, [mtu]: "1400" },
      ipamConfigs: [{ subnet: unknown }],
    }),
  ).toEqual({
    internal: "add-replace",
    labels: "update-replace",
    "options.encrypted": "update-replace",
    "ipamConfigs[0]": "update-replace",
    "ipamConfigs[1]": "delete-replace",
  });
});

describe("The old network is removed before the new one is created", () => {
  const goesFirst = (newInputs: Properties, ignoreChanges: string[] = []): boolean =>
    networkDifference({ oldInputs: inputs, oldState: state, newInputs }, ignoreChanges).deleteBeforeReplace;

  test("when they have the same name", () => {
    expect(goesFirst({ ...inputs, internal: true })).toBe(true);
  });

  test("not when the new one has the old name only until it gets its own automatic name", () => {
    expect(goesFirst({ ...inputs, ipamConfigs: [], __defaults: ["name"] })).toBe(false);
    expect(goesFirst({ ...inputs, ipamConfigs: [] })).toBe(true);
  });

  test("when their subnets overlap, which the Engine refuses", () => {
    expect(goesFirst({ ...inputs, name: "other", ipamConfigs: [{ subnet: "10.0.8.0/22" }] })).toBe(true);
    expect(goesFirst({ ...inputs, name: "other", ipamConfigs: [{ subnet: "10.0.12.0/22" }] })).toBe(false);
  });

  test("not for subnets that ignoreChanges hides, because the new ones can differ", () => {
    expect(goesFirst({ ...inputs, name: "other" }, ["options", "ipamConfigs"])).toBe(false);
  });

  test("not when both belong to one overlay, because the create then makes room", () => {
    const labels = [{ label: "swarm.network.identity", value: "shop/dev/backend" }];
    const goes = (newInputs: Properties): boolean =>
      networkDifference({ oldInputs: inputs, oldState: { ...state, labels }, newInputs }, []).deleteBeforeReplace;
    expect(goes({ ...inputs, labels, internal: true })).toBe(false);
    expect(goesFirst({ ...inputs, labels, internal: true })).toBe(false);
    expect(goes({ ...inputs, internal: true })).toBe(true);
    expect(goes({ ...inputs, labels: [{ label: "swarm.network.identity", value: "shop/dev/other" }] })).toBe(true);
  });

  test("when it is the ingress", () => {
    const ingress: Properties = { name: "edge", driver: "overlay", ingress: true };
    const { deleteBeforeReplace } = networkDifference(
      { oldInputs: ingress, oldState: {}, newInputs: { ...ingress, name: "other" } },
      [],
    );
    expect(deleteBeforeReplace).toBe(true);
  });
});

test("An ingress that can suspend published ports is swapped in one step, if the old network was an ingress", () => {
  const told = [{ label: "swarm.ingress.on-published-ports", value: "suspend" }];
  const ingress: Properties = { name: "edge", driver: "overlay", ingress: true };
  const goesFirst = (oldInputs: Properties, newInputs: Properties): boolean =>
    networkDifference({ oldInputs, oldState: {}, newInputs }, []).deleteBeforeReplace;
  expect(goesFirst(ingress, { ...ingress, name: "other", labels: told })).toBe(false);
  expect(goesFirst({ ...ingress, labels: told }, { ...ingress, name: "other" })).toBe(true);
  expect(goesFirst({ ...ingress, ingress: false }, { ...ingress, labels: told })).toBe(true);
});

test("An instruction to the provider changes in place, at any place in the list; other labels do not", () => {
  const told = { label: "swarm.ingress.on-published-ports", value: "suspend" };
  const team = { label: "team", value: "shop" };
  const ingress = (...labels: Properties[]): Properties => ({ name: "edge", driver: "overlay", ingress: true, labels });
  const between = (before: Properties, after: Properties): Record<string, string> =>
    differences(after, { oldInputs: before, oldState: { ...before, scope: "swarm" } });
  expect(between(ingress(team), ingress(team, told))).toEqual({ "labels[1]": "add" });
  expect(between(ingress(told, team), ingress(team))).toEqual({ "labels[0]": "delete" });
  expect(between(ingress(told), ingress({ ...told, value: "refuse" }))).toEqual({ "labels[0].value": "update" });
  expect(between(ingress(told, team), ingress(team, { ...told, value: "refuse" }))).toEqual({
    "labels[0]": "delete",
    "labels[1]": "add",
  });
  expect(between(ingress(team), ingress(told))).toEqual({ "labels[0]": "update-replace" });
  expect(between(ingress(told, team), ingress(told, { ...team, value: "x" }))).toEqual({
    "labels[1].value": "update-replace",
  });
});

test("With ignoreChanges, the CLI compares the inputs itself, because it creates the network with other inputs", () => {
  const detailed = (newInputs: Properties, ignoreChanges: string[]): boolean =>
    networkDifference({ oldInputs: inputs, oldState: state, newInputs }, ignoreChanges).detailed;
  expect(detailed({ ...inputs, name: "other" }, ["options"])).toBe(false);
  expect(detailed({ ...inputs, name: "other" }, [])).toBe(true);
  expect(detailed(inputs, ["options"])).toBe(true);
});

describe("Properties without an effect on a swarm network do not replace it", () => {
  const auxAddress = { router: "10.0.9.5" };
  const withAux = { ...inputs, ipamConfigs: [{ subnet: "10.0.9.0/24", auxAddress }, { subnet: "10.0.8.0/24" }] };

  test("auxiliary addresses, which the Engine has dropped", () => {
    const oldState = { ...state, ipamConfigs: [{ subnet: "10.0.9.0/24" }, { subnet: "10.0.8.0/24" }] };
    const removed = { ...withAux, ipamConfigs: oldState.ipamConfigs };
    expect(differences(withAux, { oldInputs: withAux, oldState })).toEqual({});
    expect(differences(removed, { oldInputs: withAux, oldState })).toEqual({});
    expect(differences(withAux, { oldInputs: removed, oldState })).toEqual({});
  });

  test("IPv6, unless the program says otherwise", () => {
    const oldState = { ...state, ipv6: true };
    const oldInputs = { ...inputs, ipv6: true };
    expect(differences(inputs, { oldInputs, oldState })).toEqual({});
    expect(differences(oldInputs, { oldInputs, oldState })).toEqual({});
    expect(differences({ ...inputs, ipv6: false }, { oldInputs, oldState })).toEqual({ ipv6: "update-replace" });
  });

  test("but both count on a network of one node", () => {
    const bridge = (more: Properties): Properties => ({ ...withAux, driver: "bridge", ...more });
    const oldInputs = bridge({ ipv6: true });
    expect(differences(bridge({}), { oldInputs, oldState: oldInputs })).toEqual({ ipv6: "delete-replace" });
    const [, second] = withAux.ipamConfigs;
    const ipamConfigs = [{ subnet: "10.0.9.0/24" }, second ?? {}];
    expect(Object.keys(differences(bridge({ ipv6: true, ipamConfigs }), { oldInputs, oldState: oldInputs }))).toEqual([
      "ipamConfigs[0].auxAddress.router",
    ]);
  });
});

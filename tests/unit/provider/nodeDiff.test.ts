import { unknown } from "../../../swarm/draft";
import { nodeDifference, warnOfSwarmLoss } from "../../../provider/resources/node/nodeDiff";
import type { Properties } from "../../../provider/handler/properties";

const token = (swarm: string, secret: string): string => `SWMTKN-1-${swarm.repeat(50)}-${secret.repeat(25)}`;
const joined: Properties = {
  remoteAddresses: ["10.0.0.1:2377"],
  joinToken: token("a", "1"),
  swarmId: "swarm",
  managerHosts: ["ssh://first"],
};
const live: Properties = {
  swarmId: "swarm",
  hostname: "node2",
  address: "10.0.0.2",
  listenAddress: "0.0.0.0:2377",
  dataPathAddress: "10.0.0.2",
  role: "worker",
  availability: "active",
  defaultAddressPools: ["10.0.0.0/8"],
  subnetSize: 24,
  dataPathPort: 4789,
};

function differences(
  oldInputs: Properties,
  newInputs: Properties,
  oldState: Properties = live,
): Record<string, string> {
  const { changes, deleteBeforeReplace } = nodeDifference({ oldInputs, oldState, newInputs });
  expect(deleteBeforeReplace).toBe(true);
  return Object.fromEntries(changes);
}

test.each<[string, Properties, Properties]>([
  ["what was given and is no longer stays as it is", { role: "worker", autolock: true }, {}],
  ["a role and an availability", {}, { role: "manager", availability: "drain" }],
  ["a setting of the swarm", { taskHistoryLimit: 5 }, { taskHistoryLimit: 6 }],
  ["a token that was rotated", {}, { joinToken: token("a", "2") }],
  ["another manager to join through", {}, { remoteAddresses: ["10.0.0.3:2377"] }],
  ["another manager to ask", {}, { managerHosts: ["ssh://second"] }],
  ["a listen address in other words", {}, { listenAddress: "0.0.0.0" }],
  ["the address that it has", {}, { advertiseAddress: "10.0.0.2:2377", dataPathAddress: "10.0.0.2" }],
  ["a bridge that is declared for the first time", {}, { gatewayBridgeId: "bridge" }],
  ["a swarm that a preview does not know yet", {}, { swarmId: unknown, joinToken: unknown }],
])("In place: %s", (_what, before, after) => {
  const changes = differences({ ...joined, ...before }, { ...joined, ...after });
  expect(Object.keys(changes)).not.toEqual([]);
  expect(Object.values(changes).filter((change) => change.endsWith("-replace"))).toEqual([]);
});

test.each<[string, Properties, Properties, string[]]>([
  ["another swarm", {}, { swarmId: "other" }, ["swarmId"]],
  ["another swarm's token", { swarmId: undefined }, { swarmId: undefined, joinToken: token("b", "1") }, ["joinToken"]],
  ["another advertised address", {}, { advertiseAddress: "10.0.0.9" }, ["advertiseAddress"]],
  ["a data path of its own", {}, { dataPathAddress: "192.168.2.2" }, ["dataPathAddress"]],
  ["another port to listen on", {}, { listenAddress: "0.0.0.0:2400" }, ["listenAddress"]],
  [
    "another bridge, with 'rejoin'",
    { gatewayBridgeId: "a", rejoin: true },
    { gatewayBridgeId: "b", rejoin: true },
    ["gatewayBridgeId"],
  ],
  [
    "a swarm that is lost by permission",
    { allowSwarmLoss: true },
    { allowSwarmLoss: true, swarmId: unknown },
    ["swarmId"],
  ],
])("Leaves and joins: %s", (_what, before, after, names) => {
  const changes = Object.entries(differences({ ...joined, ...before }, { ...joined, ...after }));
  expect(changes.filter(([, change]) => change.endsWith("-replace")).map(([name]) => name)).toEqual(names);
});

test("Only declared labels are compared, each by itself", () => {
  const state = { ...live, labels: { rack: "b", disk: "ssd", gone: "yes" } };
  const before = { labels: { rack: "a", disk: "ssd", gone: "yes", alreadyGone: "yes" } };
  const after = { labels: { rack: "a", disk: "ssd", "com.example.zone": "1" } };
  expect(differences(before, after, state)).toEqual({
    "labels.gone": "delete",
    "labels.rack": "update",
    'labels["com.example.zone"]': "add",
  });
});

test("An imported node accepts addresses that the Engine does not show, but not a different one that it shows", () => {
  const imported = { ...live, listenAddress: undefined, dataPathAddress: undefined };
  const declared = { ...joined, listenAddress: "10.0.0.2:2377", dataPathAddress: "eth1", advertiseAddress: "10.0.0.2" };
  expect(Object.values(differences({ role: "worker" }, declared, imported))).not.toContain("add-replace");
  expect(differences({}, { ...declared, advertiseAddress: "10.0.0.3" }, imported).advertiseAddress).toBe("add-replace");
});

test.each<[Properties]>([[{ gatewayBridgeId: "b" }], [{ gatewayBridgeId: unknown }]])(
  "Another bridge without 'rejoin' is refused, and the error lists the steps: %p",
  (after) => {
    expect(() => differences({ ...joined, gatewayBridgeId: "a" }, { ...joined, ...after })).toThrow(
      `The docker_gwbridge of node "node2" cannot be replaced while the node is in a swarm. Set 'rejoin: true' on ` +
        "its SwarmNode, run 'pulumi up', and then change the bridge",
    );
  },
);

const elsewhere = { managerHosts: ["ssh://second"] };

test.each<[string, Properties, Properties, string]>([
  [
    "pools",
    elsewhere,
    { ...elsewhere, defaultAddressPools: ["10.20.0.0/16"] },
    `A swarm keeps 'defaultAddressPools' from its start to its end, so a change needs another swarm. Swarm "swarm" ` +
      "would be deleted with its services, networks, secrets, configs and join tokens, and each of its nodes would " +
      "have to leave and join the new one. If you want that, set 'allowSwarmLoss: true', run 'pulumi up', and then " +
      "make the change. Otherwise revert this change.",
  ],
  [
    "an address without another manager",
    {},
    { advertiseAddress: "10.0.0.9" },
    "without 'managerHosts' it has no other manager through which to rejoin",
  ],
  [
    "a permission in the same deployment as the change",
    {},
    { allowSwarmLoss: true, subnetSize: 26, defaultAddressPools: ["10.0.0.0/8"] },
    "A swarm keeps 'subnetSize' from its start to its end",
  ],
  [
    "an unnecessary permission that would end the swarm",
    { ...elsewhere, allowSwarmLoss: true },
    { ...elsewhere, allowSwarmLoss: true, advertiseAddress: "10.0.0.9" },
    "While 'allowSwarmLoss' is set, the nodes that joined through this node would leave first, and the swarm would " +
      "end.",
  ],
])("The node that starts the swarm is not replaced for %s", (_what, before, after, words) => {
  expect(() => differences(before, after)).toThrow(words);
});

test("With other managers through which to rejoin, it leaves and joins like any other node", () => {
  expect(differences(elsewhere, { ...elsewhere, advertiseAddress: "10.0.0.9" })).toEqual({
    advertiseAddress: "add-replace",
  });
});

test("With a permission from an earlier deployment, the swarm is replaced, and a preview says what is lost", () => {
  const after = { allowSwarmLoss: true, dataPathPort: 4800 };
  expect(differences({ allowSwarmLoss: true }, after)).toEqual({ dataPathPort: "add-replace" });
  expect(warnOfSwarmLoss(live, after)).toBe(
    `Swarm "swarm" is replaced by a new one because of 'dataPathPort': its services, networks, secrets, configs and ` +
      "join tokens are lost, as 'allowSwarmLoss' permits. Remove 'allowSwarmLoss' from the program afterwards.",
  );
  expect(warnOfSwarmLoss(live, joined)).toBeUndefined();
});

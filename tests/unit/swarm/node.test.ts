import { unknown } from "../../../swarm/draft";
import { checkJoinToken, swarmOfToken } from "../../../swarm/joinToken";
import { checkNode } from "../../../swarm/node";
import { parseNodeAddress } from "../../../swarm/nodeAddress";

const digest = "3pu6hszjas19xyp7ghgosyx9k8atbfcr8p2is99znpy26u2lkl";
const token = `SWMTKN-1-${digest}-7p73s1dx5in4tatdymyhg9hu2`;

function problemsOf(node: object): [string, string][] {
  return checkNode(node).map(({ path, reason }) => [path, reason]);
}

test("A node that starts a swarm and a node that joins one accept all of their settings", () => {
  const addresses = {
    listenAddress: "0.0.0.0:2377",
    advertiseAddress: "eth0:2377",
    dataPathAddress: "192.168.2.11",
    availability: "active",
    labels: { rack: "a" },
  };
  const settings = {
    autolock: true,
    certificateExpirySeconds: 3600,
    taskHistoryLimit: 0,
    dispatcherHeartbeatSeconds: 0.5,
  };
  const pools = { defaultAddressPools: ["10.20.0.0/16", "10.21.0.0/16"], subnetSize: 26, dataPathPort: 1024 };
  expect(problemsOf({ ...addresses, ...settings, ...pools, role: "manager" })).toEqual([]);
  const remoteAddresses = ["192.168.1.11:2377", "[fd00::11]:2377", "first.example.org:2377"];
  expect(problemsOf({ ...addresses, remoteAddresses, role: "worker" })).toEqual([]);
  expect(problemsOf({})).toEqual([]);
});

test("A value that is unknown in a preview is not checked", () => {
  const names = [
    "remoteAddresses",
    "role",
    "labels",
    "advertiseAddress",
    "subnetSize",
    "defaultAddressPools",
    "autolock",
  ];
  expect(problemsOf(Object.fromEntries(names.map((name) => [name, unknown])))).toEqual([
    ["defaultAddressPools", expect.stringContaining("this node joins one")],
    ["subnetSize", expect.stringContaining("this node joins one")],
  ]);
});

test.each<[object, string, string]>([
  [
    { advertiseAddress: "192.168.1.300" },
    "advertiseAddress",
    `'advertiseAddress' "192.168.1.300" is neither an IP address nor the name of an interface, with or without ` +
      `a port. Use e.g. "192.168.1.11".`,
  ],
  [
    { advertiseAddress: "192.168.1.11/24" },
    "advertiseAddress",
    `'advertiseAddress' "192.168.1.11/24" is neither an IP address nor the name of an interface, with or ` +
      `without a port. Did you mean "192.168.1.11"?`,
  ],
  [
    { advertiseAddress: "0.0.0.0" },
    "advertiseAddress",
    `'advertiseAddress' "0.0.0.0" stands for all addresses, but other nodes must be able to reach this one. Use ` +
      `a single address, e.g. "192.168.1.11".`,
  ],
  [
    { dataPathAddress: "192.168.2.11:4789" },
    "dataPathAddress",
    `'dataPathAddress' "192.168.2.11:4789" has a port. Did you mean "192.168.2.11"? All nodes of a swarm use ` +
      `its 'dataPathPort'.`,
  ],
  [
    { remoteAddresses: ["192.168.1.11"] },
    "remoteAddresses[0]",
    `'remoteAddresses' "192.168.1.11" has no port. Did you mean "192.168.1.11:2377"?`,
  ],
  [
    { remoteAddresses: [] },
    "remoteAddresses",
    `'remoteAddresses' is empty, but a node joins a swarm through one of its managers. Add at least one, e.g. ` +
      `"192.168.1.11:2377".`,
  ],
  [
    { dataPathPort: 80 },
    "dataPathPort",
    "'dataPathPort' 80 is not a valid port for the data path. Use 1024 to 49151, or leave it out for 4789.",
  ],
  [
    { defaultAddressPools: ["10.20.0.0/16", "10.20.8.0/24"] },
    "defaultAddressPools[1]",
    `'defaultAddressPools' "10.20.8.0/24" overlaps "10.20.0.0/16". Give each pool addresses of its own.`,
  ],
  [
    { defaultAddressPools: ["10.20.0.0/26"] },
    "defaultAddressPools[0]",
    `'defaultAddressPools' "10.20.0.0/26" is smaller than one of its subnets, a /24. Use a larger pool, or a ` +
      `'subnetSize' of 26 or more.`,
  ],
  [
    { defaultAddressPools: ["10.20.0.1/16"] },
    "defaultAddressPools[0]",
    `'defaultAddressPools' "10.20.0.1/16" has host bits set. Did you mean "10.20.0.0/16"?`,
  ],
  [
    { defaultAddressPools: ["10.20.0.0/16"], subnetSize: 30 },
    "subnetSize",
    "'subnetSize' 30 is not a prefix length with room for tasks. Use 1 to 29, e.g. 24.",
  ],
  [
    { subnetSize: 26 },
    "subnetSize",
    `'subnetSize' 26 has no effect without 'defaultAddressPools'. Set the pools as well: ["10.0.0.0/8"] is ` +
      `the default of Docker.`,
  ],
  [{ role: "Manager" }, "role", `'role' "Manager" is not one of "worker", "manager". Did you mean "manager"?`],
  [
    { availability: "off" },
    "availability",
    `'availability' "off" is not one of "active", "pause", "drain". Use "active" or "pause" or "drain".`,
  ],
  [
    { certificateExpirySeconds: 60 },
    "certificateExpirySeconds",
    "'certificateExpirySeconds' 60 is less than one hour, the minimum of Swarm. Use 3600 or more, e.g. 7776000 " +
      "for 90 days.",
  ],
  [
    { dispatcherHeartbeatSeconds: 0 },
    "dispatcherHeartbeatSeconds",
    "'dispatcherHeartbeatSeconds' 0 is not above 0. Use seconds, e.g. 5.",
  ],
  [
    { taskHistoryLimit: -1 },
    "taskHistoryLimit",
    "'taskHistoryLimit' -1 is below 0. Use the number of old tasks to keep per replica, e.g. 5.",
  ],
  [{ autolock: "yes" }, "autolock", `'autolock' "yes" is neither true nor false. Use true or false without quotes.`],
  [
    { remoteAddresses: ["192.168.1.11:2377"], dataPathPort: 4789 },
    "dataPathPort",
    "'dataPathPort' is fixed when a swarm starts, but this node joins one. Set it on the node that starts the swarm.",
  ],
  [
    { role: "worker", autolock: false },
    "autolock",
    "'autolock' is a setting of the swarm, which a worker cannot change. Set it on a manager.",
  ],
])("%j is refused", (node, path, reason) => {
  expect(problemsOf(node)).toEqual([[path, reason]]);
});

test.each([
  ["10.0.0.1", { host: "10.0.0.1" }],
  ["eth0.100", { host: "eth0.100" }],
  ["[fd00::1]:2400", { host: "fd00::1", port: 2400 }],
  ["10.0.0.1:0", undefined],
  ["10.0.0.1:65536", undefined],
  ["10.0.0", undefined],
  ["fd00::1", undefined],
  ["", undefined],
  ["tcp://10.0.0.1", undefined],
])("The address %j is parsed into its parts", (text, parts) => {
  expect(parseNodeAddress(text)).toEqual(parts);
});

test("A token identifies its swarm, even after a rotation", () => {
  expect([swarmOfToken(token), swarmOfToken(`SWMTKN-1-${digest}-${"0".repeat(25)}`)]).toEqual([digest, digest]);
  expect(checkJoinToken(token, "token", "token")).toEqual([]);
});

test.each([[token.slice(1)], [`${token}x`], ["secret"], [17]])(
  "Text that is not a token is refused and not shown: %p",
  (value) => {
    const [problem, ...others] = checkJoinToken(value, "join.token", "token");
    expect([problem?.path, others]).toEqual(["join.token", []]);
    expect(problem?.reason).not.toContain(String(value));
  },
);

import { nodeAvailabilities, nodeRoles } from "../../../swarm/node";
import { block } from "../fields/block";
import { options } from "../fields/entries";
import { changeOf, isAbsent, local, type Field, type Table } from "../fields/field";
import { kept } from "../fields/kept";
import { flag, oneOf, seconds, sequence, text, whole } from "../fields/leaf";
import { defaultListenAddress, ipOf, withPort } from "./nodeAddresses";

const entering = "decided when a node enters a swarm";

/** The node's own object: `POST /nodes/{id}/update`. Each property can change at any time. */
const spec = {
  role: ["Role", kept(oneOf(nodeRoles))],
  availability: ["Availability", kept(oneOf(nodeAvailabilities))],
  // Other clients set labels as well, so only declared labels are compared.
  labels: ["Labels", options({ shared: true })],
} satisfies Table;

/**
 * The settings of the swarm: `Spec` of `POST /swarm/init`, and `POST /swarm/update`. They can change at any time,
 * through a manager.
 */
const settings = {
  autolock: ["EncryptionConfig.AutoLockManagers", kept(flag({ default: false }))],
  certificateExpirySeconds: ["CAConfig.NodeCertExpiry", kept(seconds({ default: 7_776_000 }))],
  taskHistoryLimit: ["Orchestration.TaskHistoryRetentionLimit", kept(whole({ default: 5 }))],
  dispatcherHeartbeatSeconds: ["Dispatcher.HeartbeatPeriod", kept(seconds({ default: 5 }))],
} satisfies Table;

/** The settings that a swarm gets at its start and keeps until its end: `POST /swarm/init`, `GET /swarm`. */
const start = {
  dataPathPort: ["DataPathPort", kept(whole(), entering)],
  // In the order in which Swarm uses them.
  defaultAddressPools: ["DefaultAddrPool", kept(sequence(), entering)],
  subnetSize: ["SubnetSize", kept(whole(), entering)],
} satisfies Table;

/**
 * The addresses of a node, from when it enters a swarm until it leaves: `POST /swarm/init` and `/swarm/join`.
 */
const addresses = {
  listenAddress: [
    "ListenAddr",
    entered(text({ canonical: withPort, written: withPort, default: defaultListenAddress, sent: true })),
  ],
  advertiseAddress: ["AdvertiseAddr", entered(text({ canonical: withPort }))],
  dataPathAddress: ["DataPathAddr", entered(text({ canonical: (given) => ipOf(given) ?? given }))],
} satisfies Table;

/** The settings with which a node joins a swarm: `POST /swarm/join`. A change is only stored for the next join. */
const joining = {
  remoteAddresses: ["RemoteAddrs", sequence()],
  joinToken: ["JoinToken", comparedByRule(text())],
} satisfies Table;

/** Settings that only the provider reads. */
const provider = {
  swarmId: ["not sent: the expected swarm", local(comparedByRule(text()))],
  managerHosts: ["not sent: other daemons that the provider asks", local(sequence())],
  gatewayBridgeId: ["not sent: the id of the node's network `docker_gwbridge`", local(comparedByRule(text()))],
  rejoin: ["not sent: permits the provider to make the node leave and rejoin", local(flag())],
  allowSwarmLoss: ["not sent: permits the provider to end the swarm", local(flag())],
} satisfies Table;

export const nodeSpecTable = block(spec);
export const settingsTable = block(settings);
export const startTable = block(start);
export const addressesTable = block(addresses);

/** `docker:swarm/node:Node`, property by property. To add a property, add a line to the part that it belongs to. */
export const nodeTable = block({
  ...joining,
  ...provider,
  ...spec,
  ...addresses,
  ...start,
  ...withPrefix("Spec", settings),
});

/** The names of the settings that a swarm keeps from its start to its end. */
export const startNames: readonly string[] = Object.keys(start);
/** The names of the swarm's settings. */
export const settingNames: readonly string[] = Object.keys(settings);
/** The names of the properties that can change while the node is in its swarm. */
export const changeableNames: readonly string[] = [...Object.keys(spec), ...settingNames];

/**
 * An address that a node keeps as long as it is in its swarm. The declared address is compared, not the live one: the
 * daemon may have chosen another address. If none was declared, as after an import, the live address is compared, if it
 * is known.
 */
function entered<T>(field: Field<T>): Field<T> {
  return {
    ...field,
    replaces: entering,
    differences: (path, before, wanted, live) => {
      if (isAbsent(wanted)) return isAbsent(before) ? [] : [{ path, kind: "delete" }];
      if (wanted === before) return [];
      const present = isAbsent(before) ? live : before;
      const change = changeOf(path, before, wanted);
      return [isAbsent(present) || field.same(present, wanted) ? change : { ...change, replaces: entering }];
    },
  };
}

/** A field whose changes depend on other properties: nodeDiff.ts compares it. */
function comparedByRule<T>(field: Field<T>): Field<T> {
  return { ...field, replaces: entering, differences: () => [] };
}

function withPrefix<const T extends Table>(prefix: string, table: T): T {
  const placed = Object.entries(table).map(([name, [location, field]]) => [name, [`${prefix}.${location}`, field]]);
  return Object.fromEntries(placed) as T;
}

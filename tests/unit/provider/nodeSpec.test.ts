import fc from "fast-check";
import type { Node, Swarm, SwarmSettings } from "../../../provider/engine/types";
import type { Properties } from "../../../provider/handler/properties";
import {
  readNodeInputs,
  toNodeSpec,
  toSettings,
  toStartSettings,
  toSwarmInit,
  withNodeSpec,
  withSettings,
} from "../../../provider/mapping/node/node";
import {
  addressesTable,
  nodeSpecTable,
  nodeTable,
  settingsTable,
  startTable,
} from "../../../provider/mapping/node/nodeTable";
import { nodeAvailabilities, nodeRoles } from "../../../swarm/node";

const word = fc.stringMatching(/^[a-z][a-z0-9.-]{0,8}$/);
const address = fc.tuple(fc.integer({ min: 1, max: 254 }), fc.integer({ min: 1, max: 254 }));
const ip = address.map(([a, b]) => `10.0.${a}.${b}`);

/** The properties of the node object, with and without each of them. */
const specs = fc.record(
  {
    role: fc.constantFrom(...nodeRoles),
    availability: fc.constantFrom(...nodeAvailabilities),
    labels: fc.dictionary(word, fc.string(), { minKeys: 1, noNullPrototype: true }),
  },
  { requiredKeys: [] },
);

/** The settings of a swarm. Zero and false are among the values, because they must not be lost. */
const settings = fc.record(
  {
    autolock: fc.boolean(),
    certificateExpirySeconds: fc.integer({ min: 3600, max: 31_536_000 }),
    taskHistoryLimit: fc.integer({ min: 0, max: 100 }),
    dispatcherHeartbeatSeconds: fc.integer({ min: 1, max: 3600 }),
  },
  { requiredKeys: [] },
);

/** The settings that a swarm gets at its start. */
const starts = fc.record({
  dataPathPort: fc.integer({ min: 1024, max: 49_151 }),
  defaultAddressPools: fc.uniqueArray(
    fc.integer({ min: 1, max: 254 }).map((octet) => `10.${octet}.0.0/16`),
    { minLength: 1, maxLength: 4 },
  ),
  subnetSize: fc.integer({ min: 16, max: 29 }),
});

const addresses = fc.record(
  {
    listenAddress: fc.oneof(
      ip,
      ip.map((host) => `${host}:2400`),
    ),
    advertiseAddress: fc.oneof(
      ip,
      ip.map((host) => `${host}:2377`),
    ),
    dataPathAddress: ip,
  },
  { requiredKeys: [] },
);

const liveSpec: Node["Spec"] = { Role: "worker", Availability: "active", Labels: { theirs: "1" } };

/** The settings of a swarm, including those that no input describes. */
const liveSettings: SwarmSettings = {
  Name: "default",
  Labels: { theirs: "1" },
  Orchestration: { TaskHistoryRetentionLimit: 9 },
  CAConfig: { NodeCertExpiry: 86_400e9 },
  Raft: { SnapshotInterval: 10_000 },
  Dispatcher: { HeartbeatPeriod: 30e9 },
  EncryptionConfig: { AutoLockManagers: true },
};

/** As the Engine's JSON arrives. */
function received<T>(sent: T): T {
  return JSON.parse(JSON.stringify(sent)) as T;
}

function differences(before: Properties, wanted: Properties, live: Properties): unknown[] {
  return nodeTable.differences("", before, wanted, live);
}

test("Every input of the node that starts a swarm has its place in the Engine's request", () => {
  const request = toSwarmInit(
    readNodeInputs({
      availability: "drain",
      listenAddress: "10.0.0.1",
      advertiseAddress: "10.0.0.1:2400",
      dataPathAddress: "10.1.0.1",
      dataPathPort: 4800,
      defaultAddressPools: ["10.20.0.0/16"],
      subnetSize: 26,
      autolock: true,
      certificateExpirySeconds: 3600,
      taskHistoryLimit: 0,
      dispatcherHeartbeatSeconds: 10,
    }),
  );
  expect(request).toEqual({
    ListenAddr: "10.0.0.1:2377",
    AdvertiseAddr: "10.0.0.1:2400",
    DataPathAddr: "10.1.0.1",
    Availability: "drain",
    DataPathPort: 4800,
    DefaultAddrPool: ["10.20.0.0/16"],
    SubnetSize: 26,
    AutoLockManagers: true,
    Spec: {
      Name: "default",
      Labels: {},
      EncryptionConfig: { AutoLockManagers: true },
      CAConfig: { NodeCertExpiry: 3600e9 },
      Orchestration: { TaskHistoryRetentionLimit: 0 },
      Dispatcher: { HeartbeatPeriod: 10e9 },
    },
  });
});

describe("For generated nodes,", () => {
  test("the node spec that is sent is read back as the same inputs, and other labels stay", () => {
    fc.assert(
      fc.property(specs, (given) => {
        const sent = received(withNodeSpec(liveSpec, given, []));
        expect(sent.Labels).toMatchObject({ theirs: "1", ...given.labels });
        const read = toNodeSpec(sent, readNodeInputs(given));
        expect(read).toMatchObject(given);
        expect(differences(given, given, { ...given, ...read })).toEqual([]);
      }),
    );
  });

  test("the swarm settings that are sent are read back as the same inputs, and other settings stay", () => {
    fc.assert(
      fc.property(settings, (given) => {
        const inputs = readNodeInputs(given);
        const sent = received(withSettings(liveSettings, inputs));
        expect(toSettings(sent, inputs)).toMatchObject(given);
        expect([sent.Name, sent.Labels, sent.Raft]).toEqual(["default", { theirs: "1" }, { SnapshotInterval: 10_000 }]);
        expect(differences(given, given, { ...given, ...toSettings(sent, inputs) })).toEqual([]);
      }),
    );
  });

  test("the request that starts a swarm has settings that are read back as the same inputs", () => {
    fc.assert(
      fc.property(starts, settings, (given, declared) => {
        const inputs = readNodeInputs({ ...given, ...declared });
        const { DataPathPort, DefaultAddrPool, SubnetSize, Spec } = received(toSwarmInit(inputs));
        const swarm = { ID: "swarm", DataPathPort, DefaultAddrPool, SubnetSize } as Swarm;
        expect(toStartSettings(swarm)).toEqual(given);
        expect(Spec && toSettings(Spec, inputs)).toMatchObject(declared);
      }),
    );
  });

  test("the addresses that are sent match the inputs", () => {
    fc.assert(
      fc.property(addresses, (given) => {
        expect(addressesTable.fits(given, received(addressesTable.write(given)))).toBe(true);
      }),
    );
  });

  test("a second write of the same inputs changes nothing", () => {
    fc.assert(
      fc.property(specs, settings, (given, declared) => {
        const spec = withNodeSpec(liveSpec, given, []);
        expect(withNodeSpec(spec, given, [])).toBe(spec);
        const inputs = readNodeInputs(declared);
        const written = withSettings(liveSettings, inputs);
        expect(withSettings(written, inputs)).toEqual(written);
      }),
    );
  });
});

test("The generated nodes have every property that a table maps to the Engine", () => {
  const mapped = [nodeSpecTable, settingsTable, startTable, addressesTable].flatMap(({ shape }) =>
    shape.kind === "object" ? Object.keys(shape.table) : [],
  );
  const generated = fc
    .sample(fc.tuple(specs, settings, starts, addresses), 200)
    .flatMap((parts) => parts.flatMap((part) => Object.keys(part)));
  expect([...new Set(generated)].sort()).toEqual([...mapped].sort());
});

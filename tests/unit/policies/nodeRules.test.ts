import { nodeType } from "../../../policies/facts/node";
import type { ResourcePolicy } from "../../../policies/rule/policy";
import { nodeDisallowSwarmLoss } from "../../../policies/rules/node/nodeDisallowSwarmLoss";
import { nodeLimitCertificateExpiry } from "../../../policies/rules/node/nodeLimitCertificateExpiry";
import { nodeRequireAddressPools } from "../../../policies/rules/node/nodeRequireAddressPools";
import { nodeRequireAutolock } from "../../../policies/rules/node/nodeRequireAutolock";
import { nodeRequireDataPathAddress } from "../../../policies/rules/node/nodeRequireDataPathAddress";
import { nodeRequireListenAddress } from "../../../policies/rules/node/nodeRequireListenAddress";
import type { Verdict } from "./violations";
import { accepted, evaluate, undecided, unknownText } from "./violations";

const on =
  (policy: ResourcePolicy) =>
  (props: Readonly<Record<string, unknown>>, settings: object = {}): Verdict =>
    evaluate(policy, nodeType, "node1", props, settings);
const joins = { remoteAddresses: ["192.168.1.11:2377"], joinToken: "SWMTKN-1-x" };
const refused = (message: string): Verdict => ({ violations: [`Node "node1" ${message}`] });

describe("The listen address of a manager", () => {
  const node = on(nodeRequireListenAddress);
  const everywhere = (what: string): Verdict =>
    refused(
      `is a manager and has ${what}: it listens for swarm traffic on every network of its machine. Set ` +
        "'listenAddress' to the address of the interface that the nodes share, for example 192.168.1.11:2377.",
    );

  test.each(["192.168.1.11:2377", "192.168.1.11", "eth1:2377", "[fd00::11]:2377", "::1", "0.0.0.1", "10.0.0.0"])(
    "may be %j",
    (listenAddress) => {
      expect(node({ listenAddress })).toEqual(accepted);
    },
  );

  test.each([
    "0.0.0.0:2377",
    "0.0.0.0",
    "000.0.0.0",
    "0",
    "[::]:2377",
    "::",
    "0::0",
    "[0:0:0:0:0:0:0:0]:2377",
    "::ffff:0.0.0.0",
    "*",
    ":2377",
  ])("must not be %j", (listenAddress) => {
    expect(node({ listenAddress })).toEqual(everywhere(`the 'listenAddress' ${listenAddress}`));
    expect(node({ ...joins, role: "manager", listenAddress })).toEqual(
      everywhere(`the 'listenAddress' ${listenAddress}`),
    );
  });

  test("must be set", () => {
    expect(node({})).toEqual(everywhere("no 'listenAddress', which means 0.0.0.0:2377"));
  });

  test("is ignored on a worker, and on a node that may be one", () => {
    expect(node({ ...joins, role: "worker" })).toEqual(accepted);
    expect(node(joins)).toEqual(accepted);
  });

  test("leaves the verdict open while it or the role is unknown", () => {
    expect(node({ listenAddress: unknownText })).toEqual(undecided("listenAddress"));
    expect(node({ ...joins, role: unknownText })).toEqual(undecided("role"));
  });
});

describe("The data path address of a node", () => {
  const node = on(nodeRequireDataPathAddress);

  test("must be set and must differ from the advertised address", () => {
    expect(node({ dataPathAddress: "192.168.2.11", advertiseAddress: "192.168.1.11:2377" })).toEqual(accepted);
    expect(node({ dataPathAddress: "eth2" })).toEqual(accepted);
    expect(node(joins)).toEqual(
      refused(
        "has no 'dataPathAddress': the traffic of tasks uses the same interface as the swarm's control traffic. " +
          "Set 'dataPathAddress' to an address on another interface.",
      ),
    );
    expect(node({ dataPathAddress: "192.168.1.11", advertiseAddress: "192.168.1.11:2377" })).toEqual(
      refused(
        "has the 'dataPathAddress' 192.168.1.11, which it also advertises for the swarm's control traffic. Use " +
          "an address on another interface.",
      ),
    );
  });

  test("leaves the verdict open while it or the advertised address is unknown", () => {
    expect(node({ dataPathAddress: unknownText })).toEqual(undecided("dataPathAddress"));
    expect(node({ dataPathAddress: "eth2", advertiseAddress: unknownText })).toEqual(undecided("advertiseAddress"));
  });
});

describe("Autolock", () => {
  const node = on(nodeRequireAutolock);
  const open = (what: string): Verdict =>
    refused(
      `${what}: anyone with a copy of a manager's disk can read the swarm's secrets, its certificates and the ` +
        "keys of encrypted networks. Set autolock: true; a manager then needs the output 'unlockKey' after each " +
        "restart.",
    );

  test("must be on when a swarm starts, and no node may turn it off", () => {
    expect(node({ autolock: true })).toEqual(accepted);
    expect(node({ ...joins, role: "manager" })).toEqual(accepted);
    expect(node({})).toEqual(open("starts a swarm without 'autolock'"));
    expect(node({ autolock: "false" })).toEqual(open("turns 'autolock' off"));
    expect(node({ ...joins, autolock: false })).toEqual(open("turns 'autolock' off"));
    expect(node({ autolock: unknownText })).toEqual(undecided("autolock"));
  });

  test("is not required of a node that joins a swarm", () => {
    expect(node({ ...joins, managerHosts: ["ssh://root@192.168.1.12"] })).toEqual(accepted);
  });
});

describe("The certificate of a node", () => {
  const node = on(nodeLimitCertificateExpiry);
  const long = (what: string, seconds = 172800): Verdict =>
    refused(
      `has ${what}: a copied certificate gives access to the swarm for that long. Set certificateExpirySeconds: ` +
        `${seconds}; nodes renew their certificates automatically.`,
    );

  test("must not be valid for more than 48 hours", () => {
    expect(node({ certificateExpirySeconds: 172800 })).toEqual(accepted);
    expect(node({ certificateExpirySeconds: 172801 })).toEqual(long("'certificateExpirySeconds' 172801 (48 hours)"));
    expect(node({ ...joins, certificateExpirySeconds: "259200" })).toEqual(
      long("'certificateExpirySeconds' 259200 (72 hours)"),
    );
    expect(node({})).toEqual(long("no 'certificateExpirySeconds', which means 90 days"));
    expect(node(joins)).toEqual(accepted);
    expect(node({ certificateExpirySeconds: unknownText })).toEqual(undecided("certificateExpirySeconds"));
  });

  test("may have a value that is not a number, which the provider refuses", () => {
    expect(node({ certificateExpirySeconds: { toString: 1, valueOf: 1 } })).toEqual(accepted);
    expect(node({ certificateExpirySeconds: [unknownText] })).toEqual(accepted);
  });

  test("may be valid for as long as the setting maximumHours allows", () => {
    expect(node({ certificateExpirySeconds: 259200 }, { maximumHours: 72 })).toEqual(accepted);
    expect(node({ certificateExpirySeconds: 172800 }, { maximumHours: 24 })).toEqual(
      long("'certificateExpirySeconds' 172800 (48 hours)", 86400),
    );
  });
});

describe("The address pools of a swarm", () => {
  const node = on(nodeRequireAddressPools);

  test("must be set by the node that starts the swarm, and by no other", () => {
    expect(node({ defaultAddressPools: ["10.128.0.0/12"] })).toEqual(accepted);
    expect(node({ defaultAddressPools: unknownText })).toEqual(accepted);
    expect(node(joins)).toEqual(accepted);
    const none = refused(
      "starts a swarm without 'defaultAddressPools': Swarm takes the subnets of its networks from 10.0.0.0/8, " +
        "even if other hosts use those addresses, and the pools cannot be changed later. Set 'defaultAddressPools' " +
        "to blocks that neither your hosts nor neighboring networks use.",
    );
    expect(node({})).toEqual(none);
    expect(node({ defaultAddressPools: [] })).toEqual(none);
  });
});

describe("The permission to end the swarm", () => {
  const node = on(nodeDisallowSwarmLoss);
  const left = refused(
    "has 'allowSwarmLoss' on: a change that replaces or removes the last manager ends the swarm, with all networks, " +
      "services and secrets. Remove it after the deployment that needs it, or add the name to this rule's setting " +
      '"acknowledged".',
  );

  test("is refused unless it is off or acknowledged", () => {
    expect(node({ allowSwarmLoss: true })).toEqual(left);
    expect(node({ ...joins, allowSwarmLoss: "true" })).toEqual(left);
    expect(node({ allowSwarmLoss: false })).toEqual(accepted);
    expect(node({})).toEqual(accepted);
    expect(node({ allowSwarmLoss: true }, { acknowledged: ["node*"] })).toEqual(accepted);
    expect(node({ allowSwarmLoss: unknownText })).toEqual(undecided("allowSwarmLoss"));
  });
});

describe("A first manager", () => {
  test("may have 'managerHosts'", () => {
    expect(on(nodeRequireAutolock)({ managerHosts: ["ssh://m2"] }).violations).toHaveLength(1);
    expect(on(nodeRequireAutolock)({ ...joins, managerHosts: ["ssh://m2"] })).toEqual(accepted);
  });
});

import { nodeType } from "../../../policies/facts/node";
import type { ResourcePolicy } from "../../../policies/rule/policy";
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

describe("the address that a manager listens on", () => {
  const node = on(nodeRequireListenAddress);
  const everywhere = (what: string): Verdict =>
    refused(
      `is a manager and has ${what}: it listens for the swarm on every network of its machine. ` +
        `Give the address of the interface that the nodes share, e.g. 192.168.1.11:2377.`,
    );

  it.each(["192.168.1.11:2377", "192.168.1.11", "eth1:2377", "[fd00::11]:2377"])("may be %j", (listenAddress) => {
    expect(node({ listenAddress })).toEqual(accepted);
  });

  it.each(["0.0.0.0:2377", "0.0.0.0", "[::]:2377", "::", ":2377"])("must not be %j", (listenAddress) => {
    expect(node({ listenAddress })).toEqual(everywhere(`the 'listenAddress' ${listenAddress}`));
    expect(node({ ...joins, role: "manager", listenAddress })).toEqual(
      everywhere(`the 'listenAddress' ${listenAddress}`),
    );
  });

  it("must be given", () => {
    expect(node({})).toEqual(everywhere("no 'listenAddress', which stands for 0.0.0.0:2377"));
  });

  it("is nothing to a worker, nor to a node that may be one", () => {
    expect(node({ ...joins, role: "worker" })).toEqual(accepted);
    expect(node(joins)).toEqual(accepted);
  });

  it("is waited for", () => {
    expect(node({ listenAddress: unknownText })).toEqual(undecided("listenAddress"));
    expect(node({ ...joins, role: unknownText })).toEqual(undecided("role"));
  });
});

describe("the address of the data path", () => {
  const node = on(nodeRequireDataPathAddress);

  it("has to be given, and to be another than the one that is advertised", () => {
    expect(node({ dataPathAddress: "192.168.2.11", advertiseAddress: "192.168.1.11:2377" })).toEqual(accepted);
    expect(node({ dataPathAddress: "eth2" })).toEqual(accepted);
    expect(node(joins)).toEqual(
      refused(
        `has no 'dataPathAddress': the traffic of tasks goes over the interface of the swarm's own messages. ` +
          `Give an address of another interface.`,
      ),
    );
    expect(node({ dataPathAddress: "192.168.1.11", advertiseAddress: "192.168.1.11:2377" })).toEqual(
      refused(
        `has the 'dataPathAddress' 192.168.1.11, which it advertises for the swarm's own messages as well. ` +
          `Give an address of another interface.`,
      ),
    );
  });

  it("is waited for, and so is the other", () => {
    expect(node({ dataPathAddress: unknownText })).toEqual(undecided("dataPathAddress"));
    expect(node({ dataPathAddress: "eth2", advertiseAddress: unknownText })).toEqual(undecided("advertiseAddress"));
  });
});

describe("autolock", () => {
  const node = on(nodeRequireAutolock);
  const open = (what: string): Verdict =>
    refused(
      `${what}: whoever has a copy of a manager's disk has the swarm's secrets, its certificates and the keys of encrypted networks. ` +
        `Set autolock: true; a manager then needs the output 'unlockKey' after each restart.`,
    );

  it("has to be on where the swarm starts, and nobody may turn it off", () => {
    expect(node({ autolock: true })).toEqual(accepted);
    expect(node({ ...joins, role: "manager" })).toEqual(accepted);
    expect(node({})).toEqual(open("starts a swarm without 'autolock'"));
    expect(node({ autolock: "false" })).toEqual(open("turns 'autolock' off"));
    expect(node({ ...joins, autolock: false })).toEqual(open("turns 'autolock' off"));
    expect(node({ autolock: unknownText })).toEqual(undecided("autolock"));
  });

  it("is not asked of a node that comes back to the swarm of its managers", () => {
    expect(node({ managerHosts: ["ssh://root@192.168.1.12"] })).toEqual(accepted);
  });
});

describe("certificates", () => {
  const node = on(nodeLimitCertificateExpiry);
  const long = (what: string, seconds = 172800): Verdict =>
    refused(
      `has ${what}: a certificate that was copied opens the swarm for as long. ` +
        `Set certificateExpirySeconds: ${seconds}; nodes renew their certificates by themselves.`,
    );

  it("must not be valid for long", () => {
    expect(node({ certificateExpirySeconds: 172800 })).toEqual(accepted);
    expect(node({ certificateExpirySeconds: 172801 })).toEqual(
      long("the 'certificateExpirySeconds' 172801, which is 48 hours"),
    );
    expect(node({ ...joins, certificateExpirySeconds: "259200" })).toEqual(
      long("the 'certificateExpirySeconds' 259200, which is 72 hours"),
    );
    expect(node({})).toEqual(long("no 'certificateExpirySeconds', which stands for 90 days"));
    expect(node(joins)).toEqual(accepted);
    expect(node({ certificateExpirySeconds: unknownText })).toEqual(undecided("certificateExpirySeconds"));
  });

  it("may be valid for as long as the setting says", () => {
    expect(node({ certificateExpirySeconds: 259200 }, { maximumHours: 72 })).toEqual(accepted);
    expect(node({ certificateExpirySeconds: 172800 }, { maximumHours: 24 })).toEqual(
      long("the 'certificateExpirySeconds' 172800, which is 48 hours", 86400),
    );
  });
});

describe("address pools", () => {
  const node = on(nodeRequireAddressPools);

  it("are for the node that starts the swarm to say", () => {
    expect(node({ defaultAddressPools: ["10.128.0.0/12"] })).toEqual(accepted);
    expect(node({ defaultAddressPools: unknownText })).toEqual(accepted);
    expect(node(joins)).toEqual(accepted);
    const none = refused(
      `starts a swarm without 'defaultAddressPools': its networks get subnets of 10.0.0.0/8, whatever else has addresses there, and ` +
        `that cannot be changed while the swarm lives. Give blocks that your hosts and their neighbours do not use.`,
    );
    expect(node({})).toEqual(none);
    expect(node({ defaultAddressPools: [] })).toEqual(none);
  });
});

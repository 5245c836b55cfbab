import type { Outcome } from "../../../audit/check";
import { checks } from "../../../audit/checks";
import type { Snapshot } from "../../../audit/snapshot";
import type { Swarm } from "../../../provider/engine/types";
import { bridge, manager, node, overlay, service, snapshot, task } from "./swarm";

/** The outcome of one check for the swarm without violations, with some parts replaced. */
function run(name: string, more: Partial<Snapshot> = {}): Outcome {
  const check = checks.find((one) => one.name === name);
  if (check === undefined) throw new Error(`The check ${name} does not exist.`);
  return check.run(snapshot(more));
}

/** The messages of the violations, with their subjects. */
function said(outcome: Outcome): [string, string][] {
  if (outcome.status !== "fail") return [];
  return outcome.violations.map(({ subject, message }) => [`${subject.kind} ${subject.name}`, message]);
}

/** The subjects of the violations, with the level if it differs from the level of the check. */
function about(outcome: Outcome): string[] {
  if (outcome.status !== "fail") return [];
  return outcome.violations.map(({ subject, level }) => [subject.name, level].filter(Boolean).join(" "));
}

function swarmWith(spec: Swarm["Spec"], more: Partial<Swarm> = {}): Partial<Snapshot> {
  return { swarm: { ...snapshot().swarm, Spec: { ...snapshot().swarm.Spec, ...spec }, ...more } };
}

const clear = { Options: {} };

describe("The check of the listen address", () => {
  const name = "swarm-manager-limit-listen-address";

  test.each([["0.0.0.0"], ["::"]])("reports a manager that listens on every address (%s)", (wide) => {
    expect(said(run(name, { listeners: [wide] }))).toEqual([
      [
        "node node1",
        `Manager "node1" listens for swarm traffic on every address of its machine (${wide}), including those on ` +
          "networks that do not belong to the swarm. Let it leave and rejoin with --listen-addr ADDRESS:2377, or " +
          "allow only the nodes of the swarm to connect to that port.",
      ],
    ]);
  });

  test("reports a wildcard that the Engine itself shows, without access to the machine", () => {
    const nodes = [manager(1, { Status: { State: "ready", Addr: "0.0.0.0" } })];
    expect(about(run(name, { nodes, listeners: undefined }))).toEqual(["node1"]);
  });

  test("is not applicable if the manager is on another machine", () => {
    expect(run(name, { listeners: undefined })).toEqual({
      status: "not applicable",
      reason:
        "the Engine API does not show on which addresses node1 listens; run the audit on that node, as root, with " +
        "--host unix:///var/run/docker.sock",
    });
  });
});

describe("The check of the data path", () => {
  const name = "swarm-node-require-data-path-separation";

  test("reports a node with one address for its tasks and for control traffic", () => {
    expect(said(run(name, { tunnelEnds: ["192.168.10.1", "192.168.9.2", "192.168.10.3"] }))).toEqual([
      [
        "node node2",
        `Node "node2" uses one address, 192.168.9.2, for both the traffic of its tasks and the swarm's control ` +
          "traffic. Let it leave and rejoin with --data-path-addr set to an address on another interface.",
      ],
    ]);
  });

  test("uses the advertised address of a manager that reports the wildcard", () => {
    const nodes = [manager(1, { Status: { State: "ready", Addr: "0.0.0.0" } }), node(2)];
    expect(about(run(name, { nodes, tunnelEnds: ["192.168.9.1", "192.168.10.2"] }))).toEqual(["node1"]);
  });

  test("ignores a node that is down, whose address another node has taken over", () => {
    const nodes = [manager(1), manager(2), node(2, { ID: "former", Status: { State: "down", Addr: "192.168.9.2" } })];
    expect(about(run(name, { nodes, tunnelEnds: ["192.168.10.1", "192.168.9.2"] }))).toEqual(["node2"]);
  });

  test.each([
    ["the manager shows no data path", { tunnelEnds: [] }],
    ["the manager shows the data path of some nodes only", { tunnelEnds: ["192.168.10.1", "192.168.10.2"] }],
    ["the swarm has a single node", { nodes: [manager(1)], tunnelEnds: ["192.168.9.1"] }],
  ])("is not applicable if %s", (_when, more) => {
    expect(run(name, more).status).toBe("not applicable");
  });
});

describe("The check of autolock", () => {
  test.each([
    ["off", { AutoLockManagers: false }],
    ["not in the spec", {}],
  ])("reports a swarm where autolock is %s", (_how, config) => {
    expect(said(run("swarm-manager-require-autolock", swarmWith({ EncryptionConfig: config })))).toEqual([
      [
        "swarm swarm",
        "Autolock is off: anyone with a copy of a manager's disk can read the swarm's secrets, its certificates and " +
          "the keys of encrypted networks. Turn it on with 'docker swarm update --autolock=true'; a manager then " +
          "needs the key after each restart.",
      ],
    ]);
  });
});

describe("The check of certificates", () => {
  test.each([
    [90 * 24, "90 days"],
    [49, "49 hours"],
    [0, "90 days"],
  ])("reports node certificates that are valid for %i hours, where 0 is Docker's default", (hours, words) => {
    const config = { CAConfig: { NodeCertExpiry: hours * 3.6e12 } };
    expect(said(run("swarm-certificate-limit-expiry", swarmWith(config)))).toEqual([
      [
        "swarm swarm",
        `Node certificates are valid for ${words}: a copied certificate gives access to the swarm for that long. ` +
          "Limit them to 48 hours or less with 'docker swarm update --cert-expiry 48h'.",
      ],
    ]);
  });

  const root = "swarm-certificate-require-valid-root";

  test.each([
    ["2046-10-19T12:00:00Z", []],
    [
      "2046-11-01T00:00:00Z",
      [
        "The swarm's root certificate expires on 2046-11-19, in 18 days: after that, nodes cannot connect to each " +
          "other. Replace it with 'docker swarm ca --rotate'.",
      ],
    ],
    [
      "2047-01-01T00:00:00Z",
      [
        "The swarm's root certificate expired on 2046-11-19: nodes can no longer connect to each other. " +
          "Replace it with 'docker swarm ca --rotate'.",
      ],
    ],
  ])("reports a root certificate from 30 days before it expires: on %s", (date, messages) => {
    expect(said(run(root, { now: Date.parse(date) })).map(([, message]) => message)).toEqual(messages);
  });

  test("is not applicable if the Engine does not show the root certificate", () => {
    expect(run(root, swarmWith({}, { TLSInfo: {} })).status).toBe("not applicable");
  });
});

describe("The check of managers", () => {
  const name = "swarm-manager-require-fault-tolerance";
  const managers = (count: number): Partial<Snapshot> => ({
    nodes: Array.from({ length: count }, (_, i) => manager(i + 1)),
  });

  test.each([
    [1, "The swarm has 1 manager: if it fails, the swarm can no longer be changed, and its secrets are lost."],
    [2, "The swarm has 2 managers, an even number: it tolerates the loss of 0, no more than a swarm with 1."],
    [4, "The swarm has 4 managers, an even number: it tolerates the loss of 1, no more than a swarm with 3."],
    [9, "The swarm has 9 managers: each takes part in every change, which slows all of them down."],
  ])("reports a swarm whose number of managers is %i", (count, words) => {
    expect(said(run(name, managers(count)))).toEqual([
      ["swarm swarm", `${words} Change the number to 3, 5 or 7 with 'docker node promote' or 'docker node demote'.`],
    ]);
  });

  test.each([[3], [5], [7]])("accepts %i managers", (count) => {
    expect(run(name, managers(count))).toEqual({ status: "pass", reason: `${count} managers, all reachable` });
  });

  test("reports an unreachable manager, with the number of the reachable ones", () => {
    expect(said(run(name, { nodes: [manager(1), manager(2, {}, "unreachable"), manager(3)] }))).toEqual([
      [
        "node node2",
        `Manager "node2" is unreachable: 2 of 3 managers are reachable, and the swarm needs 2. ` +
          "Restart it, or replace it with 'docker node demote' and 'docker node rm'.",
      ],
    ]);
  });
});

describe("The checks of Engine versions", () => {
  const vulnerable = "swarm-node-disallow-vulnerable-encryption";
  const mixed = "swarm-node-disallow-mixed-encryption";

  test.each([
    ["20.10.23", 1],
    ["20.10.24+dfsg1", 0],
    ["20.10.24", 0],
    ["19.03.15", 1],
    ["23.0.0-rc.1", 1],
    ["23.0.2", 1],
    ["23.0.3", 0],
    ["24.0.0", 0],
    ["master", 0],
  ])("find in version %s this number of vulnerable nodes: %i", (engine, faults) => {
    expect(about(run(vulnerable, { nodes: [manager(1), node(2, { engine })] }))).toHaveLength(faults);
  });

  test("name the encrypted networks that a vulnerable Engine exposes", () => {
    expect(said(run(vulnerable, { nodes: [manager(1, { engine: "20.10.23" })] }))).toEqual([
      [
        "node node1",
        `Node "node1" runs Docker Engine 20.10.23, whose encrypted networks may send and accept plain text ` +
          `(CVE-2023-28840, -28841, -28842); the swarm encrypts "backend" and "ingress". Upgrade it to 20.10.24, ` +
          "23.0.3 or later.",
      ],
    ]);
  });

  test.each([
    [["28.5.2", "29.1.3"], ["node2"]],
    [
      ["29.1.3", "28.5.2", "29.0.0"],
      ["node1", "node3"],
    ],
    [["29.2.0", "29.2.1"], ["node1"]],
    [["25.0.14", "25.0.15"], ["node1"]],
    [["29.1.3", "29.2.0"], []],
    [["29.1.3", "25.0.13"], []],
    [["28.5.2", "29.2.1"], []],
    [["28.5.2", "unknown"], []],
  ])("name, of the Engines %j, those that cannot exchange encrypted packets with the others: %j", (engines, names) => {
    const nodes = engines.map((engine, i) => node(i + 1, { engine }));
    expect(about(run(mixed, { nodes }))).toEqual(names);
  });

  test("name both Engines that cannot exchange encrypted packets", () => {
    const nodes = [node(1, { engine: "29.1.3" }), node(2, { engine: "28.5.2" })];
    expect(said(run(mixed, { nodes, networks: [overlay("backend", 1)] }))).toEqual([
      [
        "node node1",
        `Node "node1" runs Docker Engine 29.1.3, which cannot exchange encrypted packets with "node2" (moby#51798): ` +
          `tasks on "backend" cannot reach each other between these nodes. Upgrade it to 25.0.15, to 29.2.1, or to a ` +
          "later version, which understand all others.",
      ],
    ]);
  });

  test("report a Windows node if a network is encrypted, as mandatory if the node runs a task on that network", () => {
    const windows = { Description: { Hostname: "win", Platform: { OS: "windows" } } };
    const more = { nodes: [manager(1), node(2, windows)] };
    const name = "swarm-node-disallow-windows-with-encryption";
    expect(about(run(name, more))).toEqual(["win advisory"]);
    expect(about(run(name, { ...more, tasks: [task("network-id-backend", 2)] }))).toEqual(["win"]);
  });

  test.each([[vulnerable], [mixed], ["swarm-node-disallow-windows-with-encryption"]])(
    "are not applicable if no network is encrypted: %s",
    (name) => {
      expect(run(name, { networks: [overlay("backend", 1, clear)] }).status).toBe("not applicable");
    },
  );
});

describe("The check of the ingress network", () => {
  const name = "swarm-ingress-require-encryption-like-others";
  const networks = [overlay("ingress", 0, { ...clear, Ingress: true }), overlay("backend", 1)];
  const publishing = (mode: "ingress" | "host"): Partial<Snapshot> => ({
    networks,
    services: [
      service("api", "network-id-backend", {
        EndpointSpec: { Ports: [{ TargetPort: 8080, PublishedPort: 8080, PublishMode: mode }] },
      }),
    ],
  });

  test("reports an unencrypted ingress network, with the services on encrypted networks that use it", () => {
    expect(said(run(name, publishing("ingress")))).toEqual([
      [
        "network ingress",
        `Ingress network "ingress" is not encrypted, but "backend" is: requests to the published ports of "api" ` +
          `cross the wire unencrypted. Re-create the ingress network with the option "encrypted", or publish those ` +
          "ports in host mode.",
      ],
    ]);
  });

  test("is advisory as long as those services publish no port through the ingress network", () => {
    expect(about(run(name, publishing("host")))).toEqual(["ingress advisory"]);
  });

  test("is not applicable if no other network is encrypted", () => {
    expect(
      run(name, { networks: [overlay("ingress", 0, { ...clear, Ingress: true }), overlay("b", 1, clear)] }),
    ).toEqual({
      status: "not applicable",
      reason: "no other network is encrypted",
    });
  });

  test("leaves a swarm with a sensitive network to the policy pack while no service is exposed", () => {
    const ledger = overlay("ledger", 2, { Labels: { "swarm.network.sensitive": "true" } });
    const withLedger = { networks: [...networks, ledger] };
    expect(run(name, { ...publishing("host"), ...withLedger }).status).toBe("not applicable");
    expect(about(run(name, { ...publishing("ingress"), ...withLedger }))).toEqual(["ingress"]);
  });

  test("accepts any value of the option", () => {
    const ingress = overlay("ingress", 0, { Ingress: true, Options: { encrypted: "false" } });
    expect(run(name, { networks: [ingress, overlay("backend", 1)] }).status).toBe("pass");
  });
});

describe("The checks of addresses", () => {
  const overlap = "swarm-network-disallow-overlap-with-node";

  test("report an overlay network that overlaps docker_gwbridge", () => {
    const subnet = (text: string): Partial<Parameters<typeof overlay>[2] & object> => ({
      IPAM: { Config: [{ Subnet: text }] },
    });
    const networks = [overlay("backend", 1, subnet("172.18.4.0/24")), bridge("docker_gwbridge", "172.18.0.0/16")];
    expect(said(run(overlap, { networks }))).toEqual([
      [
        "network backend",
        `Subnet "172.18.4.0/24" of network "backend" overlaps subnet "172.18.0.0/16" of "docker_gwbridge", a local ` +
          `network of node "node1": tasks there can reach only one of the two. Give the overlay network another ` +
          "subnet, or re-create docker_gwbridge before the node rejoins.",
      ],
    ]);
    const ingress = overlay("ingress", 0, { Ingress: true, ...subnet("10.0.0.0/8") });
    expect(about(run(overlap, { networks: [ingress, bridge("docker0", "10.3.0.0/16")] }))).toEqual(["ingress"]);
  });

  test("report an overlay network that contains the address of a node", () => {
    const networks = [overlay("backend", 1, { IPAM: { Config: [{ Subnet: "192.168.8.0/22" }] } })];
    expect(said(run(overlap, { networks, nodes: [manager(1)] }))).toEqual([
      [
        "network backend",
        `Subnet "192.168.8.0/22" of network "backend" contains 192.168.9.1, the address of node "node1": ` +
          "tasks on the network cannot reach the node. Give the network another subnet.",
      ],
    ]);
  });

  test("report a network to which Swarm never assigned addresses", () => {
    const networks = [overlay("late", 1, { Driver: "", Options: null, IPAM: { Driver: "", Config: null } })];
    expect(said(run("swarm-network-require-allocation", { networks }))).toEqual([
      [
        "network late",
        `Network "late" has no addresses, so every task on it stays in the state "new". The swarm's address pools ` +
          "have free blocks, so it was created with a subnet that overlaps another network of the swarm. Remove it " +
          "and create it again with another --subnet.",
      ],
    ]);
  });

  test("blame the address pools only if they have no block left", () => {
    const late = overlay("late", 1, { Driver: "", Options: null, IPAM: { Driver: "", Config: null } });
    const taken = [0, 1, 2, 3].map((third) => overlay(`n${third}`, third));
    const pools = { DefaultAddrPool: ["10.0.0.0/22"], SubnetSize: 24 };
    const messageWith = (networks: Snapshot["networks"], more: object): string => {
      const swarm = { ...snapshot().swarm, ...more };
      return said(run("swarm-network-require-allocation", { networks, swarm }))[0]?.[1] ?? "";
    };
    expect(messageWith([late, ...taken], pools)).toBe(
      `Network "late" has no addresses, so every task on it stays in the state "new". The swarm's address pools ` +
        "have no block left: 10.0.0.0/22 in blocks of /24. Remove networks that are not used, or create it again " +
        "with a --subnet outside of them.",
    );
    const overlapping = "overlaps another network of the swarm";
    expect(messageWith([late, ...taken.slice(1)], pools)).toContain(overlapping);
    expect(messageWith([late, ...taken], { ...pools, DefaultAddrPool: ["10.0.0.0/22", "10.9.0.0/16"] })).toContain(
      overlapping,
    );
    expect(messageWith([late, ...taken], { DefaultAddrPool: null })).toContain(overlapping);
    const one = overlay("one", 0, { IPAM: { Config: [{ Subnet: "10.0.0.0/22" }] } });
    expect(messageWith([late, one], pools)).toContain("no block left");
  });
});

describe("The check of free addresses", () => {
  const name = "swarm-network-require-free-addresses";
  const small = overlay("small", 1, { IPAM: { Config: [{ Subnet: "10.9.0.0/28", Gateway: "10.9.0.1" }] } });
  const tasks = (count: number): Partial<Snapshot> => ({
    networks: [small],
    tasks: Array.from({ length: count }, () => task("network-id-small", 2)),
    services: [
      {
        ...service("api", "network-id-small"),
        Endpoint: { VirtualIPs: [{ NetworkID: "network-id-small", Addr: "10.9.0.2/28" }] },
      },
    ],
  });

  test.each([
    [9, []],
    [10, ["small"]],
    [11, ["small mandatory"]],
    [40, ["small mandatory"]],
  ])("computes the free ones of 13 addresses for 1 service with %i tasks on 1 node", (count, names) => {
    expect(about(run(name, tasks(count)))).toEqual(names);
  });

  test("reports how many addresses are free", () => {
    expect(said(run(name, tasks(10)))).toEqual([
      [
        "network small",
        `Network "small" has 1 of its 13 addresses free: each service in VIP mode, each task and each node takes ` +
          `one, an update takes more, and a task without one stays in the state "new". Move services to another ` +
          "network or to a larger one.",
      ],
    ]);
  });

  test("ignores tasks that have ended", () => {
    const ended = Array.from({ length: 20 }, () => task("network-id-small", 2, "shutdown"));
    expect(run(name, { networks: [small], tasks: ended }).status).toBe("pass");
  });

  test("counts an address of the ingress network for every node", () => {
    const ingress = { ...small, Ingress: true };
    const nodes = Array.from({ length: 13 }, (_, i) => node(i + 1));
    expect(about(run(name, { networks: [ingress], nodes, services: [] }))).toEqual(["small mandatory"]);
  });

  test.each([
    [13, []],
    [1, ["small"]],
    [0, ["small mandatory"]],
  ])("uses the number that the leader reports: %i", (free, names) => {
    const Subnets = { "10.9.0.0/28": { IPsInUse: 16 - free, DynamicIPsAvailable: free } };
    const counted = { ...small, Status: { IPAM: { Subnets } } };
    expect(about(run(name, { ...tasks(5), networks: [counted] }))).toEqual(names);
  });
});

describe("The check of published ports", () => {
  const name = "swarm-service-require-suspended-ports-back";

  test("reports a service whose ports a replacement of the ingress network has not restored", () => {
    const services = [
      service("web", "backend", { Labels: { "swarm.ingress.suspended-ports": "{}" } }),
      service("api", "backend"),
    ];
    expect(said(run(name, { services }))).toEqual([
      [
        "service web",
        `The published ports of service "web" are suspended: a replacement of the ingress network removed them and ` +
          "is still running or was interrupted. Run 'pulumi up --refresh' in the stack with the IngressConfig; the " +
          `label "swarm.ingress.suspended-ports" holds the ports.`,
      ],
    ]);
  });
});

test("Every check passes a swarm without violations, or gives the reason why it does not apply", () => {
  const failed = checks.filter((check) => check.run(snapshot()).status === "fail").map((check) => check.name);
  expect(failed).toEqual([]);
  expect(checks.map((check) => check.name)).toEqual([...new Set(checks.map((check) => check.name))].sort());
});

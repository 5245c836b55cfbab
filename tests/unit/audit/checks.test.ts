import type { Outcome } from "../../../audit/check";
import { checks } from "../../../audit/checks";
import type { Snapshot } from "../../../audit/snapshot";
import type { Swarm } from "../../../provider/engine/types";
import { bridge, manager, node, overlay, service, snapshot, task } from "./swarm";

/** The answer of one check about the faultless swarm with something else in it. */
function run(name: string, more: Partial<Snapshot> = {}): Outcome {
  const check = checks.find((one) => one.name === name);
  if (check === undefined) throw new Error(`There is no check ${name}.`);
  return check.run(snapshot(more));
}

/** Messages of the violations, by what they are about. */
function said(outcome: Outcome): [string, string][] {
  if (outcome.status !== "fail") return [];
  return outcome.violations.map(({ subject, message }) => [`${subject.kind} ${subject.name}`, message]);
}

/** Subjects of the violations, with the level where it differs from the check's. */
function about(outcome: Outcome): string[] {
  if (outcome.status !== "fail") return [];
  return outcome.violations.map(({ subject, level }) => [subject.name, level].filter(Boolean).join(" "));
}

function swarmWith(spec: Swarm["Spec"], more: Partial<Swarm> = {}): Partial<Snapshot> {
  return { swarm: { ...snapshot().swarm, Spec: { ...snapshot().swarm.Spec, ...spec }, ...more } };
}

const clear = { Options: {} };

describe("The listen address", () => {
  const name = "swarm-manager-limit-listen-address";

  test.each([["0.0.0.0"], ["::"]])("of every network (%s) is a fault", (wide) => {
    expect(said(run(name, { listeners: [wide] }))).toEqual([
      [
        "node node1",
        `Manager "node1" listens for the swarm on every address of its machine (${wide}), also on networks that are none of the swarm's. ` +
          "Let it leave and join again with --listen-addr ADDRESS:2377, or keep that port closed to all but the nodes.",
      ],
    ]);
  });

  test("that the Engine shows as its own is a fault without a look at the machine", () => {
    const nodes = [manager(1, { Status: { State: "ready", Addr: "0.0.0.0" } })];
    expect(about(run(name, { nodes, listeners: undefined }))).toEqual(["node1"]);
  });

  test("of another machine is not known, and does not pass", () => {
    expect(run(name, { listeners: undefined })).toEqual({
      status: "not applicable",
      reason:
        "the Engine API does not tell on which addresses node1 listens; run the audit on it, as root, with --host unix:///var/run/docker.sock",
    });
  });
});

describe("The data path", () => {
  const name = "swarm-node-require-data-path-separation";

  test("at the address of the swarm's own messages is a fault of that node", () => {
    expect(said(run(name, { tunnelEnds: ["192.168.10.1", "192.168.9.2", "192.168.10.3"] }))).toEqual([
      [
        "node node2",
        `Node "node2" takes part in the swarm and carries the traffic of its tasks on one address, 192.168.9.2. ` +
          "Let it leave and join again with --data-path-addr, an address of another interface.",
      ],
    ]);
  });

  test("of a manager that shows the wildcard is compared with the address that it advertises", () => {
    const nodes = [manager(1, { Status: { State: "ready", Addr: "0.0.0.0" } }), node(2)];
    expect(about(run(name, { nodes, tunnelEnds: ["192.168.9.1", "192.168.10.2"] }))).toEqual(["node1"]);
  });

  test("of a node that is down says nothing about the one that has taken its place", () => {
    const nodes = [manager(1), manager(2), node(2, { ID: "former", Status: { State: "down", Addr: "192.168.9.2" } })];
    expect(about(run(name, { nodes, tunnelEnds: ["192.168.10.1", "192.168.9.2"] }))).toEqual(["node2"]);
  });

  test.each([
    ["that nothing shows", { tunnelEnds: [] }],
    ["that is apart as far as it can be seen", { tunnelEnds: ["192.168.10.1", "192.168.10.2"] }],
    ["of one node alone", { nodes: [manager(1)], tunnelEnds: ["192.168.9.1"] }],
  ])("%s is not applicable", (_which, more) => {
    expect(run(name, more).status).toBe("not applicable");
  });
});

describe("Autolock", () => {
  test.each([
    ["off", { AutoLockManagers: false }],
    ["not mentioned", {}],
  ])("that is %s is a fault", (_how, config) => {
    expect(said(run("swarm-manager-require-autolock", swarmWith({ EncryptionConfig: config })))).toEqual([
      [
        "swarm swarm",
        "Autolock is off: whoever has a copy of a manager's disk has the swarm's secrets, its certificates and the keys of encrypted " +
          "networks. Turn it on with 'docker swarm update --autolock=true'; a manager then needs the key after each restart.",
      ],
    ]);
  });
});

describe("Certificates", () => {
  test.each([
    [90 * 24, "90 days"],
    [49, "49 hours"],
    [0, "90 days"],
  ])("of nodes that last %i hours are a fault; 0 is Docker's default", (hours, words) => {
    const config = { CAConfig: { NodeCertExpiry: hours * 3.6e12 } };
    expect(said(run("swarm-certificate-limit-expiry", swarmWith(config)))).toEqual([
      [
        "swarm swarm",
        `The certificate of a node is valid for ${words}: one that was copied opens the swarm for as long. ` +
          "Shorten it to 48 hours or less with 'docker swarm update --cert-expiry 48h'.",
      ],
    ]);
  });

  const root = "swarm-certificate-require-valid-root";

  test.each([
    ["2046-10-19T12:00:00Z", []],
    [
      "2046-11-01T00:00:00Z",
      [
        "The swarm's root certificate expires on 2046-11-19, in 18 days: after that no node can connect to another. " +
          "Replace it with 'docker swarm ca --rotate'.",
      ],
    ],
    [
      "2047-01-01T00:00:00Z",
      [
        "The swarm's root certificate expired on 2046-11-19: no node can connect to another any more. " +
          "Replace it with 'docker swarm ca --rotate'.",
      ],
    ],
  ])("of the root are looked at 30 days before they expire: on %s", (date, messages) => {
    expect(said(run(root, { now: Date.parse(date) })).map(([, message]) => message)).toEqual(messages);
  });

  test("that the Engine does not show are not applicable", () => {
    expect(run(root, swarmWith({}, { TLSInfo: {} })).status).toBe("not applicable");
  });
});

describe("Managers", () => {
  const name = "swarm-manager-require-fault-tolerance";
  const managers = (count: number): Partial<Snapshot> => ({
    nodes: Array.from({ length: count }, (_, i) => manager(i + 1)),
  });

  test.each([
    [1, "The swarm has 1 manager: when it is lost, nothing can be changed any more, and its secrets are lost with it."],
    [2, "The swarm has 2 managers, an even number: it survives the loss of 0, as with 1."],
    [4, "The swarm has 4 managers, an even number: it survives the loss of 1, as with 3."],
    [9, "The swarm has 9 managers: each has to take part in every change, which slows all of them down."],
  ])("%i of them are a fault", (count, words) => {
    expect(said(run(name, managers(count)))).toEqual([
      ["swarm swarm", `${words} Make it 3, 5 or 7 with 'docker node promote' or 'demote'.`],
    ]);
  });

  test.each([[3], [5], [7]])("%i of them are enough", (count) => {
    expect(run(name, managers(count))).toEqual({ status: "pass", reason: `${count} managers, all reachable` });
  });

  test("that are out of reach are named, with what is left", () => {
    expect(said(run(name, { nodes: [manager(1), manager(2, {}, "unreachable"), manager(3)] }))).toEqual([
      [
        "node node2",
        `Manager "node2" is unreachable: 2 of 3 managers are left, and the swarm needs 2. ` +
          "Start it again, or replace it: 'docker node demote' and 'docker node rm'.",
      ],
    ]);
  });
});

describe("Engines", () => {
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
  ])("with the version %s have %i of the CVEs' faults", (engine, faults) => {
    expect(about(run(vulnerable, { nodes: [manager(1), node(2, { engine })] }))).toHaveLength(faults);
  });

  test("that are vulnerable are named with the networks that they fail", () => {
    expect(said(run(vulnerable, { nodes: [manager(1, { engine: "20.10.23" })] }))).toEqual([
      [
        "node node1",
        `Node "node1" runs Docker Engine 20.10.23, whose encrypted networks may send and accept clear text ` +
          `(CVE-2023-28840, -28841, -28842); the swarm encrypts "backend" and "ingress". Upgrade it to 20.10.24, 23.0.3 or later.`,
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
  ])("%j beside each other: those that the others do not understand are named", (engines, names) => {
    const nodes = engines.map((engine, i) => node(i + 1, { engine }));
    expect(about(run(mixed, { nodes }))).toEqual(names);
  });

  test("that do not understand each other are told with both sides", () => {
    const nodes = [node(1, { engine: "29.1.3" }), node(2, { engine: "28.5.2" })];
    expect(said(run(mixed, { nodes, networks: [overlay("backend", 1)] }))).toEqual([
      [
        "node node1",
        `Node "node1" runs Docker Engine 29.1.3, and no encrypted packet passes between it and "node2" (moby#51798): tasks on "backend" ` +
          "do not reach each other across them. Upgrade it: 29.2.1 and later, and 25.0.15 and later, understand all others.",
      ],
    ]);
  });

  test("on Windows are a fault beside encrypted networks, and mandatory where they run a task on one", () => {
    const windows = { Description: { Hostname: "win", Platform: { OS: "windows" } } };
    const more = { nodes: [manager(1), node(2, windows)] };
    const name = "swarm-node-disallow-windows-with-encryption";
    expect(about(run(name, more))).toEqual(["win advisory"]);
    expect(about(run(name, { ...more, tasks: [task("network-id-backend", 2)] }))).toEqual(["win"]);
  });

  test.each([[vulnerable], [mixed], ["swarm-node-disallow-windows-with-encryption"]])(
    "do not matter to %s where no network is encrypted",
    (name) => {
      expect(run(name, { networks: [overlay("backend", 1, clear)] }).status).toBe("not applicable");
    },
  );
});

describe("The ingress", () => {
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

  test("in clear exposes what services on encrypted networks publish through it", () => {
    expect(said(run(name, publishing("ingress")))).toEqual([
      [
        "network ingress",
        `Ingress "ingress" is not encrypted, while "backend" is: requests to the published ports of "api" cross the wire in clear. ` +
          `Create the ingress anew with the option "encrypted", or publish those ports in host mode.`,
      ],
    ]);
  });

  test("in clear is an advice as long as those services publish nothing through it", () => {
    expect(about(run(name, publishing("host")))).toEqual(["ingress advisory"]);
  });

  test("in clear is as good as the other networks when none is encrypted", () => {
    expect(
      run(name, { networks: [overlay("ingress", 0, { ...clear, Ingress: true }), overlay("b", 1, clear)] }),
    ).toEqual({
      status: "not applicable",
      reason: "no other network is encrypted",
    });
  });

  test("beside a sensitive network is left to the pack as long as nothing is exposed, so that the advice is given once", () => {
    const ledger = overlay("ledger", 2, { Labels: { "swarm.network.sensitive": "true" } });
    const withLedger = { networks: [...networks, ledger] };
    expect(run(name, { ...publishing("host"), ...withLedger }).status).toBe("not applicable");
    expect(about(run(name, { ...publishing("ingress"), ...withLedger }))).toEqual(["ingress"]);
  });

  test("is encrypted whatever the value of the option", () => {
    const ingress = overlay("ingress", 0, { Ingress: true, Options: { encrypted: "false" } });
    expect(run(name, { networks: [ingress, overlay("backend", 1)] }).status).toBe("pass");
  });
});

describe("Addresses", () => {
  const overlap = "swarm-network-disallow-overlap-with-node";

  test("that docker_gwbridge has as well are a fault of the overlay", () => {
    const subnet = (text: string): Partial<Parameters<typeof overlay>[2] & object> => ({
      IPAM: { Config: [{ Subnet: text }] },
    });
    const networks = [overlay("backend", 1, subnet("172.18.4.0/24")), bridge("docker_gwbridge", "172.18.0.0/16")];
    expect(said(run(overlap, { networks }))).toEqual([
      [
        "network backend",
        `Subnet "172.18.4.0/24" of network "backend" overlaps subnet "172.18.0.0/16" of "docker_gwbridge", a network of node "node1" alone: ` +
          "tasks there reach one of the two and never the other. Give the overlay another subnet, or the node another docker_gwbridge before it joins again.",
      ],
    ]);
    const ingress = overlay("ingress", 0, { Ingress: true, ...subnet("10.0.0.0/8") });
    expect(about(run(overlap, { networks: [ingress, bridge("docker0", "10.3.0.0/16")] }))).toEqual(["ingress"]);
  });

  test("of a node inside of an overlay are a fault of the overlay", () => {
    const networks = [overlay("backend", 1, { IPAM: { Config: [{ Subnet: "192.168.8.0/22" }] } })];
    expect(said(run(overlap, { networks, nodes: [manager(1)] }))).toEqual([
      [
        "network backend",
        `Subnet "192.168.8.0/22" of network "backend" holds 192.168.9.1, the address of node "node1": ` +
          "tasks on it do not reach the node, nor what lies behind. Give the network another subnet.",
      ],
    ]);
  });

  test("that a network never got are a fault", () => {
    const networks = [overlay("late", 1, { Driver: "", Options: null, IPAM: { Driver: "", Config: null } })];
    expect(said(run("swarm-network-require-allocation", { networks }))).toEqual([
      [
        "network late",
        `Network "late" has no addresses: its subnet overlaps another one, or the swarm's address pools are used up, and every task on it ` +
          `stays in the state "new". Remove it and create it with a subnet that is free; the leader's log has the reason.`,
      ],
    ]);
  });
});

describe("Free addresses", () => {
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
  ])("of 13, with 1 service and %i tasks on 1 node, are computed", (count, names) => {
    expect(about(run(name, tasks(count)))).toEqual(names);
  });

  test("that are few are told with their number", () => {
    expect(said(run(name, tasks(10)))).toEqual([
      [
        "network small",
        `Network "small" has 1 of its 13 addresses left: each service in VIP mode, each task and each node takes one, an update takes more, ` +
          `and without one a task stays in the state "new". Move services to another network or to a larger one.`,
      ],
    ]);
  });

  test("are not taken by tasks that have ended", () => {
    const ended = Array.from({ length: 20 }, () => task("network-id-small", 2, "shutdown"));
    expect(run(name, { networks: [small], tasks: ended }).status).toBe("pass");
  });

  test("of the ingress are taken by every node", () => {
    const ingress = { ...small, Ingress: true };
    const nodes = Array.from({ length: 13 }, (_, i) => node(i + 1));
    expect(about(run(name, { networks: [ingress], nodes, services: [] }))).toEqual(["small mandatory"]);
  });

  test.each([
    [13, []],
    [1, ["small"]],
    [0, ["small mandatory"]],
  ])("are those that the leader counts, where it does: %i", (free, names) => {
    const Subnets = { "10.9.0.0/28": { IPsInUse: 16 - free, DynamicIPsAvailable: free } };
    const counted = { ...small, Status: { IPAM: { Subnets } } };
    expect(about(run(name, { ...tasks(5), networks: [counted] }))).toEqual(names);
  });
});

describe("Published ports", () => {
  const name = "swarm-service-require-suspended-ports-back";

  test("that a swap of the ingress has not given back are a fault", () => {
    const services = [
      service("web", "backend", { Labels: { "swarm.ingress.suspended-ports": "{}" } }),
      service("api", "backend"),
    ];
    expect(said(run(name, { services }))).toEqual([
      [
        "service web",
        `Service "web" is without its published ports: a swap of the ingress has taken them off, and runs right now or was cut short. Run ` +
          `'pulumi up --refresh' in the stack that has the IngressConfig; the label "swarm.ingress.suspended-ports" has the ports.`,
      ],
    ]);
  });
});

test("Every check passes the faultless swarm or says why it does not apply", () => {
  const failed = checks.filter((check) => check.run(snapshot()).status === "fail").map((check) => check.name);
  expect(failed).toEqual([]);
  expect(checks.map((check) => check.name)).toEqual([...new Set(checks.map((check) => check.name))].sort());
});

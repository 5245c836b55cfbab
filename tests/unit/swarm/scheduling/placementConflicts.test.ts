import { unknown } from "../../../../swarm/draft";
import type { Demand } from "../../../../swarm/scheduling/demand";
import { amountsOf } from "../../../../swarm/scheduling/nodeResources";
import { findPlacementConflicts, type NodeUse } from "../../../../swarm/scheduling/placementConflicts";
import type { SchedulableNode } from "../../../../swarm/scheduling/schedulableNode";

const gib = 2 ** 30;

function node(name: string, change: Partial<SchedulableNode["Spec"]> = {}, state = "ready"): SchedulableNode {
  return {
    ID: `id-${name}`,
    Spec: { Labels: {}, Role: "worker", Availability: "active", ...change },
    Description: {
      Hostname: name,
      Platform: { Architecture: "x86_64", OS: "linux" },
      Resources: { NanoCPUs: 2e9, MemoryBytes: 4 * gib },
      Engine: {
        EngineVersion: "20.10.24",
        Labels: { disk: "ssd" },
        Plugins: [
          { Type: "Log", Name: "json-file" },
          { Type: "Log", Name: "loki:latest" },
          { Type: "Network", Name: "overlay" },
          { Type: "Volume", Name: "local" },
        ],
      },
    },
    Status: { State: state, Addr: "192.168.1.11" },
  };
}

const nodes = [node("node1", { Role: "manager" }), node("node2", { Labels: { zone: "b" } }), node("node3")];

function demand(change: Partial<Demand> = {}): Demand {
  return {
    tasks: 1,
    isJob: false,
    constraints: [],
    platforms: [],
    platformsPath: "taskSpec.placement.platforms",
    reserved: new Map(),
    plugins: [],
    maxReplicas: 0,
    hostPorts: [],
    features: [],
    ...change,
  };
}

function constrained(...constraints: string[]): Partial<Demand> {
  return { constraints: constraints.map((value, i) => ({ path: `constraints[${i}]`, value })) };
}

/** The conflicts as text; risks with a question mark. */
function conflicts(
  change: Partial<Demand>,
  all: readonly SchedulableNode[] = nodes,
  uses: Readonly<Record<string, Partial<NodeUse>>> = {},
): string[] {
  const used = Object.entries(uses).map(
    ([name, use]) => [`id-${name}`, { reserved: [], hostPorts: new Map<string, string>(), ...use }] as const,
  );
  const found = findPlacementConflicts(demand(change), all, new Map(used));
  return found.map(({ path, reason, isRisk }) => `${isRisk ? "? " : ""}${path}: ${reason}`);
}

const port = { hostPorts: [{ path: "endpointSpec.ports[0]", value: "8080/tcp" }] };

describe("A service that no node can run", () => {
  test("names the constraint, the values of the nodes, and how to set the label", () => {
    expect(conflicts(constrained("node.labels.zone==c"))).toEqual([
      'constraints[0]: No node of the swarm meets the constraint "node.labels.zone==c", so its tasks would stay ' +
        'pending. "node.labels.zone" is not set on node1 and node3, "b" on node2. Did you mean "b"? Set the label ' +
        "with 'labels' of a SwarmNode or with docker node update --label-add zone=c NODE, or change the constraint.",
    ]);
  });

  test("names the host name that was probably meant", () => {
    expect(conflicts(constrained("node.hostname==node-1")).join()).toContain('Did you mean "node1"?');
  });

  test("names the key that was probably meant", () => {
    expect(conflicts(constrained("node.hostnam==node1")).join()).toContain(
      'Swarm does not know "node.hostnam". Did you mean "node.hostname"?',
    );
  });

  test("names each requirement that only other nodes meet", () => {
    expect(conflicts(constrained("node.role==manager", "node.labels.zone==b", "node.platform.os==linux"))).toEqual([
      "constraints[0]: No node of the swarm can run the service, so its tasks would stay pending: only node1 meets " +
        'the constraint "node.role==manager"; only node2 meets the constraint "node.labels.zone==b". Change one of ' +
        "these requirements, or add a node that meets them all.",
    ]);
  });

  test.each<[string, Partial<Demand>, string]>([
    [
      "a reservation",
      { reserved: amountsOf({ NanoCPUs: 8e9 }) },
      "taskSpec.resources.reservation: No node of the swarm has the 8 CPUs that each task reserves, so its " +
        "tasks would " +
        "stay pending. The most is 2 CPUs, on node1. Reserve less, or add a larger node.",
    ],
    [
      "a generic resource",
      { reserved: amountsOf({ GenericResources: [{ DiscreteResourceSpec: { Kind: "GPU", Value: 2 } }] }) },
      "taskSpec.resources.reservation: No node of the swarm has the 2 GPU that each task reserves, so its " +
        "tasks would " +
        "stay pending. The nodes have none. Reserve less, or add a larger node.",
    ],
    [
      "a platform",
      { platforms: [{ OS: "linux", Architecture: "arm64" }] },
      "taskSpec.placement.platforms: No node of the swarm has the platform linux/arm64, so its tasks would stay " +
        "pending. The nodes have linux/amd64. Change 'platforms', or add such a node.",
    ],
    [
      "the platform of the image",
      { platforms: [{ OS: "linux", Architecture: "arm64" }], platformsPath: "taskSpec.containerSpec.image" },
      "taskSpec.containerSpec.image: No node of the swarm has the platform linux/arm64, for which the image " +
        "is, so its " +
        "tasks would stay pending. The nodes have linux/amd64. Push the image for that platform, or add a node that " +
        "can run it.",
    ],
    [
      "a volume driver",
      { plugins: [{ path: "mounts[0]", value: { type: "Volume", name: "rexray" } }] },
      'mounts[0]: No node of the swarm has the volume driver "rexray", so its tasks would stay pending. The ' +
        "nodes have " +
        `"local". Install the plugin on the nodes ('docker plugin install'), or use another driver.`,
    ],
  ])("names %s that no node has", (_what, change, expected) => {
    expect(conflicts(change)).toEqual([expected]);
  });

  test("is only a risk if it is global, because it runs wherever it can", () => {
    expect(conflicts({ tasks: "global", ...constrained("node.labels.zone==c") }).join()).toMatch(
      /^\? .*so the service would run nowhere/,
    );
  });
});

describe("A service that some node can run", () => {
  test.each<[string, Partial<Demand>]>([
    ["constraints in any case, with several operators", constrained("node.labels.zone == B", "node.role!=manager")],
    ["a constraint on a missing label with !=", constrained("node.labels.rack!=r1")],
    ["a block of addresses", constrained("node.ip==192.168.1.0/24")],
    ["an engine label", constrained("engine.labels.disk==ssd")],
    [
      "one of several platforms",
      {
        platforms: [
          { OS: "linux", Architecture: "arm64" },
          { OS: "linux", Architecture: "amd64" },
        ],
      },
    ],
    ["a log driver with the tag latest", { plugins: [{ path: "log", value: { type: "Log", name: "loki" } }] }],
    ["all of a node's resources", { reserved: amountsOf({ NanoCPUs: 2e9, MemoryBytes: 4 * gib }), tasks: 3 }],
    ["as many replicas as the limit per node allows", { maxReplicas: 2, tasks: 6 }],
    ["a port in host mode on each node", { ...port, tasks: 3 }],
    ["a port in host mode and the mode global", { ...port, tasks: "global" }],
    ["no replicas at all", { tasks: 0, ...constrained("node.labels.zone==c") }],
    ["an unknown number of replicas", { ...port, tasks: unknown, maxReplicas: 1 }],
  ])("has no conflict with %s", (_what, change) => {
    expect(conflicts(change)).toEqual([]);
  });

  test("has no conflict while the nodes are not known", () => {
    expect(conflicts(constrained("node.labels.zone==c"), [])).toEqual([]);
  });

  test("may run on a node that joins, whatever the swarm does not know of it yet", () => {
    const joining: SchedulableNode = {
      ID: "",
      Spec: { Labels: { zone: unknown }, Role: "worker", Availability: "active" },
      Status: { State: "ready" },
    };
    const needs = {
      ...constrained("node.labels.zone==c", "node.hostname==node4", "node.platform.arch==arm64"),
      reserved: amountsOf({ NanoCPUs: 64e9 }),
      platforms: [{ OS: "linux", Architecture: "arm64" }],
    };
    expect(conflicts({ ...needs, tasks: 5 }, [...nodes, joining])).toEqual([]);
    expect(conflicts(constrained("node.labels.rack==c"), [...nodes, joining])).toHaveLength(1);
  });
});

describe("A service with more replicas than there is room for", () => {
  test.each<[string, Partial<Demand>, string]>([
    [
      "ports in host mode",
      { ...port, tasks: 4 },
      "endpointSpec.ports[0]: Only one task on each node can have port 8080/tcp in host mode: the 3 nodes " +
        "that can run " +
        "the service (node1, node2 and node3) have room for 3 tasks, but the service has 4 replicas. The " +
        "others would " +
        "stay pending. Reduce the replicas, use the mode global, or leave 'publishedPort' out.",
    ],
    [
      "the limit per node",
      { maxReplicas: 2, tasks: 3, ...constrained("node.role==manager") },
      "taskSpec.placement.maxReplicas: At most 2 tasks may run on each node: the 1 node that can run the service " +
        "(node1) has room for 2 tasks, but the service has 3 replicas. The others would stay pending. Reduce the " +
        "replicas, raise the limit per node, or add nodes.",
    ],
    [
      "reservations",
      { reserved: amountsOf({ MemoryBytes: 3 * gib }), tasks: 4 },
      "taskSpec.resources.reservation: Each task reserves 3 GiB of memory: the 3 nodes that can run the " +
        "service (node1, " +
        "node2 and node3) have room for 3 tasks, but the service has 4 replicas. The others would stay " +
        "pending. Reserve " +
        "less, reduce the replicas, or add nodes.",
    ],
  ])("names %s", (_what, change, expected) => {
    expect(conflicts(change)).toEqual([expected]);
  });
});

describe("A job", () => {
  test("completes with fewer tasks at once than it allows, so too few places are only a risk", () => {
    expect(conflicts({ isJob: true, maxReplicas: 1, tasks: 5 })).toEqual([
      "? taskSpec.placement.maxReplicas: At most 1 task may run on each node: the 3 nodes that can run the service " +
        "(node1, node2 and node3) have room for 3 tasks, but the service has 5 tasks at once. The others would wait " +
        "until one of them ends. Lower 'maxConcurrent', raise the limit per node, or add nodes.",
    ]);
  });

  test("waits forever if one node has no room for its task", () => {
    const [found = ""] = conflicts({ isJob: true, reserved: amountsOf({ NanoCPUs: 64e9 }), tasks: 2 });
    expect(found).not.toMatch(/^\?/);
  });

  test("needs a port in host mode on one node only", () => {
    const taken = { hostPorts: new Map([["8080/tcp", "web"]]) };
    const job = { ...port, isJob: true, tasks: 2 };
    expect(conflicts(job, nodes, { node1: taken, node2: taken })).toEqual([]);
    expect(conflicts(job, nodes, { node1: taken, node2: taken, node3: taken })).toHaveLength(1);
  });
});

describe("A service that has to wait", () => {
  const away = [
    node("node1", { Availability: "drain" }),
    node("node2", { Availability: "pause" }),
    node("node3", {}, "down"),
  ];

  test("has a risk when no node accepts tasks", () => {
    expect(conflicts({}, away)).toEqual([
      "? taskSpec.placement: No node that can run the service accepts tasks at present (node1 is drained, node2 is " +
        "paused, node3 is down), so its tasks would stay pending until one does. Activate a node with docker node " +
        "update --availability active NODE, or start it.",
    ]);
  });

  test("has a risk when too few nodes accept tasks", () => {
    const [found = ""] = conflicts({ ...port, tasks: 3 }, [...nodes.slice(0, 2), node("node3", {}, "down")]);
    expect(found).toMatch(/^\? .*the 2 nodes that accept tasks at present \(node1 and node2\) have room for 2 tasks/);
  });

  test("has a risk when other services have reserved too much", () => {
    const reserved = [amountsOf({ MemoryBytes: 3 * gib })];
    expect(
      conflicts({ reserved: amountsOf({ MemoryBytes: 2 * gib }), tasks: 5 }, nodes, { node1: { reserved } }),
    ).toEqual([
      "? taskSpec.resources.reservation: Each task reserves 2 GiB of memory, and what other services leave on node1, " +
        "node2 and node3 is enough for 4 of 5 tasks. The others would stay pending until resources are free. Reserve " +
        "less, reduce the replicas, or add nodes.",
    ]);
  });
});

describe("A port in host mode that another service has", () => {
  const taken = { hostPorts: new Map([["8080/tcp", "proxy"]]) };

  test("is a conflict when it is taken on every node that can run the service", () => {
    expect(conflicts({ ...port, ...constrained("node.role==manager") }, nodes, { node1: taken })).toEqual([
      'endpointSpec.ports[0]: Port 8080/tcp is taken in host mode by service "proxy" on node1, the only node ' +
        "that can " +
        'run the service. Its tasks would stay pending. Choose another port, or let "proxy" publish another one.',
    ]);
  });

  test("is a conflict when too few nodes are left, also for a global service", () => {
    const [found = ""] = conflicts({ ...port, tasks: 3 }, nodes, { node1: taken });
    expect(found).toContain("on node1, which leaves 2 nodes for 3 tasks. The other tasks would stay pending.");
    expect(conflicts({ ...port, tasks: "global" }, nodes, { node1: taken })).toHaveLength(1);
  });

  test("is none when enough nodes are left, or when the protocol differs", () => {
    expect(conflicts({ ...port, tasks: 2 }, nodes, { node1: taken })).toEqual([]);
    const udp = { hostPorts: new Map([["8080/udp", "proxy"]]) };
    expect(conflicts({ ...port, tasks: 3 }, nodes, { node1: udp })).toEqual([]);
  });
});

describe("A property that an Engine does not know", () => {
  const features = [
    { path: "taskSpec.containerSpec.mounts[0]", value: { name: "cluster", since: "23.0", otherwise: "refuses it" } },
  ];
  const newer = { ...node("node4"), Description: { Hostname: "node4", Engine: { EngineVersion: "29.0.1" } } };

  test("is a conflict when every node is too old", () => {
    expect(conflicts({ features, ...constrained("node.hostname==node3") })).toEqual([
      "taskSpec.containerSpec.mounts[0]: 'cluster' requires Docker Engine 23.0, but node3 runs 20.10.24, " +
        "which refuses " +
        "it. Upgrade Docker there or leave 'cluster' out.",
    ]);
  });

  test("is a risk when some nodes know it, and none when all do", () => {
    expect(conflicts({ features }, [node("node3"), newer])).toEqual([
      "? taskSpec.containerSpec.mounts[0]: 'cluster' requires Docker Engine 23.0, but node3 runs 20.10.24, " +
        "which refuses " +
        "it. Upgrade Docker there, keep the service off node3 with a constraint, or leave 'cluster' out.",
    ]);
    expect(conflicts({ features }, [newer])).toEqual([]);
  });
});

import * as pulumi from "@pulumi/pulumi";
import { NodeAvailability, NodeRole, SwarmNode } from "../../../components";
import type { Child } from "./program";
import { joinToken, markOutputs, runProgram, runRefusedProgram, watchChildren } from "./program";

/** A secret as it is sent to the engine. */
function secretly(value: string): object {
  return { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value };
}

test("A node without arguments starts a swarm with the defaults of Docker", async () => {
  const { registered } = await runProgram(() => {
    new SwarmNode("node1");
  });
  expect(registered).toEqual([
    { type: "docker:swarm/node:Node", name: "node1", custom: true, inputs: {} },
    { type: "swarm:index:SwarmNode", name: "node1", custom: false, inputs: {} },
  ]);
});

test("Every argument reaches the node under its own name, including those in 'join'", async () => {
  const args = {
    role: NodeRole.Manager,
    availability: NodeAvailability.Drain,
    labels: { rack: "a" },
    listenAddress: "0.0.0.0:2377",
    advertiseAddress: "192.168.1.11",
    dataPathAddress: "192.168.2.11",
    autolock: true,
    certificateExpirySeconds: 3600,
    taskHistoryLimit: 3,
    dispatcherHeartbeatSeconds: 10,
    gatewayBridgeId: "bridge",
    rejoin: true,
    allowSwarmLoss: true,
  };
  const start = { dataPathPort: 4800, defaultAddressPools: ["10.20.0.0/16"], subnetSize: 26 };
  const join = {
    remoteAddresses: ["192.168.1.11:2377"],
    token: joinToken("m"),
    swarmId: "swarm",
    managerHosts: ["ssh://b", "ssh://c"],
  };
  const { docker } = await runProgram(() => {
    new SwarmNode("first", { ...args, ...start });
    new SwarmNode("second", { ...args, join, managerHosts: ["ssh://a", "ssh://b"] });
  });
  const { remoteAddresses, token, swarmId } = join;
  expect(docker.map(({ inputs }) => inputs)).toEqual([
    { ...args, ...start },
    { ...args, remoteAddresses, joinToken: secretly(token), swarmId, managerHosts: ["ssh://a", "ssh://b", "ssh://c"] },
  ]);
});

test("A node joins through another node with the token for its role, and uses it as a manager host", async () => {
  const { docker } = await runProgram(() => {
    const first = new SwarmNode("first", { managerHosts: ["ssh://b"] });
    new SwarmNode("second", { join: first.joinAs(NodeRole.Manager) });
    new SwarmNode("third", { join: first.joinAs(NodeRole.Worker) });
  });
  const joined = { remoteAddresses: ["first:2377"], swarmId: "swarm", managerHosts: ["unix:///first.sock", "ssh://b"] };
  expect(docker.slice(1).map(({ inputs }) => inputs)).toEqual([
    { ...joined, joinToken: secretly(joinToken("m")) },
    { ...joined, joinToken: secretly(joinToken("w")) },
  ]);
});

test("Nodes that join inherit the permission to lose the swarm, because they leave before it ends", async () => {
  const { docker } = await runProgram(() => {
    const first = new SwarmNode("first", { allowSwarmLoss: true });
    const second = new SwarmNode("second", { join: first.joinAs(NodeRole.Manager) });
    new SwarmNode("third", { join: second.joinAs(NodeRole.Worker) });
  });
  expect(docker.map(({ inputs }) => inputs.allowSwarmLoss)).toEqual([true, true, true]);
});

test("A join token is always secret and does not hide other inputs", async () => {
  const children: Record<string, Child> = {};
  await runProgram(() => {
    const join = { remoteAddresses: ["192.168.1.11:2377"], token: pulumi.secret(joinToken("w")), swarmId: "swarm" };
    new SwarmNode("second", { join, labels: { rack: "a" } }, watchChildren(children));
  });
  expect(await markOutputs(children["second"]?.inputs)).toEqual({
    remoteAddresses: ["192.168.1.11:2377"],
    joinToken: { secret: joinToken("w") },
    swarmId: "swarm",
    labels: { rack: "a" },
  });
});

test("A preview hides only those inputs of a node that come from the node that it joins", async () => {
  const { docker } = await runProgram(
    () => {
      const first = new SwarmNode("first");
      new SwarmNode("second", { join: first.joinAs(NodeRole.Worker), labels: { rack: "a" }, advertiseAddress: "eth0" });
    },
    { preview: true },
  );
  expect(docker[1]?.inputs).toMatchObject({ labels: { rack: "a" }, advertiseAddress: "eth0" });
});

test.each([
  [
    "an argument",
    { role: pulumi.output(NodeRole.Worker), autolock: true },
    "'autolock' is a setting of the swarm, which a worker cannot change. Set it on a manager. (at autolock)",
  ],
  [
    "a token, which is not shown",
    { join: { remoteAddresses: ["192.168.1.11:2377"], token: pulumi.secret("swordfish") } },
    "the value is not valid. It is a secret, so it is not shown. See the guide of the component. (at join.token)",
  ],
])("The same rules apply to an Output: %s", async (_what, args, reason) => {
  const { errors, docker } = await runRefusedProgram(() => new SwarmNode("second", args));
  expect(errors).toEqual([`SwarmNode "second": ${reason}`]);
  expect(docker).toEqual([]);
});

test("A node has the properties of the swarm as outputs", async () => {
  const { outputs } = await runProgram(() => {
    const { nodeId, swarmId, dockerHost, managerAddress, workerToken } = new SwarmNode("first");
    return { nodeId, swarmId, dockerHost, managerAddress, workerToken };
  });
  expect(outputs).toEqual({
    nodeId: undefined,
    swarmId: "swarm",
    dockerHost: "unix:///first.sock",
    managerAddress: "first:2377",
    workerToken: joinToken("w"),
  });
});

test("One error lists all problems of a node when it is constructed", async () => {
  const run = runProgram(() => {
    new SwarmNode("second", {
      join: { remoteAddresses: ["192.168.1.11"], token: "swordfish" },
      role: "boss" as NodeRole,
      dataPathPort: 4800,
    });
  });
  await expect(run).rejects.toThrow(
    [
      `SwarmNode "second" has 4 problems:`,
      `  - 'role' "boss" is not one of "worker", "manager". Use "worker" or "manager". (at role)`,
      `  - 'token' is not a join token: "SWMTKN-1-", 50 letters and digits, a hyphen, 25 more. Use an output of the ` +
        "node that started the swarm, or what 'docker swarm join-token --quiet worker' (or manager) prints on a " +
        "manager. (at join.token)",
      `  - 'remoteAddresses' "192.168.1.11" has no port. Did you mean "192.168.1.11:2377"? (at ` +
        "join.remoteAddresses[0])",
      "  - 'dataPathPort' is fixed when a swarm starts, but this node joins one. Set it on the node that starts the " +
        "swarm. (at dataPathPort)",
    ].join("\n"),
  );
});

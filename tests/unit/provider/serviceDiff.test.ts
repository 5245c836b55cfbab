import { unknown } from "../../../swarm/draft";
import type { Properties, Property } from "../../../provider/handler/properties";
import { serviceDifference } from "../../../provider/resources/service/serviceDiff";
import { differences, outputsOf } from "../../../provider/mapping/service/service";
import { everything } from "./serviceModel";

/** A service with some of the container, the task and the rest set. */
function service(parts: { container?: Properties; task?: Properties; rest?: Properties } = {}): Properties {
  const containerSpec = { image: "web:1", ...parts.container };
  return { name: "web", taskSpec: { containerSpec, ...parts.task }, ...parts.rest };
}

const container = (values: Properties): Properties => service({ container: values });
const task = (values: Properties): Properties => service({ task: values });
const rest = (values: Properties): Properties => service({ rest: values });
const ports = (...list: Property[]): Properties => rest({ endpointSpec: { ports: list } });
const networks = (...networksAdvanceds: Property[]): Properties => task({ networksAdvanceds });

function changes(before: Properties, wanted: Properties): Record<string, string> {
  return Object.fromEntries(serviceDifference(before, wanted).changes);
}

test.each<[string, Properties, Properties]>([
  ["an absent and a default mode", service(), rest({ mode: { replicated: { replicas: 1 } } })],
  ["an absent and a default endpoint", service(), rest({ endpointSpec: { mode: "vip", ports: [] } })],
  [
    "a port with and without its defaults",
    ports({ targetPort: 80 }),
    ports({ targetPort: 80, publishedPort: 0, protocol: "tcp", publishMode: "ingress" }),
  ],
  [
    "ports in another order",
    ports({ targetPort: 80 }, { targetPort: 81 }),
    ports({ targetPort: 81 }, { targetPort: 80 }),
  ],
  ["durations in other words", container({ stopGracePeriod: "90s" }), container({ stopGracePeriod: "1m30s" })],
  ["the default grace period, and none", container({ stopGracePeriod: "10s" }), container({})],
  [
    "an absent and a default update config",
    service(),
    rest({ updateConfig: { parallelism: 1, monitor: "5s", order: "stop-first", maxFailureRatio: "0.0" } }),
  ],
  [
    "an absent and a default restart policy",
    service(),
    task({ restartPolicy: { condition: "any", delay: "5s", maxAttempts: 0 } }),
  ],
  [
    "labels in another order",
    rest({
      labels: [
        { label: "a", value: "1" },
        { label: "b", value: "2" },
      ],
    }),
    rest({
      labels: [
        { label: "b", value: "2" },
        { label: "a", value: "1" },
      ],
    }),
  ],
  ["no labels and an empty list", rest({ labels: [] }), service()],
  [
    "an alias and a group once and twice",
    service({
      task: { networksAdvanceds: [{ id: "a", aliases: ["x", "y", "x"] }] },
      container: { groups: ["staff", "staff"] },
    }),
    service({ task: { networksAdvanceds: [{ id: "a", aliases: ["y", "x"] }] }, container: { groups: ["staff"] } }),
  ],
  [
    "networks and aliases in another order",
    networks({ id: "a", aliases: ["x", "y"] }, { id: "b" }),
    networks({ id: "b" }, { id: "a", aliases: ["y", "x"] }),
  ],
  ["one network as id and as name", networks({ id: "a" }), networks({ name: "a" })],
  [
    "an image with and without the default tag",
    container({ image: "web" }),
    container({ image: "docker.io/library/web:latest" }),
  ],
  ["a capability in other words", container({ capAdds: ["net_admin"] }), container({ capAdds: ["CAP_NET_ADMIN"] })],
  [
    "a preference with and without docker's word for it",
    task({ placement: { prefs: ["spread=node.labels.zone"] } }),
    task({ placement: { prefs: ["node.labels.zone"] } }),
  ],
  [
    "the official plugin's notes and none",
    { ...container({ __defaults: [], env: { __defaults: [], A: "1" } }), __defaults: ["name"] },
    container({ env: { A: "1" } }),
  ],
  ["empty blocks", container({ healthcheck: {}, dnsConfig: { nameservers: [] } }), container({})],
  ["an absent and a default wait", service(), rest({ convergeConfig: { timeout: "180s" } })],
])("%s are the same", (_what, one, other) => {
  expect([changes(one, other), changes(other, one)]).toEqual([{}, {}]);
});

test("The convergence timeout of an imported service is not a change by itself", () => {
  const wait = { convergeConfig: { timeout: "60s" } };
  expect(changes(service(), rest(wait))).toEqual({});
  expect(changes(service(), { ...container({ image: "web:2" }), ...wait })).toEqual({
    "convergeConfig.timeout": "add",
    "taskSpec.containerSpec.image": "update",
  });
  expect(changes(rest(wait), rest({ convergeConfig: { timeout: "90s" } }))).toEqual({
    "convergeConfig.timeout": "update",
  });
});

test.each<[string, Properties, Properties]>([
  ["the digest of a tag", container({ image: `web:1@sha256:${"a".repeat(64)}` }), service()],
  ["a counter of forced updates", task({ forceUpdate: 3 }), service()],
])("%s that the program does not declare any more stays as it is", (_what, before, wanted) => {
  expect(changes(before, wanted)).toEqual({});
});

/** An address of a name in /etc/hosts. */
function host(name: string, address: number): Properties {
  return { host: name, ip: `10.0.0.${address}` };
}

test.each<[string, Properties, Properties, Record<string, string>]>([
  ["an image", container({}), container({ image: "web:2" }), { "taskSpec.containerSpec.image": "update" }],
  [
    "the digest of the same tag",
    container({}),
    container({ image: `web:1@sha256:${"a".repeat(64)}` }),
    { "taskSpec.containerSpec.image": "update" },
  ],
  [
    "a second network",
    networks({ id: "a" }),
    networks({ id: "b" }, { id: "a" }),
    { "taskSpec.networksAdvanceds[0]": "add" },
  ],
  [
    "a network less",
    networks({ id: "a" }, { id: "b" }),
    networks({ id: "b" }),
    { "taskSpec.networksAdvanceds[0]": "delete" },
  ],
  ["another network", networks({ id: "a" }), networks({ id: "b" }), { "taskSpec.networksAdvanceds[0].id": "update" }],
  ["the last network", networks({ id: "a" }), service(), { "taskSpec.networksAdvanceds[0]": "delete" }],
  [
    "an alias",
    networks({ id: "a", aliases: ["x", "y"] }),
    networks({ id: "a", aliases: ["x", "z"] }),
    { "taskSpec.networksAdvanceds[0].aliases[1]": "update" },
  ],
  [
    "a published port",
    ports({ targetPort: 80, publishedPort: 8080 }, { targetPort: 81 }),
    ports({ targetPort: 81 }, { targetPort: 80, publishedPort: 8081 }),
    { "endpointSpec.ports[0]": "delete", "endpointSpec.ports[1]": "add" },
  ],
  [
    "the target behind a published port",
    ports({ targetPort: 80, publishedPort: 8080 }),
    ports({ targetPort: 8080, publishedPort: 8080 }),
    { "endpointSpec.ports[0].targetPort": "update" },
  ],
  ["the endpoint mode", service(), rest({ endpointSpec: { mode: "dnsrr" } }), { "endpointSpec.mode": "add" }],
  [
    "variables",
    container({ env: { A: "1", B: "2", "x.y": "3" } }),
    container({ env: { A: "2", C: "3", "x.y": "4" } }),
    {
      "taskSpec.containerSpec.env.A": "update",
      "taskSpec.containerSpec.env.C": "add",
      'taskSpec.containerSpec.env["x.y"]': "update",
      "taskSpec.containerSpec.env.B": "delete",
    },
  ],
  [
    "a label",
    rest({
      labels: [
        { label: "a", value: "1" },
        { label: "b", value: "2" },
      ],
    }),
    rest({
      labels: [
        { label: "b", value: "3" },
        { label: "a", value: "1" },
      ],
    }),
    { "labels[0]": "add", "labels[1]": "delete" },
  ],
  ["replicas", service(), rest({ mode: { replicated: { replicas: 0 } } }), { "mode.replicated.replicas": "add" }],
  [
    "an argument in front",
    container({ args: ["a", "b"] }),
    container({ args: ["c", "a", "b"] }),
    { "taskSpec.containerSpec.args[0]": "add" },
  ],
  [
    "an argument in the middle and the last one",
    container({ args: ["a", "b", "c", "d"] }),
    container({ args: ["a", "c", "e"] }),
    {
      "taskSpec.containerSpec.args[1]": "delete",
      "taskSpec.containerSpec.args[2]": "add",
      "taskSpec.containerSpec.args[3]": "delete",
    },
  ],
  [
    "the order of a command",
    container({ args: ["a", "b"] }),
    container({ args: ["b", "a"] }),
    { "taskSpec.containerSpec.args[0]": "delete", "taskSpec.containerSpec.args[1]": "add" },
  ],
  [
    "the order of the addresses of one host name",
    container({ hosts: [host("db", 2), host("db", 1), host("web", 1)] }),
    container({ hosts: [host("db", 1), host("db", 2), host("web", 1)] }),
    { "taskSpec.containerSpec.hosts[0]": "update", "taskSpec.containerSpec.hosts[1]": "update" },
  ],
  ["a command", container({ commands: ["/a"] }), service(), { "taskSpec.containerSpec.commands": "delete" }],
  [
    "a mount's source",
    container({ mounts: [{ target: "/a", source: "x", type: "volume" }] }),
    container({ mounts: [{ target: "/a", source: "y", type: "volume" }] }),
    { "taskSpec.containerSpec.mounts[0].source": "update" },
  ],
  [
    "a secret that rotates behind its file",
    container({ secrets: [{ secretId: "s1", secretName: "a", fileName: "f" }] }),
    container({ secrets: [{ secretId: "s2", secretName: "b", fileName: "f" }] }),
    {
      "taskSpec.containerSpec.secrets[0].secretId": "update",
      "taskSpec.containerSpec.secrets[0].secretName": "update",
    },
  ],
  ["a counter", task({ forceUpdate: 3 }), task({ forceUpdate: 4 }), { "taskSpec.forceUpdate": "update" }],
  [
    "a password",
    rest({ auth: { serverAddress: "r", password: "a" } }),
    rest({ auth: { serverAddress: "r", password: "b" } }),
    { "auth.password": "update" },
  ],
])("%s changes in place, at its own path", (_what, before, wanted, expected) => {
  expect(changes(before, wanted)).toEqual(expected);
});

test.each<[string, Properties, Properties, Record<string, string>]>([
  ["an image", container({}), container({ image: unknown }), { "taskSpec.containerSpec.image": "update" }],
  [
    "a network's id",
    networks({ id: "a" }),
    networks({ id: unknown }),
    { "taskSpec.networksAdvanceds[0].id": "update" },
  ],
  [
    "a whole list",
    networks({ id: "a" }),
    task({ networksAdvanceds: unknown }),
    { "taskSpec.networksAdvanceds": "update" },
  ],
  [
    "a value of a label",
    rest({ labels: [{ label: "a", value: "1" }] }),
    rest({ labels: [{ label: "a", value: unknown }] }),
    { "labels[0].value": "update" },
  ],
  ["everything", service(), { name: "web", taskSpec: unknown }, { taskSpec: "update" }],
])("%s that a preview does not know yet counts as a change", (_what, before, wanted, expected) => {
  expect(changes(before, wanted)).toEqual(expected);
});

describe("A replacement", () => {
  test("is caused only by another name or another kind of mode", () => {
    const wanted = { ...everything, name: "other", mode: { global: true } };
    const replacing = differences({}, wanted).filter(({ replaces }) => replaces !== undefined);
    expect(replacing.map(({ path }) => path)).toEqual(["name", "mode"]);
  });

  test("for another kind of mode removes the old service first, because both have the same name", () => {
    const difference = serviceDifference(service(), rest({ mode: { global: true } }));
    expect(Object.fromEntries(difference.changes)).toEqual({ mode: "update-replace" });
    expect(difference.deleteBeforeReplace).toBe(true);
    // An automatic name is the old one's only until the new one gets its own.
    expect(
      serviceDifference(service(), { ...rest({ mode: { global: true } }), __defaults: ["name"] }).deleteBeforeReplace,
    ).toBe(false);
  });

  test("for another name creates the new service first", () => {
    const difference = serviceDifference(service(), { ...service(), name: "shop" });
    expect(Object.fromEntries(difference.changes)).toEqual({ name: "update-replace" });
    expect(difference.deleteBeforeReplace).toBe(false);
  });

  test("for another name removes the old service first if both publish the same port", () => {
    const published = ports({ targetPort: 80, publishedPort: 8080 });
    expect(serviceDifference(published, { ...published, name: "shop" }).deleteBeforeReplace).toBe(true);
    const other = ports({ targetPort: 80, publishedPort: 8080, protocol: "udp" });
    expect(serviceDifference(published, { ...other, name: "shop" }).deleteBeforeReplace).toBe(false);
  });
});

describe("The state", () => {
  test("has all outputs that the docker package declares, even for absent inputs", () => {
    expect(outputsOf(service(), undefined)).toEqual({
      name: "web",
      labels: [],
      mode: { replicated: { replicas: 1 } },
      taskSpec: {
        containerSpec: { image: "web:1", init: false, stopGracePeriod: "10s" },
        forceUpdate: 0,
        runtime: "container",
        placement: {},
        resources: {},
        restartPolicy: { condition: "any" },
      },
      endpointSpec: { mode: "vip" },
    });
  });

  test("has the port that Swarm assigned, and keeps it during an update", () => {
    const inputs = ports({ targetPort: 80 }, { targetPort: 81, publishedPort: 8081 });
    const publishedPorts = (state: Properties): Property[] =>
      ((state.endpointSpec as Properties).ports as Properties[]).map(({ publishedPort }) => publishedPort);
    expect(publishedPorts(outputsOf(inputs, undefined))).toEqual([unknown, 8081]);
    const live = {
      ID: "id",
      Version: { Index: 1 },
      Spec: { Name: "web", TaskTemplate: {} },
      Endpoint: { Ports: [{ TargetPort: 80, Protocol: "tcp", PublishMode: "ingress", PublishedPort: 30000 }] },
    };
    const state = outputsOf(inputs, live);
    expect(publishedPorts(state)).toEqual([30000, 8081]);
    expect(publishedPorts(outputsOf({ ...inputs, labels: [] }, undefined, state))).toEqual([30000, 8081]);
  });

  test("has a separate number for each port that Swarm assigns, even with the same target port", () => {
    const inputs = ports(
      { targetPort: 80, publishedPort: 18630 },
      { targetPort: 80 },
      { targetPort: 80, protocol: "udp" },
      { targetPort: 80 },
      { targetPort: 80, publishMode: "host" },
      { targetPort: 80, publishedPort: 18631, publishMode: "host" },
    );
    const port = (PublishedPort: number, Protocol: "tcp" | "udp", PublishMode: "ingress" | "host") => ({
      TargetPort: 80,
      PublishedPort,
      Protocol,
      PublishMode,
    });
    const live = {
      ID: "id",
      Version: { Index: 1 },
      Spec: { Name: "web", TaskTemplate: {} },
      Endpoint: {
        Ports: [
          port(30001, "tcp", "ingress"),
          port(18630, "tcp", "ingress"),
          port(30002, "udp", "ingress"),
          port(30003, "tcp", "ingress"),
          port(18631, "tcp", "host"),
        ],
      },
    };
    const numbers = (state: Properties): Property[] =>
      ((state.endpointSpec as Properties).ports as Properties[]).map(({ publishedPort }) => publishedPort);
    const state = outputsOf(inputs, live);
    expect(numbers(state)).toEqual([18630, 30001, 30002, 30003, 0, 18631]);
    expect(numbers(outputsOf(inputs, undefined, state))).toEqual([18630, 30001, 30002, 30003, 0, 18631]);
  });
});

import * as docker from "@pulumi/docker";
import type { types } from "@pulumi/docker";
import { readLab } from "../support/lab";
import { createLiveStack, type LiveStack } from "../support/stack";

/** The parts of a service that the cases change. */
interface Parts {
  readonly container?: Partial<types.input.ServiceTaskSpecContainerSpec>;
  readonly task?: Partial<types.input.ServiceTaskSpec>;
  readonly rest?: Partial<docker.ServiceArgs>;
}

/** The objects that services refer to. */
interface Objects {
  readonly front: docker.Network;
  readonly back: docker.Network;
  /** Replaced by the change. */
  readonly replaced: docker.Network;
  readonly rotated: docker.Secret;
  readonly password: docker.Secret;
  readonly site: docker.ServiceConfig;
}

interface Case {
  readonly before: (objects: Objects) => Parts;
  readonly after: (objects: Objects) => Parts;
  /** The lines of the diff, without indentation and closing brackets. @default - another test checks the diff */
  readonly text?: readonly string[];
}

const pair = (label: string, value: string): types.input.ServiceLabel => ({ label, value });
const volume = (target: string, source: string): types.input.ServiceTaskSpecContainerSpecMount => ({
  target,
  source,
  type: "volume",
});
const container = (parts: Parts["container"]) => (): Parts => ({ container: parts });
const task = (parts: Parts["task"]) => (): Parts => ({ task: parts });
const rest = (parts: Parts["rest"]) => (): Parts => ({ rest: parts });

/** Where a list has an element more, or the order of the other two. */
type Place = "front" | "middle" | "none" | "reversed";

function arrange<T>(at: Place, extra: T, first: T, last: T): T[] {
  return { front: [extra, first, last], middle: [first, extra, last], none: [first, last], reversed: [last, first] }[
    at
  ];
}

/** Every list of a service, with an element more in front, in between, or not at all. */
function lists({ front, back, password, site }: Objects, at: Place): Parts {
  const list = <T>(extra: T, first: T, last: T): T[] => arrange(at, extra, first, last);
  // A list whose order matters keeps it.
  const sequence = (extra: string, first: string, last: string): string[] =>
    at === "reversed" ? [first, last] : list(extra, first, last);
  const file = (fileName: string): types.input.ServiceTaskSpecContainerSpecSecret => ({
    secretId: password.id,
    secretName: password.name,
    fileName,
  });
  const configFile = (fileName: string): types.input.ServiceTaskSpecContainerSpecConfig => ({
    configId: site.id,
    configName: site.name,
    fileName,
  });
  const host = (name: string, ip: string): types.input.ServiceTaskSpecContainerSpecHost => ({ host: name, ip });
  const platform = (architecture: string): types.input.ServiceTaskSpecPlacementPlatform => ({
    architecture,
    os: "linux",
  });
  const port = (targetPort: number): types.input.ServiceEndpointSpecPort => ({ targetPort, publishMode: "host" });
  const attached = [
    { name: front.id, aliases: list("x", "a", "b"), driverOpts: list("x=1", "a=1", "b=1") },
    { name: back.id },
  ];
  return {
    container: {
      labels: list(pair("x", "1"), pair("a", "1"), pair("b", "1")),
      commands: sequence("x", "a", "b"),
      args: sequence("x", "a", "b"),
      groups: list("x", "a", "b"),
      mounts: list(volume("/x", "x"), volume("/a", "a"), volume("/b", "b")),
      hosts: list(host("x", "10.0.0.1"), host("a", "10.0.0.2"), host("b", "10.0.0.3")),
      secrets: list(file("/x"), file("/a"), file("/b")),
      configs: list(configFile("/x"), configFile("/a"), configFile("/b")),
      capAdds: list("CAP_CHOWN", "CAP_KILL", "CAP_SETUID"),
      capDrops: list("CAP_SETGID", "CAP_MKNOD", "CAP_SYS_CHROOT"),
      healthcheck: { tests: sequence("x", "CMD", "b") },
      dnsConfig: {
        nameservers: sequence("10.0.0.1", "10.0.0.2", "10.0.0.3"),
        searches: sequence("x", "a", "b"),
        options: sequence("x", "a", "b"),
      },
    },
    task: {
      networksAdvanceds: at === "reversed" ? attached.reverse() : attached,
      placement: {
        constraints: list("node.labels.x==1", "node.labels.a==1", "node.labels.b==1"),
        prefs: sequence("node.labels.x", "node.labels.a", "node.labels.b"),
        platforms: list(platform("arm64"), platform("amd64"), platform("s390x")),
      },
      resources: {
        reservation: {
          genericResources: {
            namedResourcesSpecs: list("GPU=x", "GPU=a", "GPU=b"),
            discreteResourcesSpecs: list("X=1", "A=1", "B=1"),
          },
        },
      },
    },
    rest: {
      labels: list(pair("x", "1"), pair("a", "1"), pair("b", "1")),
      endpointSpec: { mode: "dnsrr", ports: list(port(90), port(80), port(81)) },
    },
  };
}

const cases: Record<string, Case> = {
  "a network in front": {
    before: ({ back }) => ({ task: { networksAdvanceds: [{ name: back.id }] } }),
    after: ({ front, back }) => ({ task: { networksAdvanceds: [{ name: front.id }, { name: back.id }] } }),
    text: ["~ taskSpec: {", "~ networksAdvanceds: [", "+ [0]: {", "+ name: ID"],
  },
  "an alias of a network": {
    before: ({ front, back }) => ({
      task: { networksAdvanceds: [{ name: front.id, aliases: ["a", "b"] }, { name: back.id }] },
    }),
    after: ({ front, back }) => ({
      task: { networksAdvanceds: [{ name: front.id, aliases: ["c", "b"] }, { name: back.id }] },
    }),
    text: ["~ taskSpec: {", "~ networksAdvanceds: [", "~ [0]: {", "~ aliases: [", '~ [0]: "a" => "c"'],
  },
  "another network": {
    before: ({ front }) => ({ task: { networksAdvanceds: [{ name: front.id, aliases: ["a"] }] } }),
    after: ({ back }) => ({ task: { networksAdvanceds: [{ name: back.id, aliases: ["a"] }] } }),
    text: ["~ taskSpec: {", "~ networksAdvanceds: [", "~ [0]: {", "aliases: [", '[0]: "a"', "~ name : ID => ID"],
  },
  "a replaced network": {
    before: ({ replaced }) => ({ task: { networksAdvanceds: [{ name: replaced.id, aliases: ["a", "b"] }] } }),
    after: ({ replaced }) => ({ task: { networksAdvanceds: [{ name: replaced.id, aliases: ["b", "a"] }] } }),
    text: ["~ taskSpec: {", "~ networksAdvanceds: [", "~ [0]: {", "~ name: ID => [unknown]"],
  },
  "a port": {
    before: rest({ endpointSpec: { ports: [{ targetPort: 80, publishedPort: 8080 }, { targetPort: 81 }] } }),
    after: rest({ endpointSpec: { ports: [{ targetPort: 80, publishedPort: 8090 }, { targetPort: 81 }] } }),
    text: ["~ endpointSpec: {", "~ ports: [", "~ [0]: {", "~ publishedPort: 8080 => 8090", "targetPort : 80"],
  },
  "a label": {
    before: rest({ labels: [pair("a", "1"), pair("b", "1")] }),
    after: rest({ labels: [pair("a", "1"), pair("b", "2")] }),
    text: ["~ labels: [", "~ [1]: {", 'label: "b"', '~ value: "1" => "2"'],
  },
  "a label that changes and moves": {
    before: rest({ labels: [pair("a", "1"), pair("b", "1")] }),
    after: rest({ labels: [pair("b", "2"), pair("a", "1")] }),
    text: ["~ labels: [", "+ [0]: {", '+ label: "b"', '+ value: "2"', "- [1]: {", '- label: "b"', '- value: "1"'],
  },
  "a variable": {
    before: container({ env: { A: "1", B: "1" } }),
    after: container({ env: { A: "1", B: "2" } }),
    text: ["~ taskSpec: {", "~ containerSpec: {", "~ env: {", '~ B: "1" => "2"'],
  },
  "the source of a mount": {
    before: container({ mounts: [volume("/a", "a"), volume("/b", "b")] }),
    after: container({ mounts: [volume("/a", "a"), volume("/b", "c")] }),
    text: [
      "~ taskSpec: {",
      "~ containerSpec: {",
      "~ mounts: [",
      "~ [1]: {",
      '~ source: "b" => "c"',
      'target: "/b"',
      'type : "volume"',
    ],
  },
  "a mount in the middle": {
    before: container({ mounts: [volume("/a", "a"), volume("/b", "b"), volume("/c", "c")] }),
    after: container({ mounts: [volume("/a", "a"), volume("/c", "c")] }),
    text: [
      "~ taskSpec: {",
      "~ containerSpec: {",
      "~ mounts: [",
      "- [1]: {",
      '- source: "b"',
      '- target: "/b"',
      '- type : "volume"',
    ],
  },
  "a rotated secret": {
    before: ({ rotated }) => ({
      container: { secrets: [{ secretId: rotated.id, secretName: rotated.name, fileName: "password" }] },
    }),
    after: ({ rotated }) => ({
      container: { secrets: [{ secretId: rotated.id, secretName: rotated.name, fileName: "password" }] },
    }),
    text: [
      "~ taskSpec: {",
      "~ containerSpec: {",
      "~ secrets: [",
      "~ [0]: {",
      'fileName : "password"',
      "~ secretId : ID => [unknown]",
      '~ secretName: "rotated-HASH" => "rotated-HASH"',
    ],
  },
  "a constraint": {
    before: task({ placement: { constraints: ["node.role==worker", "node.labels.zone==a"] } }),
    after: task({ placement: { constraints: ["node.role==worker", "node.labels.zone==b"] } }),
    text: [
      "~ taskSpec: {",
      "~ placement: {",
      "~ constraints: [",
      '~ [1]: "node.labels.zone==a" => "node.labels.zone==b"',
    ],
  },
  "the address of a host": {
    before: container({
      hosts: [
        { host: "db", ip: "10.0.0.1" },
        { host: "cache", ip: "10.0.0.2" },
      ],
    }),
    after: container({
      hosts: [
        { host: "db", ip: "10.0.0.9" },
        { host: "cache", ip: "10.0.0.2" },
      ],
    }),
    text: [
      "~ taskSpec: {",
      "~ containerSpec: {",
      "~ hosts: [",
      "~ [0]: {",
      'host: "db"',
      '~ ip : "10.0.0.1" => "10.0.0.9"',
    ],
  },
  "an option of the log driver": {
    before: task({ logDriver: { name: "json-file", options: { "max-size": "1m", "max-file": "3" } } }),
    after: task({ logDriver: { name: "json-file", options: { "max-size": "2m", "max-file": "3" } } }),
    text: ["~ taskSpec: {", "~ logDriver: {", "~ options: {", '~ max-size: "1m" => "2m"'],
  },
  "an argument in front": {
    before: container({ args: ["--listen", ":80"] }),
    after: container({ args: ["--verbose", "--listen", ":80"] }),
    text: ["~ taskSpec: {", "~ containerSpec: {", "~ args: [", '+ [0]: "--verbose"'],
  },
  "an element in front of every list": { before: (all) => lists(all, "none"), after: (all) => lists(all, "front") },
  "an element less in every list": { before: (all) => lists(all, "middle"), after: (all) => lists(all, "none") },
  "every list in another order": { before: (all) => lists(all, "none"), after: (all) => lists(all, "reversed") },
};

/** The lists of networks: a network gets an element in front, and another one loses an element in the middle. */
const networkCases = {
  "network with an element more": { before: "none", after: "front", third: 201 },
  "network with an element less": { before: "middle", after: "none", third: 202 },
} as const;

/** The lists of a network, with an element more in front, in between, or not at all. */
function networkLists(at: Place, third: number): Pick<docker.NetworkArgs, "labels" | "ipamConfigs"> {
  const subnet = (block: number): types.input.NetworkIpamConfig => ({ subnet: `10.77.${third}.${block * 16}/28` });
  return {
    labels: arrange(at, pair("x", "1"), pair("a", "1"), pair("b", "1")),
    ipamConfigs: arrange(at, subnet(0), subnet(1), subnet(2)),
  };
}

let live: LiveStack;
/** The properties in the diff of each service, by its name. */
let texts: ReadonlyMap<string, readonly string[]>;

function program(side: "before" | "after"): () => Promise<void> {
  return () => {
    const base64 = (text: string): string => Buffer.from(text).toString("base64");
    const network = (name: string, labels?: docker.NetworkArgs["labels"]): docker.Network =>
      new docker.Network(name, { name, driver: "overlay", labels });
    const objects: Objects = {
      front: network("diff-front"),
      back: network("diff-back"),
      replaced: network("diff-replaced", [...(side === "before" ? [] : [pair("x", "1")]), pair("a", "1")]),
      rotated: new docker.Secret("rotated", { data: base64(side) }),
      password: new docker.Secret("password", { data: base64("password") }),
      site: new docker.ServiceConfig("site", { data: base64("site") }),
    };
    for (const [name, { third, ...at }] of Object.entries(networkCases)) {
      new docker.Network(name, { name: name.replace(/ /g, "-"), driver: "overlay", ...networkLists(at[side], third) });
    }
    for (const [name, one] of Object.entries(cases)) {
      const { container: spec, task: taskSpec, rest: args } = one[side](objects);
      new docker.Service(name, {
        name: name.replace(/ /g, "-"),
        mode: { replicated: { replicas: 0 } },
        convergeConfig: { timeout: "0s" },
        taskSpec: { containerSpec: { image: "shop/web:1", ...spec }, ...taskSpec },
        ...args,
      });
    }
    return Promise.resolve();
  };
}

beforeAll(async () => {
  live = await createLiveStack("difftext", readLab().dockerHost, program("before"));
  await live.stack.up();
  live.setProgram(program("after"));
  texts = textsIn((await live.stack.preview({ diff: true })).stdout);
});

afterAll(async () => {
  await live.remove();
});

/** The lines about each resource in the CLI's text, by its name, without indentation, ids, brackets and progress. */
function textsIn(output: string): Map<string, string[]> {
  const resources = output.replace(/^Resources:[^]*/m, "").split(/^ {4}(?=\S)/m);
  return new Map(
    resources.flatMap((text) => {
      const name = /\[urn=.*::(.*)\]/.exec(text)?.[1];
      const lines = text
        .split("\n")
        .slice(1)
        .map((line) => line.trim().replace(/ +/g, " "));
      const properties = lines
        .filter((line) => !/^([\]}]|\[\w+=.*|@ previewing .*|)$/.test(line))
        .map((line) => line.replace(/"[a-z0-9]{25}"/g, "ID").replace(/-[0-9a-f]{7}"/g, '-HASH"'));
      return name === undefined ? [] : [[name, properties] as const];
    }),
  );
}

/** The elements that a text adds or removes, by list: `ports: + [0]`. */
function changedElements(text: readonly string[]): string[] {
  let list = "";
  return text.flatMap((line) => {
    list = /(\w+) ?: \[$/.exec(line)?.[1] ?? list;
    const [, mark] = /^([-+] \[\d+\]):/.exec(line) ?? [];
    return mark === undefined ? [] : [`${list}: ${mark}`];
  });
}

const described = Object.entries(cases).filter(([, { text }]) => text !== undefined);

test.each(described)("The diff of %s shows only what changes", (name, { text }) => {
  expect(texts.get(name)).toEqual(text);
});

/** The lists of a service, in the order in which the CLI shows them. */
const allLists = [
  "ports",
  "labels",
  "args",
  "capAdds",
  "capDrops",
  "commands",
  "configs",
  "nameservers",
  "options",
  "searches",
  "groups",
  "tests",
  "hosts",
  "labels",
  "mounts",
  "secrets",
  "aliases",
  "driverOpts",
  "constraints",
  "platforms",
  "prefs",
  "discreteResourcesSpecs",
  "namedResourcesSpecs",
];

test("An element in front of a list is one change, in every list of a service", () => {
  const text = texts.get("an element in front of every list") ?? [];
  expect(changedElements(text)).toEqual(allLists.map((list) => `${list}: + [0]`));
});

test("An element that is removed from the middle of a list is one change, in every list of a service", () => {
  const text = texts.get("an element less in every list") ?? [];
  expect(changedElements(text)).toEqual(allLists.map((list) => `${list}: - [1]`));
});

test("An element of a list of a network is one change, in front and in the middle", () => {
  const changes = Object.keys(networkCases).map((name) => changedElements(texts.get(name) ?? []));
  expect(changes).toEqual([
    ["ipamConfigs: + [0]", "labels: + [0]"],
    ["ipamConfigs: - [1]", "labels: - [1]"],
  ]);
});

test("Lists whose order has no effect do not differ in another order", () => {
  expect(texts.has("a variable")).toBe(true);
  expect(texts.has("every list in another order")).toBe(false);
});

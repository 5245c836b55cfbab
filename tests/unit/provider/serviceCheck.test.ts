import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";
import { unknown } from "../../../swarm/draft";
import type { Properties, Property } from "../../../provider/handler/properties";
import { serviceHandler } from "../../../provider/resources/service/service";
import { checkService } from "../../../provider/mapping/service/service";
import { everything } from "./serviceModel";

/** A good service with one part of it changed. */
function service(change: { container?: Properties; task?: Properties; service?: Properties }): Properties {
  const containerSpec = { image: "web:1", ...change.container };
  return { name: "web", taskSpec: { containerSpec, ...change.task }, ...change.service };
}

const withPorts = (...ports: Property[]): Properties => service({ service: { endpointSpec: { ports } } });
const withNetworks = (...networksAdvanceds: Property[]): Properties => service({ task: { networksAdvanceds } });

test("A service with every property is accepted", () => {
  expect(checkService(everything)).toEqual([]);
});

test("Unknown values in a preview are accepted", () => {
  expect(checkService({ name: unknown, taskSpec: unknown, labels: unknown, endpointSpec: unknown })).toEqual([]);
  const parts = service({
    container: { env: { A: unknown }, secrets: [{ secretId: unknown, secretName: unknown, fileName: "x" }] },
  });
  expect(checkService(parts)).toEqual([]);
  expect(checkService(withNetworks({ id: unknown }, { id: unknown, aliases: unknown }))).toEqual([]);
});

const container = "taskSpec.containerSpec";

test.each<[string, Properties, string, string]>([
  [
    "a name with a dot",
    { ...service({}), name: "web.shop" },
    "name",
    `'name' "web.shop" is not a name that Swarm accepts: letters, digits, hyphens and underscores, with a letter or ` +
      'digit at both ends, and no dot, because the name is part of a DNS name. Did you mean "web-shop"?',
  ],
  [
    "replicas below zero",
    service({ service: { mode: { replicated: { replicas: -1 } } } }),
    "mode.replicated.replicas",
    "'replicas' -1 is negative. Use 0 to stop all tasks, or the number of tasks to run.",
  ],
  [
    "two kinds of mode",
    service({ service: { mode: { global: true, replicated: { replicas: 2 } } } }),
    "mode",
    "a service is either 'global' (one task on each node) or 'replicated'. Keep one of them.",
  ],
  [
    "the same published port twice",
    withPorts({ targetPort: 80, publishedPort: 8080 }, { targetPort: 81, publishedPort: 8080 }),
    "endpointSpec.ports[1].publishedPort",
    "'publishedPort' 8080/tcp is published twice, here and by [0]. A service can publish a port once per protocol, " +
      "in ingress or in host mode. Use another port, or leave 'publishedPort' out to let Swarm choose one.",
  ],
  [
    "a port through the ingress of a service without a virtual IP",
    service({ service: { endpointSpec: { mode: "dnsrr", ports: [{ targetPort: 80 }] } } }),
    "endpointSpec.ports[0].publishMode",
    `'publishMode' "ingress" (the default) of port 80 needs a virtual IP, but the endpoint mode "dnsrr" has none. ` +
      'Use publishMode "host", or the endpoint mode "vip".',
  ],
  [
    "a port without a target",
    withPorts({ publishedPort: 80 }),
    "endpointSpec.ports[0].targetPort",
    "'targetPort' is missing in 'ports'. Add it.",
  ],
  [
    "one network twice",
    withNetworks({ id: "n1" }, { id: "n1" }),
    "taskSpec.networksAdvanceds[1].id",
    `'id' "n1" is attached twice, here and by [0]. A service has one address on a network. Attach it once, with all ` +
      "aliases.",
  ],
  [
    "an attachment without a network",
    withNetworks({ aliases: ["web"] }),
    "taskSpec.networksAdvanceds[0].id",
    "'id' is missing. Give the id of a network: the output 'id' of a docker.Network, or 'networkId' ('network_id' in " +
      "Python) of a component.",
  ],
  [
    "an attachment of two networks",
    withNetworks({ id: "n1", name: "n2" }),
    "taskSpec.networksAdvanceds[0].name",
    `'name' "n2" and 'id' "n1" refer to two networks in one entry. Keep only 'id'.`,
  ],
  [
    "a duration without a unit",
    service({ container: { stopGracePeriod: "10" } }),
    `${container}.stopGracePeriod`,
    `'stopGracePeriod' "10" is not a duration: numbers with the units h, m, s or ms. Did you mean "10s"?`,
  ],
  [
    "a word that the Engine would take for another",
    service({ service: { updateConfig: { failureAction: "Rollback" } } }),
    "updateConfig.failureAction",
    `'failureAction' "Rollback" is not one of "pause", "continue", "rollback". Did you mean "rollback"?`,
  ],
  [
    "a rollback of a rollback",
    service({ service: { rollbackConfig: { failureAction: "rollback" } } }),
    "rollbackConfig.failureAction",
    `'failureAction' "rollback" is not one of "pause", "continue". Use "pause" or "continue".`,
  ],
  [
    "a ratio above one",
    service({ service: { updateConfig: { maxFailureRatio: "10" } } }),
    "updateConfig.maxFailureRatio",
    `'maxFailureRatio' "10" is not a ratio. Use 0 to 1, in quotes, e.g. "0.25".`,
  ],
  [
    "too little memory",
    service({ task: { resources: { limits: { memoryBytes: 1024 } } } }),
    "taskSpec.resources.limits.memoryBytes",
    "'memoryBytes' 1024 is too small: the Engine's minimum is 4 MiB. Use 4194304 or more.",
  ],
  [
    "an image in capitals",
    service({ container: { image: "Web:1" } }),
    `${container}.image`,
    `'image' "Web:1" is not an image reference. Did you mean "web:1"?`,
  ],
  [
    "options of another type of mount",
    service({ container: { mounts: [{ target: "/a", type: "volume", tmpfsOptions: { mode: 1 } }] } }),
    `${container}.mounts[0].tmpfsOptions`,
    `'tmpfsOptions' belongs to a mount of type "tmpfs", but this mount has type "volume". Remove one of them.`,
  ],
  [
    "a bind mount from nowhere",
    service({ container: { mounts: [{ target: "/a", type: "bind" }] } }),
    `${container}.mounts[0].source`,
    "'source' is missing: a bind mount needs the path on the node. Add it.",
  ],
  [
    "a secret without its name, which the Engine insists on",
    service({ container: { secrets: [{ secretId: "s1", fileName: "x" }] } }),
    `${container}.secrets[0].secretName`,
    "'secretName' is missing in 'secrets'. Add it.",
  ],
  [
    "two sources of a credential spec",
    service({ container: { privileges: { credentialSpec: { file: "a", registry: "b" } } } }),
    `${container}.privileges.credentialSpec`,
    "a credential spec comes from a 'file' or from the 'registry'. Give exactly one of them.",
  ],
  [
    "a name server by name",
    service({ container: { dnsConfig: { nameservers: ["dns.example.org"] } } }),
    `${container}.dnsConfig.nameservers[0]`,
    `"dns.example.org" is not an address. Use e.g. "10.0.0.53".`,
  ],
  [
    "a host without an address",
    service({ container: { hosts: [{ host: "db", ip: "db.example.org" }] } }),
    `${container}.hosts[0]`,
    `'hosts' gives "db" the address "db.example.org", which is none. Use e.g. "10.0.0.5".`,
  ],
  [
    "a placement constraint with one equals sign",
    service({ task: { placement: { constraints: ["node.role=manager"] } } }),
    "taskSpec.placement.constraints[0]",
    `'constraints' "node.role=manager" is not a constraint. Use e.g. "node.role==worker" or "node.labels.zone!=a".`,
  ],
  [
    "the runtime of plugins, whose spec the docker package does not have",
    service({ task: { runtime: "plugin" } }),
    "taskSpec.runtime",
    `'runtime' "plugin" is not one of "container". Use "container".`,
  ],
  [
    "a label of Swarm's own",
    service({ service: { labels: [{ label: "com.docker.swarm.x", value: "" }] } }),
    "labels[0].label",
    `'label' "com.docker.swarm.x" starts with "com.docker.swarm.", which is reserved for Swarm. Use a prefix of your ` +
      "own.",
  ],
  [
    "a number where a text belongs",
    service({ container: { env: { PORT: 8080 } } }),
    `${container}.env.PORT`,
    "'PORT' 8080 is not text. Put it in quotes.",
  ],
  [
    "one value where a list belongs",
    service({ container: { commands: "/server" } }),
    `${container}.commands`,
    `'commands' "/server" is not a list. Use a list, also for a single entry: [ … ].`,
  ],
  ["no task at all", { name: "web" }, "taskSpec", "'taskSpec' is missing. Add it."],
])("%s is refused at its path, with the fix", (_what, inputs, property, reason) => {
  expect(checkService(inputs)).toEqual([{ property, reason }]);
});

test("An unknown property is refused", () => {
  expect(checkService(service({ service: { updateConfig: { paralelism: 2 } } }))).toEqual([
    {
      property: "updateConfig.paralelism",
      reason:
        `Unknown property "paralelism". Did you mean "parallelism"? Supported: parallelism, delay, failureAction, ` +
        "monitor, maxFailureRatio, order.",
    },
  ]);
});

test("All problems are reported together", () => {
  const inputs = service({
    container: { image: "", stopSignal: 9 },
    service: { name: "-", mode: { replicated: { replicas: 1.5 } } },
  });
  expect(checkService(inputs).map(({ property }) => property)).toEqual([
    "name",
    `${container}.image`,
    `${container}.stopSignal`,
    "mode.replicated.replicas",
  ]);
});

describe("The name of a service", () => {
  const news = { taskSpec: { containerSpec: { image: "web:1" } } };
  const request = { urn: "", logicalName: "web", before: undefined, autoname: () => "web-1234567" };

  test("is generated when the program gives none", () => {
    expect(serviceHandler.check({ ...request, olds: undefined, news })).toEqual({
      inputs: { ...news, name: "web-1234567", __defaults: ["name"] },
      failures: [],
    });
  });

  test("stays when the program removes it, because another name would replace the service", () => {
    const { inputs } = serviceHandler.check({ ...request, olds: { ...news, name: "shop" }, news });
    expect(inputs.name).toBe("shop");
  });

  test("does not keep the official plugin's notes", () => {
    const { inputs } = serviceHandler.check({
      ...request,
      olds: undefined,
      news: { ...news, name: "a", __defaults: [] },
    });
    expect(inputs).toEqual({ ...news, name: "a" });
  });
});

test("The table has every input of the installed docker package, so a new version cannot add one unnoticed", () => {
  const paths = inputPaths();
  expect(paths.length).toBeGreaterThan(120);
  const unreached = paths.filter((path) =>
    checkService(nested(path)).some(({ reason }) => reason.startsWith("Unknown property")),
  );
  expect(unreached).toEqual([]);
  // The model of the round-trip tests contains each of them as well.
  expect(paths.filter((path) => valueAt(everything, path) === undefined)).toEqual([
    "mode.global",
    "taskSpec.containerSpec.privileges.credentialSpec.registry",
    "taskSpec.networksAdvanceds.name",
  ]);
});

/** The paths of `ServiceArgs`, from the package's own declarations. */
function inputPaths(): string[] {
  const folder = dirname(require.resolve("@pulumi/docker/package.json"));
  const interfaces = new Map<string, ts.InterfaceDeclaration>();
  for (const name of ["service.d.ts", "types/input.d.ts"]) {
    const source = ts.createSourceFile(name, readFileSync(join(folder, name), "utf8"), ts.ScriptTarget.Latest, true);
    source.forEachChild((node) => {
      if (ts.isInterfaceDeclaration(node)) interfaces.set(node.name.text, node);
    });
  }
  const walk = (name: string, prefix: string): string[] =>
    (interfaces.get(name)?.members ?? []).flatMap((member) => {
      const path = prefix + (member.name?.getText() ?? "");
      const inner = /inputs\.(\w+)/.exec(member.getText())?.[1];
      return inner === undefined ? [path] : [path, ...walk(inner, `${path}.`)];
    });
  return walk("ServiceArgs", "");
}

/** Inputs that contain only the property at `path`, without lists around it. */
function nested(path: string): Properties {
  const lists = /^(labels|ports|networksAdvanceds|mounts|secrets|configs|hosts|platforms)$/;
  return path
    .split(".")
    .reverse()
    .reduce<Property>((value, key) => ({ [key]: lists.test(key) ? [value] : value }), {}) as Properties;
}

function valueAt(value: Property, path: string): Property {
  return path.split(".").reduce<Property>((inner, key) => {
    const holders = Array.isArray(inner) ? inner : [inner];
    return holders.map((holder) => (holder as Properties | undefined)?.[key]).find((found) => found !== undefined);
  }, value);
}

import {
  FileExpression,
  ReferenceExpression,
  SettingExpression,
  TextExpression,
  type Value,
} from "../../../../adopt/model/project";
import { componentOf, problemsOf, readProject, readText } from "./composeProject";

const attach = (network: string, options: Readonly<Record<string, Value>> = {}): ReferenceExpression =>
  new ReferenceExpression("OverlayNetwork", network, "attach", options);

/** A service that uses everything named `x`. */
function withObject(section: string, object: string): string {
  return `services:\n  a:\n    image: i\n    ${section}: [x]\n${section}:\n  x: ${object}\n`;
}

describe("A network", () => {
  test("with the Engine's own driver for addresses has no argument for it", () => {
    const project = readText(withObject("networks", "{ ipam: { driver: default } }"));
    expect(componentOf(project, "OverlayNetwork", "x").args).toEqual({ name: "shop_x" });
  });

  test.each([
    ["", {}],
    ["{ driver: overlay, internal: true, attachable: true }", { internal: true, attachable: true }],
    ["{ attachable: '${A:-true}' }", { attachable: new SettingExpression("a", "boolean") }],
    ["{ labels: [a=b] }", { labels: { a: "b" } }],
    ["{ driver_opts: { encrypted: '' } }", { encrypted: true }],
    [
      "{ driver_opts: { com.docker.network.driver.mtu: 1400, dsr: 'true' } }",
      { mtu: 1400, driverOptions: { dsr: "true" } },
    ],
    [
      "{ ipam: { driver: infoblox, config: [{ subnet: 10.1.0.0/24 }] } }",
      { ipamDriver: "infoblox", subnets: [{ subnet: "10.1.0.0/24" }] },
    ],
  ])("with %j has the name that docker gives it, and these arguments", (object, args) => {
    expect(componentOf(readText(withObject("networks", object)), "OverlayNetwork", "x")).toMatchObject({
      swarmName: "shop_x",
      args: { name: "shop_x", ...args },
      isMember: true,
      isExternal: false,
    });
  });

  test("with a name of its own keeps it", () => {
    const network = componentOf(readText(withObject("networks", "{ name: y }")), "OverlayNetwork", "x");

    expect(network).toMatchObject({ swarmName: "y", args: { name: "y" } });
  });

  test.each([
    ["{ external: true }", "x"],
    ["{ external: true, name: proxy }", "proxy"],
    ["{ external: { name: proxy } }", "proxy"],
    ["{ external: '${E:-yes}' }", "x"],
  ])("is looked up by its name if it is external with %j", (object, swarmName) => {
    expect(componentOf(readText(withObject("networks", object)), "OverlayNetwork", "x")).toMatchObject({
      swarmName,
      args: {},
      isMember: false,
      isExternal: true,
    });
  });

  test("is left out with a remark if no service uses it, because docker does not create it", () => {
    const { components, remarks } = readText("services:\n  a:\n    image: i\nnetworks:\n  x:\n");

    expect(components.map(({ logicalName }) => logicalName)).toEqual(["default", "a"]);
    expect(remarks).toEqual([expect.stringContaining('network "x" is left out') as string]);
  });

  test("is attached with the aliases and options that a service gives", () => {
    const attachment = "{ aliases: [b], driver_opts: { c: d }, ipv4_address: 10.0.0.5 }";
    const text =
      `services:\n  a:\n    image: i\n    networks:\n      x: ${attachment}\n` + "      default:\nnetworks:\n  x:\n";
    const project = readText(text);

    expect(componentOf(project, "SwarmService", "a").args["networks"]).toEqual([
      attach("x", { aliases: ["b"], driverOptions: { c: "d" } }),
      attach("default"),
    ]);
    expect(project.remarks).toEqual([expect.stringContaining("'ipv4_address'") as string]);
  });

  test.each([
    ["{ driver: macvlan }", '\'driver\' "macvlan" of network "x" is not possible'],
    ["{ external: maybe }", "'external' of \"x\" is not true or false"],
    ["{ external: { name: a }, name: b }", "contradict each other"],
    [
      "{ ipam: { config: [{ subnet: 10.1.0.0/24, gateway: 10.1.0.1 }] } }",
      "'gateway' of network \"x\" cannot be converted",
    ],
    ["{ enable_ipv6: true }", "'enable_ipv6' of network \"x\" cannot be converted"],
  ])("with %j is refused", (object, message) => {
    expect(problemsOf({ files: { "c.yml": withObject("networks", object) } })).toEqual([
      expect.stringContaining(message) as string,
    ]);
  });
});

describe("A secret", () => {
  test("has the content of its file as a secret setting, and appears nowhere in the project", () => {
    const project = readProject({
      files: { "c.yml": withObject("secrets", "{ file: ./pw.txt }"), "pw.txt": "hunter2\n" },
    });

    expect(componentOf(project, "SwarmSecret", "x").args).toEqual({
      name: "shop_x",
      text: new TextExpression([{ setting: "x" }]),
    });
    expect(componentOf(project, "SwarmService", "a").args["secrets"]).toEqual([
      new ReferenceExpression("SwarmSecret", "x", "mount", {}),
    ]);
    expect(project.settings).toEqual([
      { name: "x", description: 'The content of the secret "x".', isSecret: true, fromFile: "./pw.txt" },
    ]);
    expect(JSON.stringify(project)).not.toContain("hunter2");
  });

  test("is set as base64 if it is not text", () => {
    const files = { "c.yml": withObject("secrets", "{ file: key }"), key: new Uint8Array([255, 0, 1]) };
    const project = readProject({ files });

    expect(componentOf(project, "SwarmSecret", "x").args).toEqual({
      name: "shop_x",
      base64: new TextExpression([{ setting: "x" }]),
    });
    expect(project.settings).toMatchObject([{ isBase64: true }]);
  });

  test("keeps its file name in tasks if it is external under another name", () => {
    const project = readText(withObject("secrets", "{ external: true, name: other }"));

    expect(componentOf(project, "SwarmService", "a").args["secrets"]).toEqual([
      new ReferenceExpression("SwarmSecret", "x", "mount", { fileName: "x" }),
    ]);
  });
});

describe("A config", () => {
  test("is copied into the project, and mounted as the service says", () => {
    const mount = "{ source: x, target: /x.conf, uid: '5', gid: '6', mode: 0440 }";
    const object = "{ file: a.conf, labels: { b: c } }";
    const text = `services:\n  a:\n    image: i\n    configs: [${mount}]\nconfigs:\n  x: ${object}\n`;
    const project = readProject({ files: { "c.yml": text, "a.conf": "listen 80" } });

    expect(componentOf(project, "SwarmConfig", "x").args).toEqual({
      name: "shop_x",
      text: new FileExpression("files/a.conf", Buffer.from("listen 80")),
      labels: { b: "c" },
    });
    expect(componentOf(project, "SwarmService", "a").args["configs"]).toEqual([
      new ReferenceExpression("SwarmConfig", "x", "mount", { fileName: "/x.conf", uid: "5", gid: "6", mode: 0o440 }),
    ]);
  });

  test("with a password in it is named in a remark", () => {
    const files = { "c.yml": withObject("configs", "{ file: a.conf }"), "a.conf": "password=hunter2hunter2\n" };

    expect(readProject({ files }).remarks).toEqual([expect.stringContaining('config "x" contains a secret') as string]);
  });
});

test.each([
  ["secrets", "{ file: none.txt }", 'the file "none.txt" does not exist'],
  ["configs", "{ file: empty.txt }", "is empty, which Swarm refuses"],
  ["secrets", "{ labels: { a: b } }", "has neither 'file' nor 'external'"],
  ["secrets", "{ environment: A }", "'environment' of secret \"x\" cannot be converted"],
  ["configs", "{ content: a }", "'content' of config \"x\" cannot be converted"],
])("An object below %s with %j is refused", (section, object, message) => {
  const [first] = problemsOf({ files: { "c.yml": withObject(section, object), "empty.txt": "" } });

  expect(first).toMatch(/^c\.yml:6:/);
  expect(first).toContain(message);
});

test.each([
  ["version: '2.4'", "1:10: 'version' \"2.4\" is not possible"],
  ["version: 3.8", "1:10: 'version' 3.8 is not text"],
  ["service: {}", "1:1: 'service' is not a key of a compose file. Did you mean 'services'?"],
  ["include: [a.yml]", "1:1: 'include' of the file cannot be converted"],
  ["services: { a b: { image: i } }", `1:13: docker stack deploy refuses the service "a b": a key has letters`],
  ["volumes: { 'n-{{.Task.Slot}}': {} }", '1:12: docker stack deploy refuses the volume "n-{{.Task.Slot}}"'],
])("A file with %j is refused", (text, message) => {
  expect(problemsOf({ files: { "c.yml": `${text}\n` } })).toEqual([expect.stringContaining(message) as string]);
});

// The results were compared with `docker stack config` 28.2.
describe("Two files", () => {
  function merged(base: string, override: string): ReturnType<typeof readProject> {
    const indented = (text: string): string => text.replaceAll("\n", "\n    ");
    const file = (text: string): string => `services:\n  a:\n    image: i\n    ${indented(text)}\n`;
    return readProject({ files: { "a.yml": file(base), "b.yml": file(override) } });
  }

  test.each([
    ["hostname: a", "hostname: ''", { hostname: "a" }],
    ["hostname: a", "hostname: b", { hostname: "b" }],
    ["read_only: true", "read_only: false", { readOnly: true }],
    ["stop_grace_period: 5s", "stop_grace_period: 0s", { stopGracePeriod: "5s" }],
    ["environment: { A: '1', B: '2' }", "environment: ['A=', C=3]", { env: { A: "1", B: "2", C: "3" } }],
    ["labels: { a: '1' }", "labels: { a: '' }", { containerLabels: { a: "" } }],
    ["command: a b", "command: c", { args: ["c"] }],
    ["cap_add: [A]", "cap_add: [B]", { capabilityAdds: ["CAP_A", "CAP_B"] }],
    ["extra_hosts: ['a:1.1.1.1']", "extra_hosts: ['a:2.2.2.2']", { extraHosts: ["a:1.1.1.1", "a:2.2.2.2"] }],
    ["ports: ['80:80', '90:90']", "ports: ['80:8080']", { publish: ["80:8080", "90:90"] }],
    ["ports: ['53:53/tcp', '53:53/udp']", "hostname: a", { publish: ["53:53/udp"] }],
    ["volumes: ['/a:/x', '/b:/y']", "volumes: ['/c:/x']", { volumes: ["/c:/x", "/b:/y"] }],
    ["deploy: { replicas: 3 }", "deploy: { replicas: 0 }", { replicas: 0 }],
    [
      "deploy: { resources: { limits: { cpus: '1', memory: 5M } } }",
      "deploy: { resources: { limits: { memory: 6M } } }",
      { resources: { limits: { cpus: 1, memory: "6M" } } },
    ],
    [
      "logging: { driver: gelf, options: { a: b } }",
      "logging: { options: { c: d } }",
      { logDriver: { name: "gelf", options: { a: "b", c: "d" } } },
    ],
    ["logging: { driver: gelf, options: { a: b } }", "logging: { driver: syslog }", { logDriver: { name: "syslog" } }],
    [
      "healthcheck: { test: a }",
      "healthcheck: { test: b }",
      { healthcheck: { test: ["CMD-SHELL", "a", "CMD-SHELL", "b"] } },
    ],
    [
      "networks: { default: { aliases: [b], driver_opts: { c: d } } }",
      "networks: { default: { aliases: [e] } }",
      { networks: [attach("default", { driverOptions: { c: "d" }, aliases: ["e"] })] },
    ],
  ])("with %s and %s are merged as docker merges them", (base, override, expected) => {
    expect(componentOf(merged(base, override), "SwarmService", "a").args).toMatchObject(expected);
  });

  test("have the services of both, and the networks of the second instead of those of the first", () => {
    const text = (name: string, network: string): string =>
      `services:\n  ${name}:\n    image: i\n    networks: [x]\nnetworks:\n  x: ${network}\n`;
    const files = { "a.yml": text("a", "{ attachable: true }"), "b.yml": text("b", "{ internal: true }") };
    const project = readProject({ files });

    expect(project.components.map(({ logicalName }) => logicalName)).toEqual(["x", "a", "b"]);
    expect(componentOf(project, "OverlayNetwork", "x").args).toEqual({ name: "shop_x", internal: true });
  });

  test("cannot have different versions", () => {
    const file = (version: string): string => `version: '${version}'\nservices:\n  a:\n    image: i\n`;

    expect(problemsOf({ files: { "a.yml": file("3.8"), "b.yml": file("3.9") } })).toEqual([
      "b.yml:1:10: 'version' \"3.9\" differs from that of the first file. Use the same version.",
    ]);
  });
});

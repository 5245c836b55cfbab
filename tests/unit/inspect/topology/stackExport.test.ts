import { programNames } from "../../../../inspect/topology/stackExport";

const urn = (type: string, name: string): string => `urn:pulumi:dev::shop::swarm:index:OverlayNetwork$${type}::${name}`;
const exported = (resources: readonly object[]): string => JSON.stringify({ version: 3, deployment: { resources } });
const network = "docker:index/network:Network";

test("networks and services have the names of the program", () => {
  const { stack, byId } = programNames(
    "dev",
    exported([
      { urn: urn(network, "payments"), type: network, id: "n1" },
      { urn: urn("docker:index/service:Service", "web"), type: "docker:index/service:Service", id: "s1" },
      { urn: urn("docker:index/secret:Secret", "key"), type: "docker:index/secret:Secret", id: "x1" },
    ]),
  );
  expect(stack).toBe("dev");
  expect([...byId]).toEqual([
    ["n1", "payments"],
    ["s1", "web"],
  ]);
});

test("what the stack is about to delete or has only read is not the stack's", () => {
  const { byId } = programNames(
    "dev",
    exported([
      { urn: urn(network, "old"), type: network, id: "n1", delete: true },
      { urn: urn(network, "found"), type: network, id: "n2", external: true },
    ]),
  );
  expect([...byId]).toEqual([]);
});

test("each daemon that a provider names is there once, and a sealed one is not", () => {
  const type = "pulumi:providers:docker";
  const { hosts } = programNames(
    "dev",
    exported([
      { type, id: "p1", inputs: { host: "ssh://a" } },
      { type, id: "p2", inputs: { host: "ssh://a" } },
      { type, id: "p3", inputs: { host: { "4dabf18193072939515e22adb298388d": "sealed" } } },
      { type, id: "p4", inputs: {} },
    ]),
  );
  expect(hosts).toEqual(["ssh://a"]);
});

test("a stack without resources has no names", () => {
  expect([...programNames("dev", JSON.stringify({ deployment: {} })).byId]).toEqual([]);
});

test("text that is no exported stack is refused with the stack's name", () => {
  expect(() => programNames("dev", "error: none")).toThrow(
    `What 'pulumi stack export' printed for stack "dev" is no exported stack.`,
  );
});

import { programNames } from "../../../../inspect/topology/stackExport";

const urn = (type: string, name: string): string => `urn:pulumi:dev::shop::swarm:index:OverlayNetwork$${type}::${name}`;
const exported = (resources: readonly object[]): string => JSON.stringify({ version: 3, deployment: { resources } });
const network = "docker:index/network:Network";

test("Networks and services have the names of the program", () => {
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

test("Resources that are pending deletion or were only read do not belong to the stack", () => {
  const { byId } = programNames(
    "dev",
    exported([
      { urn: urn(network, "old"), type: network, id: "n1", delete: true },
      { urn: urn(network, "found"), type: network, id: "n2", external: true },
    ]),
  );
  expect([...byId]).toEqual([]);
});

test("Each daemon of a provider is listed once, and an encrypted address is left out", () => {
  const type = "pulumi:providers:docker";
  const { hosts } = programNames(
    "dev",
    exported([
      { type, id: "p1", inputs: { host: "ssh://a" } },
      { type, id: "p2", inputs: { host: "ssh://a" } },
      { type, id: "p3", inputs: { host: { "4dabf18193072939515e22adb298388d": "encrypted" } } },
      { type, id: "p4", inputs: {} },
    ]),
  );
  expect(hosts).toEqual(["ssh://a"]);
});

test("A stack without resources has no names", () => {
  expect([...programNames("dev", JSON.stringify({ deployment: {} })).byId]).toEqual([]);
});

test("Text that is not an exported stack is refused with the name of the stack", () => {
  expect(() => programNames("dev", "error: none")).toThrow(
    `The output of 'pulumi stack export' for stack "dev" is not an exported stack.`,
  );
});

import * as pulumi from "@pulumi/pulumi";
import type { SwarmConfigArgs } from "../../../components";
import { SwarmConfig, SwarmService } from "../../../components";
import type { Child } from "./program";
import { dockerResources, markOutputs, runProgram, watchChildren } from "./program";

/** The inputs of the component's one child, with what is secret in them marked. */
async function inputsOf(args: SwarmConfigArgs): Promise<unknown> {
  const children: Record<string, Child> = {};
  await runProgram(() => new SwarmConfig("site", args, watchChildren(children)).name);
  expect(dockerResources().map(({ type, name }) => ({ type, name }))).toEqual([
    { type: "docker:index/serviceConfig:ServiceConfig", name: "site" },
  ]);
  return markOutputs(children["site"]?.inputs);
}

test("A config is one docker.ServiceConfig without a name", async () => {
  const { registered } = await runProgram(() => {
    new SwarmConfig("site", { text: "listen 8080" });
  });
  expect(registered).toEqual([
    {
      type: "docker:index/serviceConfig:ServiceConfig",
      name: "site",
      custom: true,
      inputs: { dataRaw: "listen 8080" },
    },
    { type: "swarm:index:SwarmConfig", name: "site", custom: false, inputs: { text: "listen 8080" } },
  ]);
});

test("Binary content stays base64, and labels are sorted", async () => {
  expect(await inputsOf({ base64: "AAEC", labels: { team: "shop", app: "web" } })).toEqual({
    data: "AAEC",
    labels: [
      { label: "app", value: "web" },
      { label: "team", value: "shop" },
    ],
  });
});

test("A secret text of a config stays secret", async () => {
  expect(await inputsOf({ text: pulumi.secret("password: x") })).toEqual({
    dataRaw: { secret: "password: x" },
  });
});

test("A service refers to a mounted config by its id, and the file has the logical name", async () => {
  const { docker } = await runProgram(() => {
    const config = new SwarmConfig("site", { text: "listen 8080" });
    new SwarmService("web", {
      image: "web:1",
      configs: [config.mount(), config.mount({ fileName: "/etc/site.conf" })],
    });
  });
  const service = docker.find(({ type }) => type === "docker:index/service:Service");
  const { taskSpec } = service?.inputs as { taskSpec: { containerSpec: { configs: unknown } } };
  const file = { configId: "site-id", fileUid: "0", fileGid: "0", fileMode: 0o444 };
  expect(taskSpec.containerSpec.configs).toEqual([
    { ...file, fileName: "site" },
    { ...file, fileName: "/etc/site.conf" },
  ]);
});

test("The component registers exactly its public outputs", async () => {
  const register = jest.spyOn(SwarmConfig.prototype as never, "registerOutputs");
  await runProgram(() => {
    const { id, configId, name, fileName } = new SwarmConfig("site", { text: "listen 8080" });
    expect(register.mock.calls).toEqual([[{ id, configId, name, fileName }]]);
  });
  register.mockRestore();
});

test.each<[string, SwarmConfigArgs, string]>([
  [
    "nothing",
    {},
    `SwarmConfig "site": 'text' is missing: a config cannot be empty. Set 'text', or 'base64' for binary content. ` +
      "(at text)",
  ],
  [
    "both",
    { text: "x", base64: "eA==" },
    `SwarmConfig "site": 'text' and 'base64' both set the content of the config. Leave one of them out. (at base64)`,
  ],
  [
    "an empty text",
    { text: "" },
    `SwarmConfig "site": 'text' is empty, but Swarm does not store an empty config. Use at least one byte. (at text)`,
  ],
])("A component with %s is refused when it is constructed", async (_, args, message) => {
  await expect(
    runProgram(() => {
      new SwarmConfig("site", args);
    }),
  ).rejects.toThrow(new pulumi.ResourceError(message, undefined, true));
  // What was begun before the refusal ends in this program, not in the next one.
  await pulumi.runtime.disconnect();
  expect(dockerResources()).toEqual([]);
});

test("'ignoreChanges' is passed on in the words of the docker package", async () => {
  const children: Record<string, Child> = {};
  const options = { ...watchChildren(children), ignoreChanges: ["text", "base64", "labels"] };
  await runProgram(() => new SwarmConfig("site", { text: "port = 8080" }, options).name);
  expect(children["site"]?.options.ignoreChanges).toEqual(["dataRaw", "data", "labels"]);
  const misspelt = runProgram(() => new SwarmConfig("site", { text: "a" }, { ignoreChanges: ["label"] }).name);
  await expect(misspelt).rejects.toThrow(
    `SwarmConfig "site": 'ignoreChanges' "label": Unknown property "label". Did you mean "labels"?`,
  );
});

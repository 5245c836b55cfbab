import * as pulumi from "@pulumi/pulumi";
import type { SwarmSecretArgs } from "../../../components";
import { SwarmSecret, SwarmService } from "../../../components";
import type { Child } from "./program";
import { dockerResources, markOutputs, runProgram, runRefusedProgram, watchChildren } from "./program";

const text = "correct horse battery staple";
const base64 = Buffer.from(text).toString("base64");

/** The inputs of the component's one child, with what is secret in them marked. */
async function inputsOf(args: SwarmSecretArgs, preview = false): Promise<unknown> {
  const children: Record<string, Child> = {};
  await runProgram(() => new SwarmSecret("db-password", args, watchChildren(children)).name, { preview });
  expect(dockerResources().map(({ type, name }) => ({ type, name }))).toEqual([
    { type: "docker:index/secret:Secret", name: "db-password" },
  ]);
  return markOutputs(children["db-password"]?.inputs);
}

/** A secret as it is registered: the marks are those of Pulumi's protocol. */
function secretValue(value: string): object {
  return { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value };
}

test("A secret from plain text is one docker.Secret without a name, with secret content in the state", async () => {
  const { registered } = await runProgram(() => {
    new SwarmSecret("db-password", { text });
  });
  expect(registered).toEqual([
    {
      type: "docker:index/secret:Secret",
      name: "db-password",
      custom: true,
      inputs: { data: secretValue(base64) },
    },
    { type: "swarm:index:SwarmSecret", name: "db-password", custom: false, inputs: { text: secretValue(text) } },
  ]);
});

test.each<[string, SwarmSecretArgs]>([
  ["plain base64", { base64 }],
  ["a secret Output of text", { text: pulumi.secret(text) }],
  ["a promise of base64", { base64: Promise.resolve(base64) }],
  ["text, and an Output of nothing", { text, base64: pulumi.output(undefined) as never }],
  ["base64, and an Output of nothing", { text: pulumi.output(undefined) as never, base64 }],
])("%s gives the same content", async (_, args) => {
  expect(await inputsOf(args)).toEqual({ data: { secret: base64 } });
});

test("Text is stored as UTF-8", async () => {
  expect(await inputsOf({ text: "pässwörd €" })).toEqual({ data: { secret: "cMOkc3N3w7ZyZCDigqw=" } });
});

test("The labels of a secret are sorted and not secret", async () => {
  expect(await inputsOf({ text, labels: { team: "shop", app: "api" } })).toEqual({
    data: { secret: base64 },
    labels: [
      { label: "app", value: "api" },
      { label: "team", value: "shop" },
    ],
  });
});

test("An unknown text does not hide the labels in a preview", async () => {
  const args = { text: pulumi.unknown as unknown as string, labels: { app: "api" } };
  expect(await inputsOf({ ...args, text: pulumi.output(args.text) }, true)).toEqual({
    data: { secret: "unknown" },
    labels: [{ label: "app", value: "api" }],
  });
});

test("A mounted file has the logical name, whatever the name of the secret in the swarm", async () => {
  const { outputs } = await runProgram(() => {
    const secret = new SwarmSecret("db-password", { text });
    return [secret.mount(), secret.mount({ fileName: "pw", uid: "1000", gid: "1000", mode: 0o400 })];
  });
  const reference = { id: "db-password-id", fileName: "db-password" };
  expect(outputs).toEqual([reference, { ...reference, fileName: "pw", uid: "1000", gid: "1000", mode: 0o400 }]);
});

test("A service refers to a mounted secret by its id", async () => {
  const { docker } = await runProgram(() => {
    const secret = new SwarmSecret("db-password", { text });
    new SwarmService("api", { image: "api:1", secrets: [secret.mount({ mode: 0o400 })] });
  });
  const service = docker.find(({ type }) => type === "docker:index/service:Service");
  const { taskSpec } = service?.inputs as { taskSpec: { containerSpec: { secrets: unknown } } };
  expect(taskSpec.containerSpec.secrets).toEqual([
    { secretId: "db-password-id", fileName: "db-password", fileUid: "0", fileGid: "0", fileMode: 0o400 },
  ]);
});

test("A preview shows the file that a service gets, even if the id of the secret is unknown", async () => {
  const children: Record<string, Child> = {};
  await runProgram(
    () => {
      const secret = new SwarmSecret("db-password", { text });
      new SwarmService("api", { image: "api:1", secrets: [secret.mount()] }, watchChildren(children));
    },
    { preview: true },
  );
  const { containerSpec } = children["api"]?.inputs["taskSpec"] as { containerSpec: { secrets: unknown } };
  expect(await markOutputs(containerSpec.secrets)).toEqual({
    later: [
      {
        secretId: { later: "unknown" },
        secretName: { later: "unknown" },
        fileName: { later: "db-password" },
        fileUid: "0",
        fileGid: "0",
        fileMode: 0o444,
      },
    ],
  });
});

test("The component registers exactly its public outputs", async () => {
  const register = jest.spyOn(SwarmSecret.prototype as never, "registerOutputs");
  await runProgram(() => {
    const secret = new SwarmSecret("db-password", { text });
    const { id, secretId, name, fileName } = secret;
    expect(register.mock.calls).toEqual([[{ id, secretId, name, fileName }]]);
  });
  register.mockRestore();
});

test("Invalid content that resolves later creates no secret, and the error does not show it", async () => {
  const { errors, docker } = await runRefusedProgram(() => new SwarmSecret("db", { base64: pulumi.secret(text) }));
  expect(errors.map((error) => error.split(":")[0])).toEqual(['SwarmSecret "db"']);
  expect(errors.join().includes(text)).toBe(false);
  expect(docker).toEqual([]);
});

const long = "x".repeat(57);

test.each<[string, string, SwarmSecretArgs, string]>([
  [
    "nothing",
    "db",
    {},
    `SwarmSecret "db": 'text' is missing: a secret cannot be empty. Set 'text', or 'base64' for binary content. (at ` +
      "text)",
  ],
  [
    "both",
    "db",
    { text, base64 },
    `SwarmSecret "db": 'text' and 'base64' both set the content of the secret. Leave one of them out. (at base64)`,
  ],
  [
    "an empty text",
    "db",
    { text: "" },
    `SwarmSecret "db": 'text' is empty, but Swarm does not store an empty secret. Use at least one byte. (at text)`,
  ],
  [
    "what is no base64",
    "db",
    { base64: text },
    `SwarmSecret "db": 'base64' is not valid base64 (its value is not shown). Encode the content of the secret, e.g. ` +
      'Buffer.from(text).toString("base64"). (at base64)',
  ],
  [
    "a logical name that leaves no room for the digits",
    long,
    { text },
    `SwarmSecret "${long}": The logical name "${long}" has 57 characters; at most 56 are possible, because Pulumi ` +
      "appends 8 to give each secret a name of its own. Use a shorter name.",
  ],
  [
    "a label without a name",
    "db",
    { text, labels: { "": "x" } },
    `SwarmSecret "db": 'label' "" is empty. Use a name, e.g. "com.example.team". (at labels[""])`,
  ],
])("A component with %s is refused when it is constructed", async (_, name, args, message) => {
  await expect(
    runProgram(() => {
      new SwarmSecret(name, args);
    }),
  ).rejects.toThrow(new pulumi.ResourceError(message, undefined, true));
  // What was begun before the refusal ends in this program, not in the next one.
  await pulumi.runtime.disconnect();
  expect(dockerResources()).toEqual([]);
});

test("'ignoreChanges' is passed on in the words of the docker package", async () => {
  const children: Record<string, Child> = {};
  const options = { ...watchChildren(children), ignoreChanges: ["text", "base64", "labels"] };
  await runProgram(() => new SwarmSecret("db-password", { text: "port = 8080" }, options).name);
  expect(children["db-password"]?.options.ignoreChanges).toEqual(["data", "data", "labels"]);
  const misspelt = runProgram(() => new SwarmSecret("db-password", { text: "a" }, { ignoreChanges: ["label"] }).name);
  await expect(misspelt).rejects.toThrow(
    `SwarmSecret "db-password": 'ignoreChanges' "label": Unknown property "label". Did you mean "labels"?`,
  );
});

import * as docker from "@pulumi/docker";
import { Engine } from "../../provider/engine/engine";
import { readLab } from "../support/lab";
import { createLiveStack, type LiveStack } from "../support/stack";

const lab = readLab();
const engine = new Engine({ host: lab.dockerHost });
const held = Buffer.from("created by another client").toString("base64");
const labels = [{ label: "team", value: "shop" }];
let live: LiveStack;

/** @param data the data in the program; `pulumi import` generates a program without data */
function program(data: string) {
  return (): Promise<Record<string, unknown>> => {
    const secret = new docker.Secret("imported", { name: "import-secret", data, labels });
    const config = new docker.ServiceConfig("imported", { name: "import-config", data: held });
    return Promise.resolve({ secret: secret.id, config: config.id });
  };
}

beforeAll(async () => {
  live = await createLiveStack("secret-import", lab.dockerHost, program(""));
});

afterAll(async () => {
  await live.remove();
});

test("An existing secret and config are imported, and the next preview shows no changes", async () => {
  const secret = await engine.createPayload("secrets", { Name: "import-secret", Labels: { team: "shop" }, Data: held });
  const config = await engine.createPayload("configs", { Name: "import-config", Data: held });
  const resources = [
    { type: "docker:index/secret:Secret", name: "imported", id: "import-secret" },
    { type: "docker:index/serviceConfig:ServiceConfig", name: "imported", id: config.id },
  ];
  await live.stack.import({ resources, protect: false, generateCode: false });
  await live.expectQuiet();
  const { outputs } = await live.upWithResult();
  expect([outputs.secret?.value, outputs.config?.value]).toEqual([secret.id, config.id]);
});

test("Data that the program adds later is compared by the Engine, and the secret is not replaced", async () => {
  const [before] = await engine.listPayloads("secrets", { name: ["import-secret"] });
  live.setProgram(program(Buffer.from("a guess").toString("base64")));
  const refusal: unknown = await live.stack.up().catch((error: unknown) => error);
  expect(/Secret "import-secret" contains other data than the program gives/.test(String(refusal))).toBe(true);

  live.setProgram(program(held));
  const { outputs, summary } = await live.upWithResult();
  expect(outputs.secret?.value).toBe(before?.ID);
  expect(summary.resourceChanges).toEqual({ same: 2, update: 1 });
  await live.expectQuiet();
});

import * as docker from "@pulumi/docker";
import ts from "typescript";
import * as components from "../../components";
import { Engine } from "../../provider/engine/engine";
import { programsOf, sectionsOf } from "../support/guide";
import { readLab } from "../support/lab";
import { createLiveStack, type LiveStack } from "../support/stack";

const lab = readLab();
const engine = new Engine({ host: lab.dockerHost });
let live: LiveStack;

/** The program of the guide with a label, and a plain service with the same options. */
function program(label: string) {
  return (): Promise<Record<string, unknown>> => {
    const code = programsOf(sectionsOf("guide", "autoscaler"))
      .first.replace(/"registry\.example\.com\/[^"]+"/, JSON.stringify(lab.image))
      .replace("replicas: 2", `replicas: 2, labels: { version: "${label}" }`);
    const { outputText } = ts.transpileModule(code, { compilerOptions: { module: ts.ModuleKind.CommonJS } });
    // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the program is a page of this repository
    const start = new Function("require", "exports", outputText) as (...names: unknown[]) => void;
    start(() => components, {});
    new docker.Service(
      "plain",
      {
        name: "scaled-plain",
        taskSpec: { containerSpec: { image: lab.image } },
        mode: { replicated: { replicas: 2 } },
        labels: [{ label: "version", value: label }],
      },
      { ignoreChanges: ["mode"] },
    );
    return Promise.resolve({});
  };
}

/** `docker service scale`. */
async function scale(name: string, replicas: number): Promise<void> {
  const { ID, Version, Spec } = await engine.inspectService(name);
  await engine.updateService(ID, Version.Index, { ...Spec, Mode: { Replicated: { Replicas: replicas } } });
}

async function versions(): Promise<unknown[]> {
  const services = await Promise.all(["web", "scaled-plain"].map((name) => engine.inspectService(name)));
  return services.map(({ Spec }) => [Spec.Labels?.version, Spec.Mode?.Replicated?.Replicas]);
}

beforeAll(async () => {
  live = await createLiveStack("autoscaler", lab.dockerHost, program("1"));
  await live.stack.up();
});

afterAll(async () => {
  await live.remove();
});

test("A service that an autoscaler scales is never scaled back, and shows no change", async () => {
  await scale("web", 3);
  await scale("scaled-plain", 4);
  await live.stack.preview({ expectNoChanges: true });

  live.setProgram(program("2"));
  await live.stack.up();
  expect(await versions()).toEqual([
    ["2", 3],
    ["2", 4],
  ]);
  await live.expectQuiet();

  await scale("web", 5);
  await live.stack.refresh();
  live.setProgram(program("3"));
  await live.stack.up();
  expect(await versions()).toEqual([
    ["3", 5],
    ["3", 4],
  ]);
  await live.expectQuiet();
});

import * as docker from "@pulumi/docker";
import type { PulumiFn } from "@pulumi/pulumi/automation";
import type { Properties, Property } from "../../provider/handler/properties";
import { inputPaths } from "../../provider/documentation/inputPaths";
import { newerProperties } from "../../provider/mapping/fields/newerProperties";
import { serviceTable } from "../../provider/mapping/service/service";
import { handlers } from "../../provider/resources";
import { dockerSchema } from "../../provider/schema/dockerSchema";
import { readLab } from "../support/lab";
import { serviceExamples } from "../support/serviceExamples";
import { createLiveStack, type LiveStack } from "../support/stack";

// One service for each input, with the values that the Engine can treat as unset, and with the default of the input.
// The services have no tasks, so that one update can deploy hundreds of them.
const lab = readLab();
const token = "docker:index/service:Service";

/** Empty values and defaults. Values that an input does not accept are left out for it. */
const candidates: readonly Property[] = [
  ...["", 0, false, [], {}, "0s", "0", "1"],
  ...["5s", "10s", "1s", 1, true, "pause", "stop-first", "any", "vip", "tcp", "default", "container", "rprivate"],
];

interface Variant {
  readonly path: string;
  readonly value: Property;
  readonly inputs: Properties;
}

function variants(): Variant[] {
  const handler = handlers.get(token);
  const all = serviceExamples();
  if (handler === undefined) throw new Error(`${token} is not served`);
  return inputPaths(dockerSchema, token)
    .filter(({ path }) => !path.startsWith("name") && !path.startsWith("convergeConfig") && !path.startsWith("auth"))
    .flatMap(({ path }) => {
      const steps = path.replaceAll("[]", ".0").split(".");
      const base = all.find((inputs) => at(inputs, steps) !== undefined);
      if (base === undefined) throw new Error(`no example has ${path}`);
      const accepts = (value: Property): boolean => {
        const news = withValue(base, steps, value);
        const request = {
          urn: "",
          logicalName: "web",
          olds: undefined,
          before: undefined,
          news,
          autoname: () => "web",
        };
        return handler.check(request).failures.length === 0;
      };
      // Text of the user has no default, and the object that it refers to must exist.
      const isFree = accepts("a text like no other");
      return (
        candidates
          .filter((value) => accepts(value) && (!isFree || value === ""))
          .filter((value) => JSON.stringify(value) !== JSON.stringify(at(base, steps)))
          .map((value): Variant => ({ path, value, inputs: withoutTasks(withValue(base, steps, value), path) }))
          // The Engine of the lab may not know them.
          .filter(({ inputs }) => newerProperties(serviceTable.shape, inputs).length === 0)
      );
    });
}

/** Starts no tasks, because the test only checks what the Engine stores. */
function withoutTasks(inputs: Properties, path: string): Properties {
  if (path.startsWith("mode")) return inputs;
  return { ...inputs, mode: { replicated: { replicas: 0 } } };
}

function at(value: Property, [step, ...rest]: readonly string[]): Property {
  if (step === undefined) return value;
  return typeof value === "object" && value !== null ? at((value as Record<string, Property>)[step], rest) : undefined;
}

function withValue(value: Property, [step, ...rest]: readonly string[], next: Property): Properties {
  if (step === undefined) return next as Properties;
  const inner = withValue(at(value, [step]), rest, next);
  if (Array.isArray(value)) return value.map((one, i) => (String(i) === step ? inner : one)) as unknown as Properties;
  return { ...(value as Properties), [step]: inner };
}

let live: LiveStack;
const declared = variants();

const program: PulumiFn = () => {
  const network = new docker.Network("zero", { driver: "overlay" });
  const secret = new docker.Secret("password", { name: "password", data: "QQ==" });
  const config = new docker.ServiceConfig("site", { name: "site", data: "QQ==" });
  declared.forEach(({ inputs }, i) => {
    const text = JSON.stringify({ ...inputs, name: `zero-${i}` }).replaceAll("shop/web:1", lab.image);
    const args = JSON.parse(text, (key, value: unknown) => {
      if (value === "backend" && key === "name") return network.name;
      if (value !== "id") return value;
      return key === "secretId" ? secret.id : key === "configId" ? config.id : network.id;
    }) as docker.ServiceArgs;
    new docker.Service(`zero-${i}`, { ...args, convergeConfig: { timeout: "0s" } });
  });
  return Promise.resolve({});
};

beforeAll(async () => {
  live = await createLiveStack("zero", lab.dockerHost, program);
  await live.stack.up();
});

afterAll(async () => {
  await live.remove();
});

test("An input with a zero, an empty value or its default shows no change after a deployment", async () => {
  expect(declared.map(({ path, value }) => `${path}=${JSON.stringify(value)}`)).toContain('updateConfig.monitor="0s"');
  expect(declared.length).toBeGreaterThan(150);
  await live.expectQuiet();
});

import { createRequire } from "node:module";
import type { ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import {
  AnalyzeRequest,
  type AnalyzeResponse,
  AnalyzerResource,
  AnalyzerResourceOptions,
  AnalyzeStackRequest,
} from "@pulumi/pulumi/proto/analyzer_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { networkType } from "../../../policies/facts/network";
import { joinPolicies, type Configured } from "../../../policies/sdk/joinPolicies";
import type { Method } from "../../../policies/sdk/interceptServer";
import { unknownText } from "./violations";

type MakeMethod = (name: string, version: string, level: string, policies: readonly object[]) => Method;

const sdk = createRequire(__filename)("@pulumi/policy/server") as {
  makeAnalyzeRpcFun: MakeMethod;
  makeAnalyzeStackRpcFun: MakeMethod;
};

type ResourceValidation = Extract<ResourceValidationPolicy["validateResource"], (...args: never[]) => unknown>;

type Rule = Omit<ResourceValidationPolicy, "validateResource"> & {
  readonly validateResource: ResourceValidation;
};

const about = (name: string, validateResource: Rule["validateResource"], more: Partial<Rule> = {}): Rule => ({
  name,
  description: `The rule ${name}.`,
  enforcementLevel: "mandatory",
  validateResource,
  ...more,
});

const own = ({ enforcementLevel = "advisory" }: Rule): Configured => ({ level: enforcementLevel, settings: {} });

/** What the SDK answers about a network when it runs these policies. */
function answerTo(policies: readonly object[]): Promise<AnalyzeResponse.AsObject> {
  const request = new AnalyzeRequest();
  request.setType(networkType);
  request.setName("backend");
  request.setProperties(Struct.fromJavaScript({ driver: "overlay", name: unknownText }));
  request.setOptions(new AnalyzerResourceOptions());
  return ask(sdk.makeAnalyzeRpcFun("pack", "1.0.0", "advisory", policies), request);
}

function ask(method: Method, request: object): Promise<AnalyzeResponse.AsObject> {
  return new Promise((resolve, reject) => {
    void method({ request }, (error, response) => {
      if (error instanceof Error) reject(error);
      else resolve((response as AnalyzeResponse).toObject());
    });
  });
}

/** The policies as one. */
const joined = (policies: readonly Rule[], configured = own): object => ({
  name: "joined",
  description: "All of them.",
  validateResource: joinPolicies(
    policies,
    (policy, args: never, report) => policy.validateResource(args, report),
    configured,
  ),
});

test("The SDK answers the same for joined policies as for the policies one after the other", async () => {
  const policies = [
    about(
      "driver",
      ({ name, props }, report) => {
        report(`${name} is ${String(props["driver"])}.`);
      },
      { severity: "high" },
    ),
    about(
      "twice",
      (_, report) => {
        report("first", "urn:a");
        report("second");
      },
      { enforcementLevel: "advisory" },
    ),
    about("silent", () => undefined),
    about(
      "off",
      (_, report) => {
        report("never");
      },
      { enforcementLevel: "disabled" },
    ),
    about(
      "fixed",
      (_, report) => {
        report("is left");
      },
      { enforcementLevel: "remediate" },
    ),
    about(
      "undecided",
      ({ props }, report) => {
        report(String(props["name"]));
      },
      { severity: "low" },
    ),
  ];
  const separate = await answerTo(policies);
  expect(separate.diagnosticsList.map(({ policyname }) => policyname)).toEqual([
    "driver",
    "twice",
    "twice",
    "fixed",
    "undecided",
  ]);
  const asPack = JSON.parse(JSON.stringify(separate).replace("'pack@v1.0.0'", "'swarm-network'")) as unknown;
  expect(await answerTo([joined(policies)])).toEqual(asPack);
});

test("A policy has the level and the settings of the configuration", async () => {
  const seen: unknown[] = [];
  const settings = { allow: ["backend"] };
  const policies = ["a", "b"].map((name) =>
    about(name, (args, report) => {
      seen.push(args.getConfig());
      report(name);
    }),
  );
  const { diagnosticsList } = await answerTo([
    joined(policies, ({ name }) => ({ level: name === "a" ? "advisory" : "disabled", settings })),
  ]);
  expect(diagnosticsList.map(({ policyname, enforcementlevel }) => [policyname, enforcementlevel])).toEqual([["a", 0]]);
  expect(seen).toEqual([settings]);
  expect(seen[0]).toBe(settings);
});

test("Any other error of a policy fails the request and names the policy", async () => {
  const broken = about("broken", () => {
    throw new RangeError("no such thing");
  });
  await expect(answerTo([joined([broken])])).rejects.toThrow(/The policy broken failed: RangeError: no such thing/);
});

test("All policies about the stack get the same resources, which the SDK prepares once", async () => {
  const seen: unknown[] = [];
  const policies = ["a", "b"].map((name): StackValidationPolicy => ({
    name,
    description: name,
    validateStack: ({ resources }) => void seen.push(resources),
  }));
  const request = new AnalyzeStackRequest();
  const resource = new AnalyzerResource();
  resource.setProperties(Struct.fromJavaScript({}));
  resource.setOptions(new AnalyzerResourceOptions());
  request.setResourcesList([resource]);
  const validateStack = joinPolicies(
    policies,
    (policy, args: never, report) => policy.validateStack(args, report),
    () => ({ level: "mandatory", settings: {} }),
  );
  await ask(
    sdk.makeAnalyzeStackRpcFun("pack", "1.0.0", "advisory", [{ name: "joined", description: "", validateStack }]),
    request,
  );
  expect(seen).toHaveLength(2);
  expect(seen[0]).toHaveLength(1);
  expect(seen[1]).toBe(seen[0]);
});

import { AnalyzeRequest, AnalyzerResourceOptions, AnalyzeStackRequest } from "@pulumi/pulumi/proto/analyzer_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { createRequire } from "node:module";
import { overlayNetworkType, networkType } from "../../../policies/facts/network";
import { nodeType } from "../../../policies/facts/node";
import { serviceType, swarmServiceType } from "../../../policies/facts/service";
import { policies, policiesAbout, stackPolicies } from "../../../policies/pack";
import type { Method } from "../../../policies/sdk/interceptServer";
import { selectPolicies } from "../../../policies/sdk/selectPolicies";

const sdk = createRequire(__filename)("@pulumi/policy/server") as {
  makeAnalyzeRpcFun: (name: string, version: string, level: string, policies: readonly object[]) => Method;
  makeAnalyzeStackRpcFun: (name: string, version: string, level: string, policies: readonly object[]) => Method;
};

/** The policies that the SDK runs for requests, in the order of the requests. */
async function ranFor(...requests: readonly (AnalyzeRequest | AnalyzeStackRequest)[]): Promise<string[]> {
  const ran: string[] = [];
  const of = (name: string, validation: string) => ({
    name,
    description: name,
    [validation]: () => Promise.resolve(ran.push(name)),
  });
  const networks = of("network", "validateResource");
  const services = of("service", "validateResource");
  const stack = of("stack", "validateStack");
  const list = [networks, services, stack];
  const methods = selectPolicies(list, (type) => (type === networkType ? [networks] : [services]), [stack], {
    analyze: sdk.makeAnalyzeRpcFun("pack", "1.0.0", "advisory", list),
    analyzeStack: sdk.makeAnalyzeStackRpcFun("pack", "1.0.0", "advisory", list),
  });
  await Promise.all(
    requests.map(
      (request) =>
        new Promise((resolve) => {
          void methods[request instanceof AnalyzeRequest ? "analyze" : "analyzeStack"]?.({ request }, resolve);
        }),
    ),
  );
  expect([...list]).toHaveLength(3);
  return ran.sort();
}

function about(type: string): AnalyzeRequest {
  const request = new AnalyzeRequest();
  request.setType(type);
  request.setProperties(Struct.fromJavaScript({}));
  request.setOptions(new AnalyzerResourceOptions());
  return request;
}

test("The SDK runs only the policies about the type of a resource, or those about the stack", async () => {
  expect(await ranFor(about(networkType))).toEqual(["network"]);
  expect(await ranFor(about(serviceType))).toEqual(["service"]);
  expect(await ranFor(new AnalyzeStackRequest())).toEqual(["stack"]);
});

test("Requests at the same time get their own policies", async () => {
  expect(await ranFor(about(networkType), new AnalyzeStackRequest(), about(serviceType))).toEqual([
    "network",
    "service",
    "stack",
  ]);
});

test.each([networkType, serviceType, nodeType, overlayNetworkType, swarmServiceType])(
  "Every policy that checks the type %s is about it",
  (type) => {
    const expected = policies.filter((policy) => "types" in policy && policy.types.includes(type));
    expect(policiesAbout(type)).toEqual(expected.length === 0 ? [expect.anything()] : expected);
  },
);

test("A component that no policy checks is still noted, other resources are not", () => {
  expect(policiesAbout("swarm:index:Later")).toHaveLength(1);
  expect(policiesAbout("random:index/randomPet:RandomPet")).toEqual([]);
});

test("Each policy is about a resource or about the stack", () => {
  const types = new Set(policies.flatMap((policy) => ("types" in policy ? policy.types : [])));
  const all = new Set([...stackPolicies, ...[...types].flatMap((type) => policiesAbout(type))]);
  expect(policies.filter((policy) => !all.has(policy))).toEqual([]);
});

test("A component is shown to a policy that is on, even if those about its type are off", () => {
  const [overlay, service] = ["swarm:index:OverlayNetwork", "swarm:index:SwarmService"];
  const names = policiesAbout(overlay, () => false).map(({ name }) => name);
  expect(names).not.toEqual([]);
  const last = policiesAbout(overlay, ({ name }) => names.includes(name)).at(-1);
  expect(names).not.toContain(last?.name);
  const only = "swarm-network-require-valid-name";
  expect(policiesAbout(service, ({ name }) => name !== only).map(({ name }) => name)).toEqual([only]);
  expect(policiesAbout("random:index:Any", () => false)).toEqual([]);
});

import { networkType } from "../../../../../policies/facts/network";
import { networkDisallowGatewayBridgeTraffic as policy } from "../../../../../policies/rules/network/networkDisallowGatewayBridgeTraffic";
import { accepted, evaluate, undecided, unknownText, type Verdict } from "../../violations";

const key = "com.docker.network.bridge.enable_icc";
const bridge = (options: unknown, name: unknown = "docker_gwbridge"): Verdict =>
  evaluate(policy, networkType, "gateway", { name, driver: "bridge", options });

const refusal = (given: string): Verdict => ({
  violations: [
    `Network "gateway" is the docker_gwbridge of a node and ${given}: containers on one node reach each other, ` +
      'whatever networks they are on. Set the option to "false".',
  ],
});

test("The traffic between containers must be off", () => {
  expect(bridge({ [key]: "false" })).toEqual(accepted);
  expect(bridge({ [key]: "False" })).toEqual(accepted);
  expect(bridge({ [key]: "0" })).toEqual(accepted);
  expect(bridge({ [key]: "true" })).toEqual(refusal(`has the option ${key} "true"`));
  expect(bridge({})).toEqual(refusal(`does not set the option ${key}`));
  expect(bridge(undefined)).toEqual(refusal(`does not set the option ${key}`));
});

test("Other networks pass, and unknown values leave the verdict open", () => {
  expect(bridge({ [key]: "true" }, "web")).toEqual(accepted);
  expect(bridge(unknownText)).toEqual(undecided("options"));
  expect(bridge({}, unknownText)).toEqual(undecided("name"));
});

import { stackDisallowWindowsOnEncryptedNetwork as policy } from "../../../../../policies/rules/stack/stackDisallowWindowsOnEncryptedNetwork";
import {
  idOf,
  evaluateRule,
  overlay,
  planned,
  plannedService,
  port,
  publish,
  service,
  silent,
  undecided,
} from "../../stacks";
import { unknownText } from "../../violations";

const secure = overlay("secure", { options: { encrypted: "" } });
const plain = overlay("plain");
const windows = { taskSpec: { placement: { constraints: ["node.platform.os==windows"] } } };

const refusal = (why = "node.platform.os==windows", network = "secure"): ReturnType<typeof evaluateRule> => ({
  violations: [
    [
      "api",
      `Service "api" runs on Windows (${why}) and is on the encrypted network "${network}": Windows ignores the ` +
        "encryption without an error, so the traffic is unencrypted or does not arrive. Run the service on Linux, or " +
        "attach it to an unencrypted network.",
    ],
  ],
});

test("The rule accepts Windows on an unencrypted network, and Linux on an encrypted one", () => {
  expect(evaluateRule(policy, [secure, plain, service("api", ["plain"], windows), service("web", ["secure"])])).toEqual(
    silent,
  );
});

test("The rule refuses Windows on an encrypted network, with any value of the option", () => {
  expect(evaluateRule(policy, [secure, service("api", ["secure"], windows)])).toEqual(refusal());
  expect(evaluateRule(policy, [secure, service("api", [{ name: "secure" }], windows)])).toEqual(refusal());
  const misleading = overlay("secure", { options: { encrypted: "false" } });
  expect(evaluateRule(policy, [misleading, service("api", ["secure"], windows)])).toEqual(refusal());
});

test.each([
  [{ constraints: ["node.platform.os != linux"] }, "node.platform.os != linux"],
  [{ constraints: ["node.labels.os==Windows"] }, "node.labels.os==Windows"],
  [{ platforms: [{ os: "WINDOWS", architecture: "amd64" }] }, "platform WINDOWS"],
])("The rule recognizes Windows by %j", (placement, why) => {
  expect(evaluateRule(policy, [secure, service("api", ["secure"], { taskSpec: { placement } })])).toEqual(refusal(why));
});

test("The rule recognizes a Windows image", () => {
  const image = "mcr.microsoft.com/windows/nanoserver:ltsc2022";
  expect(
    evaluateRule(policy, [secure, service("api", ["secure"], { taskSpec: { containerSpec: { image } } })]),
  ).toEqual(refusal(`image ${image}`));
});

test("The rule refuses Windows behind an encrypted ingress", () => {
  const edge = overlay("edge", { ingress: true, options: { encrypted: "" } });
  expect(evaluateRule(policy, [edge, plain, service("api", ["plain"], { ...windows, ...publish(port(80)) })])).toEqual(
    refusal(undefined, "edge"),
  );
  const host = publish(port(80, { publishMode: "host" }));
  expect(evaluateRule(policy, [edge, plain, service("api", ["plain"], { ...windows, ...host })])).toEqual(silent);
});

test("The rule accepts the key in another case, which does not encrypt", () => {
  const near = overlay("near", { options: { Encrypted: "true" } });
  expect(evaluateRule(policy, [near, service("api", ["near"], windows)])).toEqual(silent);
});

describe("The rule, in a preview with unknown values", () => {
  it("refuses a service if the one network that it depends on is encrypted", () => {
    const later = planned("secure", { options: { encrypted: unknownText } });
    expect(evaluateRule(policy, [later, plannedService("api", ["secure"], [{}], windows)])).toEqual(refusal());
  });

  it("cannot decide if the placement, the options or the network is unknown", () => {
    const placement = { taskSpec: { placement: unknownText } };
    expect(evaluateRule(policy, [secure, service("api", ["secure"], placement)])).toEqual(
      undecided(`service "api"`, "taskSpec.placement"),
    );
    const open = overlay("open", { options: unknownText });
    expect(evaluateRule(policy, [open, service("api", ["open"], windows)])).toEqual(
      undecided(`network "open"`, "options"),
    );
    const later = [planned("secure", { options: { encrypted: "" } }), planned("plain")];
    expect(evaluateRule(policy, [...later, plannedService("api", ["secure", "plain"], [{}], windows)])).toEqual(
      undecided(`service "api"`, "taskSpec.networksAdvanceds[0].id"),
    );
  });

  it("ignores unknown values that do not matter", () => {
    expect(evaluateRule(policy, [plain, service("api", ["plain"], { taskSpec: { placement: unknownText } })])).toEqual(
      silent,
    );
    expect(evaluateRule(policy, [secure, service("api", [{ id: idOf("other") }], windows)])).toEqual(silent);
    const open = plannedService("api", ["a", "b"], [{}], windows);
    expect(evaluateRule(policy, [planned("a"), planned("b"), open])).toEqual(silent);
  });
});

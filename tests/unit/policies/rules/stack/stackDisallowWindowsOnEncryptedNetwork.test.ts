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
      `Service "api" runs on Windows (${why}) and is on the network "${network}", which is encrypted: Windows ignores that without an ` +
        `error, so its traffic is in clear or gets nowhere. Run it on Linux, or give it a network that is not encrypted.`,
    ],
  ],
});

it("accepts Windows on a network that is not encrypted, and Linux on one that is", () => {
  expect(evaluateRule(policy, [secure, plain, service("api", ["plain"], windows), service("web", ["secure"])])).toEqual(
    silent,
  );
});

it("refuses Windows on an encrypted network, whatever its value says and however it is named", () => {
  expect(evaluateRule(policy, [secure, service("api", ["secure"], windows)])).toEqual(refusal());
  expect(evaluateRule(policy, [secure, service("api", [{ name: "secure" }], windows)])).toEqual(refusal());
  const misleading = overlay("secure", { options: { encrypted: "false" } });
  expect(evaluateRule(policy, [misleading, service("api", ["secure"], windows)])).toEqual(refusal());
});

it.each([
  [{ constraints: ["node.platform.os != linux"] }, "node.platform.os != linux"],
  [{ constraints: ["node.labels.os==Windows"] }, "node.labels.os==Windows"],
  [{ platforms: [{ os: "WINDOWS", architecture: "amd64" }] }, "platform WINDOWS"],
])("sees through %j", (placement, why) => {
  expect(evaluateRule(policy, [secure, service("api", ["secure"], { taskSpec: { placement } })])).toEqual(refusal(why));
});

it("knows an image for Windows", () => {
  const image = "mcr.microsoft.com/windows/nanoserver:ltsc2022";
  expect(
    evaluateRule(policy, [secure, service("api", ["secure"], { taskSpec: { containerSpec: { image } } })]),
  ).toEqual(refusal(`image ${image}`));
});

it("refuses Windows behind an encrypted ingress", () => {
  const edge = overlay("edge", { ingress: true, options: { encrypted: "" } });
  expect(evaluateRule(policy, [edge, plain, service("api", ["plain"], { ...windows, ...publish(port(80)) })])).toEqual(
    refusal(undefined, "edge"),
  );
  const host = publish(port(80, { publishMode: "host" }));
  expect(evaluateRule(policy, [edge, plain, service("api", ["plain"], { ...windows, ...host })])).toEqual(silent);
});

it("lets the key in another case be, which does not encrypt", () => {
  const near = overlay("near", { options: { Encrypted: "true" } });
  expect(evaluateRule(policy, [near, service("api", ["near"], windows)])).toEqual(silent);
});

describe("in a preview that does not know everything", () => {
  it("refuses when the one network that the service was made from is encrypted", () => {
    const later = planned("secure", { options: { encrypted: unknownText } });
    expect(evaluateRule(policy, [later, plannedService("api", ["secure"], [{}], windows)])).toEqual(refusal());
  });

  it("cannot decide while the placement, the options or the network is unknown", () => {
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

  it("is silent when what is unknown does not matter", () => {
    expect(evaluateRule(policy, [plain, service("api", ["plain"], { taskSpec: { placement: unknownText } })])).toEqual(
      silent,
    );
    expect(evaluateRule(policy, [secure, service("api", [{ id: idOf("other") }], windows)])).toEqual(silent);
  });
});

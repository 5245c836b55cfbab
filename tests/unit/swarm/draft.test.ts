import fc from "fast-check";
import { checkAttachments } from "../../../swarm/attachments";
import { isPresent, unknown } from "../../../swarm/draft";
import { checkDuration } from "../../../swarm/durations";
import { checkIngress } from "../../../swarm/ingress";
import { checkLabels, isSensitive } from "../../../swarm/labels";
import { checkMtu } from "../../../swarm/mtu";
import { checkName } from "../../../swarm/names";
import { checkOptions, misleadingEncrypted } from "../../../swarm/options";
import { checkEndpoint, checkPorts } from "../../../swarm/ports";
import type { Problem } from "../../../swarm/problem";
import { checkReplicas } from "../../../swarm/replicas";
import { checkSubnets } from "../../../swarm/subnet";

describe("isPresent", () => {
  it.each([0, false, "", [], {}])("is true for %j", (value) => {
    expect(isPresent(value)).toBe(true);
  });

  it.each([undefined, null, unknown])("is false for %p", (value) => {
    expect(isPresent(value)).toBe(false);
  });
});

/** All rules, with the fields that they read. */
const rules: readonly (readonly [string, (draft: never) => Problem[], readonly string[]])[] = [
  ["checkAttachments", checkAttachments, ["id", "name", "aliases"]],
  ["checkDuration", checkDuration, []],
  ["checkEndpoint", checkEndpoint, ["mode", "ports"]],
  ["checkIngress", checkIngress, ["ingress", "attachable", "driver"]],
  ["checkLabels", checkLabels, ["label", "value"]],
  ["checkMtu", checkMtu, []],
  ["checkName", checkName, []],
  ["checkOptions", checkOptions, ["encrypted", "Encrypted", "com.docker.network.driver.mtu"]],
  ["checkPorts", checkPorts, ["targetPort", "publishedPort", "protocol", "publishMode"]],
  ["checkReplicas", checkReplicas, []],
  ["checkSubnets", checkSubnets, ["subnet", "gateway", "ipRange"]],
];

/** Any JavaScript value, and values that are unknown in a preview. */
const anything = fc.oneof(
  { weight: 4, arbitrary: fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true }) },
  { weight: 1, arbitrary: fc.constant(unknown) },
);

describe.each(rules)("%s", (_, rule, fields) => {
  const object = fc.record(Object.fromEntries(fields.map((field) => [field, anything])), { requiredKeys: [] });
  const draft = fc.oneof(anything, object, fc.array(fc.oneof(object, anything), { maxLength: 4 }));

  it("reports every invalid value in sentences, and never throws", () => {
    fc.assert(
      fc.property(draft, (value) => {
        for (const { reason } of rule(value as never)) expect(reason).toMatch(/^'.+[.?]$/s);
      }),
    );
  });
});

describe("Predicates", () => {
  it("accept any value, and never throw", () => {
    fc.assert(
      fc.property(anything, (value) => {
        const labels = [{ label: "swarm.network.sensitive", value }];
        expect([true, false, undefined]).toContain(isSensitive(labels as never));
        expect([true, false, undefined]).toContain(isSensitive(value as never));
        expect(["string", "undefined"]).toContain(typeof misleadingEncrypted({ encrypted: value }));
      }),
    );
  });
});

import { evaluateResource, urnOf } from "../../../../../policies/evaluation/evaluate";
import { overlayNetworkType } from "../../../../../policies/facts/network";
import { networkRequireEncryption } from "../../../../../policies/rules/network/networkRequireEncryption";
import { stackRequireEncryptedIngress as policy } from "../../../../../policies/rules/stack/stackRequireEncryptedIngress";
import { evaluateRule, overlay, silent, undecided } from "../../stacks";
import { unknownText } from "../../violations";

const mark = { label: "swarm.network.sensitive", value: "true" };
const payments = overlay("payments", { labels: [mark], options: { encrypted: "" } });
const edge = overlay("edge", { ingress: true });
const secureEdge = overlay("edge", { ingress: true, options: { encrypted: "" } });

const refusal = (because: string, hint = ""): ReturnType<typeof evaluateRule> => ({
  violations: [
    [
      "edge",
      `Network "edge" is the ingress and is not encrypted, and network "payments" ${because}: what comes in for it crosses between ` +
        `the nodes in clear.${hint} Give the ingress the option encrypted: "" ('encrypted' true in an IngressConfig), or name it in ` +
        `this rule's setting "except".`,
    ],
  ],
});

const labelled = refusal("has the label swarm.network.sensitive");

it("accepts an encrypted ingress, with any value of the key", () => {
  expect(evaluateRule(policy, [payments, secureEdge])).toEqual(silent);
  expect(
    evaluateRule(policy, [payments, overlay("edge", { ingress: true, options: { encrypted: unknownText } })]),
  ).toEqual(silent);
});

it("accepts any ingress where nothing is sensitive, or where the stack has no ingress", () => {
  expect(evaluateRule(policy, [edge, overlay("payments")])).toEqual(silent);
  expect(evaluateRule(policy, [edge, overlay("payments", { labels: [{ ...mark, value: "false" }] })])).toEqual(silent);
  expect(evaluateRule(policy, [payments])).toEqual(silent);
});

it("refuses an ingress in clear beside a sensitive network", () => {
  expect(evaluateRule(policy, [payments, edge])).toEqual(labelled);
  expect(evaluateRule(policy, [payments, overlay("edge", { ingress: true, driver: undefined })])).toEqual(labelled);
});

it("refuses the key in another case, and says so", () => {
  const near = overlay("edge", { ingress: true, options: { Encrypted: "true" } });
  expect(evaluateRule(policy, [payments, near])).toEqual(
    refusal("has the label swarm.network.sensitive", ` The driver does not know the option "Encrypted".`),
  );
});

it("takes the settings' word for what is sensitive", () => {
  expect(evaluateRule(policy, [overlay("payments"), edge], { sensitiveNames: ["pay*"] })).toEqual(
    refusal(`is sensitive by its name ("pay*")`),
  );
});

it("is content with an encrypted overlay as a reason when the setting says so", () => {
  const encrypted = overlay("payments", { options: { encrypted: "" } });
  expect(evaluateRule(policy, [encrypted, edge])).toEqual(silent);
  expect(evaluateRule(policy, [encrypted, edge], { always: true })).toEqual(refusal("is encrypted"));
});

it("looks at each swarm by itself", () => {
  expect(
    evaluateRule(policy, [
      { ...payments, provider: { host: "east" } },
      { ...edge, provider: { host: "west" } },
    ]),
  ).toEqual(silent);
});

it("cannot decide while the labels of a network, or the options of the ingress, are unknown", () => {
  expect(evaluateRule(policy, [overlay("payments", { labels: unknownText }), edge])).toEqual(
    undecided(`network "payments"`, "labels"),
  );
  expect(evaluateRule(policy, [payments, overlay("edge", { ingress: true, options: unknownText })])).toEqual(
    undecided(`network "edge"`, "options"),
  );
  expect(evaluateRule(policy, [overlay("payments", { labels: unknownText }), secureEdge])).toEqual(silent);
});

it("lets through an ingress that is excepted, by its logical name or its name in the swarm", () => {
  expect(evaluateRule(policy, [payments, edge], { except: ["EDGE"] })).toEqual(silent);
  expect(
    evaluateRule(policy, [payments, overlay("edge", { ingress: true, name: "mesh" })], { except: ["mesh"] }),
  ).toEqual(silent);
  expect(evaluateRule(policy, [payments, edge], { except: ["payments"] })).toEqual(labelled);
});

it("knows the ingress by a flag that is text, as a language without types gives it", () => {
  expect(evaluateRule(policy, [payments, overlay("edge", { ingress: "true" })])).toEqual(labelled);
  expect(evaluateRule(policy, [payments, overlay("edge", { ingress: "false" })])).toEqual(silent);
});

it("goes by the component's input where a transform has taken the label away", () => {
  const urn = urnOf(overlayNetworkType, "vault");
  const child = { ...overlay("payments"), parent: urn };
  const component = { type: overlayNetworkType, name: "vault", urn, props: { id: "n1" } };
  // A rule about networks is shown the component's inputs before; at the end there are its outputs.
  const show = (props: object): unknown =>
    evaluateResource(networkRequireEncryption, { ...component, props: { ...props } });
  show({ sensitive: true });
  expect(evaluateRule(policy, [component, child, edge])).toEqual(refusal("is that of a sensitive OverlayNetwork"));
  show({ sensitive: false });
  expect(evaluateRule(policy, [component, child, edge])).toEqual(silent);
});

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
      `Network "edge" is the ingress and is not encrypted, but network "payments" ${because}: requests for it cross ` +
        `the wire between nodes in plain text.${hint} Add options: { encrypted: "" } (encrypted: true in an ` +
        `IngressConfig), or list the network in this rule's "except" setting.`,
    ],
  ],
});

const labelled = refusal("has the label swarm.network.sensitive");

test("The rule accepts an encrypted ingress, with any value of the key", () => {
  expect(evaluateRule(policy, [payments, secureEdge])).toEqual(silent);
  expect(
    evaluateRule(policy, [payments, overlay("edge", { ingress: true, options: { encrypted: unknownText } })]),
  ).toEqual(silent);
});

test("The rule accepts any ingress if no network is sensitive, and a stack without an ingress", () => {
  expect(evaluateRule(policy, [edge, overlay("payments")])).toEqual(silent);
  expect(evaluateRule(policy, [edge, overlay("payments", { labels: [{ ...mark, value: "false" }] })])).toEqual(silent);
  expect(evaluateRule(policy, [payments])).toEqual(silent);
  expect(evaluateRule(policy, [overlay("edge", { ingress: true, labels: [mark] })])).toEqual(silent);
});

test("The rule refuses an unencrypted ingress next to a sensitive network", () => {
  expect(evaluateRule(policy, [payments, edge])).toEqual(labelled);
  expect(evaluateRule(policy, [payments, overlay("edge", { ingress: true, driver: undefined })])).toEqual(labelled);
});

test("The rule refuses the key in another case, and says so", () => {
  const near = overlay("edge", { ingress: true, options: { Encrypted: "true" } });
  expect(evaluateRule(policy, [payments, near])).toEqual(
    refusal("has the label swarm.network.sensitive", ` The driver does not know the option "Encrypted".`),
  );
});

test("The rule reads from the settings what is sensitive", () => {
  expect(evaluateRule(policy, [overlay("payments"), edge], { sensitiveNames: ["pay*"] })).toEqual(
    refusal(`is sensitive by its name ("pay*")`),
  );
});

test("The rule also requires encryption next to an encrypted network if the setting says so", () => {
  const encrypted = overlay("payments", { options: { encrypted: "" } });
  expect(evaluateRule(policy, [encrypted, edge])).toEqual(silent);
  expect(evaluateRule(policy, [encrypted, edge], { always: true })).toEqual(refusal("is encrypted"));
});

test("The rule checks each swarm separately", () => {
  expect(
    evaluateRule(policy, [
      { ...payments, provider: { host: "east" } },
      { ...edge, provider: { host: "west" } },
    ]),
  ).toEqual(silent);
});

test("The rule cannot decide if the labels of a network or the options of the ingress are unknown", () => {
  expect(evaluateRule(policy, [overlay("payments", { labels: unknownText }), edge])).toEqual(
    undecided(`network "payments"`, "labels"),
  );
  expect(evaluateRule(policy, [payments, overlay("edge", { ingress: true, options: unknownText })])).toEqual(
    undecided(`network "edge"`, "options"),
  );
  expect(evaluateRule(policy, [overlay("payments", { labels: unknownText }), secureEdge])).toEqual(silent);
  const open = { options: { encrypted: "" }, ingress: unknownText };
  expect(evaluateRule(policy, [overlay("payments", { ...open, labels: [mark] }), edge])).toEqual(
    undecided(`network "payments"`, "ingress"),
  );
  expect(evaluateRule(policy, [overlay("payments", open), edge])).toEqual(silent);
});

test("The rule accepts an ingress that the settings except, by its logical or physical name", () => {
  expect(evaluateRule(policy, [payments, edge], { except: ["EDGE"] })).toEqual(silent);
  expect(
    evaluateRule(policy, [payments, overlay("edge", { ingress: true, name: "mesh" })], { except: ["mesh"] }),
  ).toEqual(silent);
  expect(evaluateRule(policy, [payments, edge], { except: ["payments"] })).toEqual(labelled);
});

test("The rule recognizes an ingress by a flag that is text, as untyped languages set it", () => {
  expect(evaluateRule(policy, [payments, overlay("edge", { ingress: "true" })])).toEqual(labelled);
  expect(evaluateRule(policy, [payments, overlay("edge", { ingress: "false" })])).toEqual(silent);
});

test("The rule uses the component's input if a transform has removed the label", () => {
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

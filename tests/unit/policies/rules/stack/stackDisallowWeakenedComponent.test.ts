import { evaluateResource, urnOf } from "../../../../../policies/evaluation/evaluate";
import { ingressConfigType, overlayNetworkType } from "../../../../../policies/facts/network";
import { networkRequireEncryption } from "../../../../../policies/rules/network/networkRequireEncryption";
import { stackDisallowWeakenedComponent as policy } from "../../../../../policies/rules/stack/stackDisallowWeakenedComponent";
import { evaluateRule, overlay, silent, undecided } from "../../stacks";
import { unknownText } from "../../violations";

const labels = [{ label: "swarm.network.sensitive", value: "true" }];
const options = { encrypted: "true" };

/** A network that is deployed in an OverlayNetwork of these inputs. */
function deployed(inputs: object, network: object, type = overlayNetworkType): ReturnType<typeof evaluateRule> {
  const urn = urnOf(type, "vault");
  const component = { type, name: "vault", urn };
  // A rule about networks is shown the component's inputs before; at the end there are its outputs.
  evaluateResource(networkRequireEncryption, { ...component, props: { ...inputs } });
  return evaluateRule(policy, [
    { ...component, props: { id: "n1" } },
    { ...overlay("net", { ...network }), parent: urn },
  ]);
}

const refused = (what: string): ReturnType<typeof evaluateRule> => ({
  violations: [
    [
      "net",
      `Network "net" ${what}, unlike OverlayNetwork "vault" declares: a transform has changed the network. ` +
        "Remove the transform, or change the inputs of the component.",
    ],
  ],
});

test("The rule accepts a network as the component declares it, with additions by a transform", () => {
  expect(deployed({ sensitive: true }, { labels, options })).toEqual(silent);
  expect(deployed({ encrypted: true }, { options: { encrypted: "" } })).toEqual(silent);
  expect(deployed({ internal: true, attachable: true }, { internal: true, attachable: true })).toEqual(silent);
  expect(deployed({}, {})).toEqual(silent);
  expect(deployed({}, { labels, options, internal: true })).toEqual(silent);
});

test("The rule reports each lost protection", () => {
  expect(deployed({ sensitive: true }, { labels })).toEqual(refused("is not encrypted"));
  expect(deployed({ sensitive: true }, { labels, options: { Encrypted: "true" } })).toEqual(
    refused("is not encrypted"),
  );
  expect(deployed({ encrypted: "true" }, {})).toEqual(refused("is not encrypted"));
  expect(deployed({ sensitive: true }, { options })).toEqual(refused("has no label swarm.network.sensitive"));
  expect(deployed({ sensitive: true }, { labels: [{ ...labels[0], value: "false" }], options })).toEqual(
    refused("has no label swarm.network.sensitive"),
  );
  expect(deployed({ internal: true }, { internal: false })).toEqual(refused("is not internal"));
  expect(deployed({}, { attachable: true })).toEqual(refused("is attachable"));
  expect(deployed({ sensitive: true }, {})).toEqual(
    refused("is not encrypted and has no label swarm.network.sensitive"),
  );
  expect(deployed({ sensitive: true, internal: true }, {})).toEqual(
    refused("is not encrypted, has no label swarm.network.sensitive and is not internal"),
  );
});

test("The rule reports the ingress of an IngressConfig that has lost its encryption", () => {
  const ingress = { ingress: true };
  expect(deployed({ encrypted: true }, { ...ingress, options }, ingressConfigType)).toEqual(silent);
  expect(deployed({}, ingress, ingressConfigType)).toEqual(silent);
  expect(deployed({ encrypted: true }, ingress, ingressConfigType)).toEqual({
    violations: [
      [
        "net",
        'Network "net" is not encrypted, unlike IngressConfig "vault" declares: a transform has changed the network. ' +
          "Remove the transform, or change the inputs of the component.",
      ],
    ],
  });
});

test("The rule ignores networks outside a component", () => {
  expect(deployed({ sensitive: true }, {}, "acme:index:Net")).toEqual(silent);
  expect(evaluateRule(policy, [overlay("net")])).toEqual(silent);
});

test("The rule uses the outputs of the component if no other rule has seen its inputs", () => {
  const urn = urnOf(overlayNetworkType, "unseen");
  const component = { type: overlayNetworkType, name: "vault", urn, props: { encrypted: true } };
  expect(evaluateRule(policy, [component, { ...overlay("net"), parent: urn }])).toEqual(refused("is not encrypted"));
  expect(evaluateRule(policy, [component, { ...overlay("net", { options }), parent: urn }])).toEqual(silent);
});

test("The rule cannot decide if the options or labels of the network are unknown", () => {
  expect(deployed({ sensitive: true }, { labels, options: unknownText })).toEqual(
    undecided('network "net"', "options"),
  );
  expect(deployed({ sensitive: true }, { labels: unknownText, options })).toEqual(undecided('network "net"', "labels"));
  expect(deployed({ sensitive: unknownText }, {})).toEqual(silent);
});

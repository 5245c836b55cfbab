import { Secret } from "@pulumi/policy";
import * as sdk from "@pulumi/policy";
import { remediate } from "../../../policies/evaluation/evaluate";
import { withOption, withValue } from "../../../policies/rule/remediation";
import { networkType } from "../../../policies/facts/network";
import { networkRequireEncryptionWhenSensitive } from "../../../policies/rules/network/networkRequireEncryptionWhenSensitive";
import { unknownText } from "./violations";

const { unknownCheckingProxy } = sdk as unknown as { unknownCheckingProxy: (properties: object) => object };

it("changes one value and leaves the others as they are, unknown and secret ones too", () => {
  const secret = new Secret("hush");
  const props = unknownCheckingProxy({ driver: "overlay", name: unknownText, labels: secret, attachable: true });
  const changed = withValue(props, "attachable", false);
  expect(changed).toEqual({ driver: "overlay", name: unknownText, labels: secret, attachable: false });
  expect(changed["labels"]).toBeInstanceOf(Secret);
});

it("adds an option beside those that are there, in a secret as well", () => {
  expect(withOption(unknownCheckingProxy({}), "encrypted", "")).toEqual({ options: { encrypted: "" } });
  expect(withOption(unknownCheckingProxy({ options: { dsr: unknownText } }), "encrypted", "")).toEqual({
    options: { dsr: unknownText, encrypted: "" },
  });
  const { options } = withOption(unknownCheckingProxy({ options: new Secret({ dsr: "" }) }), "encrypted", "");
  expect(options).toEqual(new Secret({ dsr: "", encrypted: "" }));
});

it("lets a rule see through a secret, so that it remediates what is broken and nothing else", () => {
  const labels = new Secret([{ label: "swarm.network.sensitive", value: "true" }]);
  const remediated = (options: object): unknown =>
    remediate(networkRequireEncryptionWhenSensitive, {
      type: networkType,
      name: "payments",
      props: { driver: "overlay", name: unknownText, labels, options },
    });
  expect(remediated(new Secret({ encrypted: "" }))).toBeUndefined();
  expect(remediated(new Secret({}))).toEqual({
    driver: "overlay",
    name: unknownText,
    labels,
    options: new Secret({ encrypted: "" }),
  });
});

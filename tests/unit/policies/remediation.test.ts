import { Secret } from "@pulumi/policy";
import * as sdk from "@pulumi/policy";
import { remediate } from "../../../policies/evaluation/evaluate";
import { withOption, withValue } from "../../../policies/rule/remediation";
import { networkType } from "../../../policies/facts/network";
import { networkRequireEncryptionWhenSensitive } from "../../../policies/rules/network/networkRequireEncryptionWhenSensitive";
import { unknownText } from "./violations";

const { unknownCheckingProxy } = sdk as unknown as { unknownCheckingProxy: (properties: object) => object };

test("withValue changes one value and keeps the others, including unknown values and secrets", () => {
  const secret = new Secret("hush");
  const props = unknownCheckingProxy({ driver: "overlay", name: unknownText, labels: secret, attachable: true });
  const changed = withValue(props, "attachable", false);
  expect(changed).toEqual({ driver: "overlay", name: unknownText, labels: secret, attachable: false });
  expect(changed["labels"]).toBeInstanceOf(Secret);
});

test("withOption adds an option to the others, even if the options are a secret", () => {
  expect(withOption(unknownCheckingProxy({}), "encrypted", "")).toEqual({ options: { encrypted: "" } });
  expect(withOption(unknownCheckingProxy({ options: { dsr: unknownText } }), "encrypted", "")).toEqual({
    options: { dsr: unknownText, encrypted: "" },
  });
  const { options } = withOption(unknownCheckingProxy({ options: new Secret({ dsr: "" }) }), "encrypted", "");
  expect(options).toEqual(new Secret({ dsr: "", encrypted: "" }));
});

test("A rule reads the value of a secret, so it remediates only violations", () => {
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

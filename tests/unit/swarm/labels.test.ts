import { unknown } from "../../../swarm/draft";
import { checkLabels, isSensitive } from "../../../swarm/labels";
import { swarmLabel } from "../../../swarm/swarmLabel";

describe("isSensitive", () => {
  it.each(["true", "TRUE", "yes", "1", "", "payments"])("is true for the value %j", (value) => {
    expect(isSensitive({ [swarmLabel.sensitive.key]: value })).toBe(true);
    expect(isSensitive([{ label: swarmLabel.sensitive.key, value }])).toBe(true);
  });

  it.each(["false", "False", "no", "0", "off"])("is false for the value %j", (value) => {
    expect(isSensitive({ [swarmLabel.sensitive.key]: value })).toBe(false);
    expect(isSensitive([{ label: swarmLabel.sensitive.key, value }])).toBe(false);
  });

  it("is true if the label has no value, because it can mean yes", () => {
    expect(isSensitive([{ label: swarmLabel.sensitive.key }])).toBe(true);
  });

  it("is false without the label", () => {
    expect([isSensitive(undefined), isSensitive({}), isSensitive([]), isSensitive({ sensitive: "true" })]).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });

  it("is undefined while the labels, the name of a label or the value is unknown", () => {
    expect(isSensitive(unknown)).toBeUndefined();
    expect(isSensitive([unknown])).toBeUndefined();
    expect(isSensitive([{ label: unknown, value: "true" }])).toBeUndefined();
    expect(isSensitive({ [swarmLabel.sensitive.key]: unknown })).toBeUndefined();
  });

  it("is true if one label says so, even if others are unknown", () => {
    expect(isSensitive([unknown, { label: swarmLabel.sensitive.key, value: "true" }])).toBe(true);
  });

  it("is true if two labels contradict each other", () => {
    const labels = ["false", "true"].map((value) => ({ label: swarmLabel.sensitive.key, value }));
    expect(isSensitive(labels)).toBe(true);
  });
});

describe("checkLabels", () => {
  it("accepts the user's labels in both forms, and no labels", () => {
    expect(checkLabels({ "com.example.team": "shop", [swarmLabel.sensitive.key]: "true" })).toEqual([]);
    expect(checkLabels([{ label: "com.docker.stack.namespace", value: "shop" }])).toEqual([]);
    expect([checkLabels(undefined), checkLabels([]), checkLabels({})]).toEqual([[], [], []]);
  });

  it("ignores unknown values", () => {
    expect([checkLabels(unknown), checkLabels([unknown]), checkLabels([{ label: unknown, value: unknown }])]).toEqual([
      [],
      [],
      [],
    ]);
  });

  it("refuses labels that are reserved for Swarm, in both forms", () => {
    const reason =
      `'label' "com.docker.swarm.predefined" starts with "com.docker.swarm.", which is reserved for Swarm. Use a ` +
      `prefix of your own.`;
    expect(checkLabels({ "com.docker.swarm.predefined": "true" })).toEqual([
      { path: '["com.docker.swarm.predefined"]', reason },
    ]);
    expect(checkLabels([{ label: "com.docker.swarm.predefined", value: "true" }])).toEqual([
      { path: "[0].label", reason },
    ]);
  });

  it("refuses the same label twice", () => {
    expect(checkLabels(["1", "2"].map((value) => ({ label: "tier", value })))).toEqual([
      { path: "[1].label", reason: `'label' "tier" is set twice, but only one value would remain. Remove one.` },
    ]);
  });

  it("refuses a label without a name, and a value that is not text", () => {
    expect(checkLabels([{ label: "", value: "x" }])).toEqual([
      { path: "[0].label", reason: `'label' "" is empty. Use a name, e.g. "com.example.team".` },
    ]);
    expect(checkLabels({ tier: 1 as never })).toEqual([
      { path: "tier", reason: `'tier' 1 is not text. Use text in quotes, e.g. "true".` },
    ]);
  });
});

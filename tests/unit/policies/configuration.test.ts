import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { environmentConfiguration, readConfiguration } from "../../../policies/configuration/configuration";
import { policies } from "../../../policies/pack";
import { levelsOf } from "../../../policies/configuration/profiles";

const rule = "swarm-network-require-encryption-when-sensitive";
const other = "swarm-network-disallow-encrypted-false";

describe("a configuration", () => {
  it("gives Pulumi the levels and settings of the rules that it names, and nothing of the others", () => {
    expect(readConfiguration({ [other]: "advisory", [rule]: { sensitiveNames: ["card*"] } }, "x.json")).toEqual({
      [other]: { enforcementLevel: "advisory" },
      [rule]: { sensitiveNames: ["card*"] },
    });
  });

  it("starts from a profile", () => {
    const config = readConfiguration({ extends: "strict", [other]: "disabled" }, "x.json");
    expect(Object.keys(config).length).toBe(policies.length);
    expect(config[other]).toEqual({ enforcementLevel: "disabled" });
    expect(config[rule]).toEqual({ enforcementLevel: "mandatory" });
  });

  it("gives 'all' to the rules that it does not name", () => {
    const config = readConfiguration({ all: "disabled", [rule]: "mandatory" }, "x.json");
    const on = Object.entries(config).filter(
      ([, entry]) => JSON.stringify(entry) !== `{"enforcementLevel":"disabled"}`,
    );
    expect(on).toEqual([[rule, { enforcementLevel: "mandatory" }]]);
    expect(Object.keys(config).length).toBe(policies.length);
  });

  it("says once what is sensitive, for every rule that asks, and lets a rule say otherwise", () => {
    const config = readConfiguration({ sensitive: { labels: ["pci=yes"], names: ["card*"] } }, "x.json");
    const asking = policies.filter(({ settings }) => "sensitiveNames" in settings).map(({ name }) => name);
    expect(Object.keys(config)).toEqual(asking);
    expect(config[rule]).toEqual({ sensitiveLabels: ["pci=yes"], sensitiveNames: ["card*"] });
    const own = readConfiguration({ sensitive: { names: ["card*"] }, [rule]: { sensitiveNames: [] } }, "x.json");
    expect(own[rule]).toEqual({ sensitiveNames: [] });
  });

  it.each([
    [[], `x.json [] is not an object. Use { "rule": "level" }.`],
    [
      { "swarm-network-disallow-encryptd-false": "disabled" },
      `x.json: "swarm-network-disallow-encryptd-false" is no rule of this pack. Did you mean "${other}"?`,
    ],
    [{ encryption: "disabled" }, `x.json: "encryption" is no rule of this pack. See docs/policies.md.`],
    [{ constructor: "disabled" }, `x.json: "constructor" is no rule of this pack. See docs/policies.md.`],
    [{ [other]: "off" }, `x.json: "${other}": "off" is no level. Use one of advisory, mandatory, remediate, disabled.`],
    [{ [other]: true }, `x.json: "${other}": true is no level. Use one of advisory, mandatory, remediate, disabled.`],
    [
      { [other]: { enforcementLevel: "Mandatory" } },
      `x.json: "${other}.enforcementLevel": "Mandatory" is no level. Use one of advisory, mandatory, remediate, disabled.`,
    ],
    [
      { [other]: { allow: [] } },
      `x.json: The configuration of ${other} has the key "allow", which is no setting of that rule. It has none.`,
    ],
    [
      { [rule]: { sensitiveNames: "card*" } },
      `x.json: The configuration of ${rule} has "sensitiveNames": "card*", which is not a list of texts.`,
    ],
    [
      { [rule]: { sensitiveName: [], sensitiveLabels: [1] } },
      `x.json: The configuration of ${rule} has the key "sensitiveName", which is no setting of that rule. It has: sensitiveLabels, sensitiveNames.\n` +
        `x.json: The configuration of ${rule} has "sensitiveLabels": [1], which is not a list of texts.`,
    ],
    [{ extends: "cis" }, `x.json: "extends": "cis" is no profile. Use one of baseline, strict, payments.`],
    [{ all: "none" }, `x.json: "all": "none" is no level. Use one of advisory, mandatory, remediate, disabled.`],
    [
      { sensitive: ["card*"] },
      `x.json: "sensitive": ["card*"] is not an object. Use { "labels": [ … ], "names": [ … ] }.`,
    ],
    [{ sensitive: { name: ["x"] } }, `x.json: "sensitive.name" is not known. Use "labels" and "names".`],
    [{ sensitive: { names: "x" } }, `x.json: "sensitive.names": "x" is not a list of texts.`],
  ])("refuses %j and names the key", (given, message) => {
    expect(() => readConfiguration(given, "x.json")).toThrow(new Error(message));
  });
});

describe("SWARM_POLICY_CONFIG", () => {
  const folder = mkdtempSync(join(tmpdir(), "swarm-policies-"));
  const read = (source: string): unknown =>
    environmentConfiguration({ SWARM_POLICY_CONFIG: source, SWARM_POLICY_BASE: folder });

  it("may be left out or empty", () => {
    expect(environmentConfiguration({})).toEqual({});
    expect(read("")).toEqual({});
  });

  it("names a profile", () => {
    expect(read("payments")).toEqual(levelsOf("payments"));
  });

  it("names a file beside the program", () => {
    writeFileSync(join(folder, "rules.json"), JSON.stringify({ [other]: "disabled" }));
    expect(read("rules.json")).toEqual({ [other]: { enforcementLevel: "disabled" } });
  });

  it("says so when there is no such file, and when it is no JSON", () => {
    expect(() => read("strikt")).toThrow(
      `SWARM_POLICY_CONFIG names neither a profile (baseline, strict, payments) nor a file that can be read: ${join(folder, "strikt")}.`,
    );
    writeFileSync(join(folder, "broken.json"), "{");
    expect(() => read("broken.json")).toThrow(/^.*broken\.json is not JSON: /);
  });
});

it("has a file for each profile, which the CLI takes by --policy-pack-config", () => {
  for (const profile of ["baseline", "strict", "payments"] as const) {
    const file = join(__dirname, "../../../policies/profiles", `${profile}.json`);
    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(levelsOf(profile));
  }
});

it("makes the rules of the CIS benchmark mandatory in the profile strict, and those about sensitive networks in payments", () => {
  const [baseline, strict, payments] = (["baseline", "strict", "payments"] as const).map(levelsOf);
  for (const { name, enforcementLevel, framework, tags } of policies) {
    expect(baseline?.[name]).toBe(enforcementLevel);
    expect(strict?.[name]).toBe(framework.name.startsWith("CIS") ? "mandatory" : enforcementLevel);
    expect(payments?.[name]).toBe(tags.includes("sensitive") ? "mandatory" : enforcementLevel);
  }
});

it("takes the example of the guide", () => {
  const guide = readFileSync(join(__dirname, "../../../docs/policies.md"), "utf8");
  const [, example = ""] = /```json\n(.*?)```/s.exec(guide) ?? [];
  const config = readConfiguration(JSON.parse(example), "guide");
  expect(config["swarm-network-require-encryption"]).toEqual({ enforcementLevel: "remediate", except: ["logs"] });
  expect(config[rule]).toEqual({
    enforcementLevel: "mandatory",
    sensitiveLabels: ["pci=in-scope"],
    sensitiveNames: ["card*"],
  });
});

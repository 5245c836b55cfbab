import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PolicyResource } from "@pulumi/policy";
import { swarmOf } from "../../../policies/facts/swarmOf";
import { environmentConfiguration, readConfiguration } from "../../../policies/configuration/configuration";
import {
  configuredFor,
  isOff,
  readPackConfig,
  remaining,
  remediates,
} from "../../../policies/configuration/packConfig";
import { policies } from "../../../policies/pack";
import { fixedLater, levelsOf } from "../../../policies/configuration/profiles";

const rule = "swarm-network-require-encryption-when-sensitive";
const other = "swarm-network-disallow-encrypted-false";

describe("A configuration file", () => {
  test("sets the levels and settings of the rules that it names, and of no others", () => {
    expect(readConfiguration({ [other]: "advisory", [rule]: { sensitiveNames: ["card*"] } }, "x.json")).toEqual({
      [other]: { enforcementLevel: "advisory" },
      [rule]: { enforcementLevel: "mandatory", sensitiveNames: ["card*"] },
    });
  });

  test("leaves a rule its own level if it sets none, and the level of the profile or of 'all' before that", () => {
    for (const { name, enforcementLevel, settings } of policies) {
      const setting = Object.entries(settings).find(([key]) => key !== "constructor");
      if (setting === undefined) continue;
      const given = { [name]: { [setting[0]]: setting[1].default } };
      const levelIn = (content: object): unknown => {
        const entry = readConfiguration(content, "x.json")[name];
        return typeof entry === "object" ? entry.enforcementLevel : entry;
      };
      expect(levelIn(given)).toBe(enforcementLevel);
      expect(levelIn({ extends: "strict", ...given })).toBe(levelsOf("strict")[name]);
      expect(levelIn({ all: "advisory", ...given })).toBe(enforcementLevel === "disabled" ? "disabled" : "advisory");
      expect(levelIn({ all: "disabled", ...given })).toBe("disabled");
    }
  });

  test("passes the managers of each swarm on", () => {
    const swarms = { production: ["ssh://m1", "ssh://m2"] };
    expect(readConfiguration({ swarms }, "x.json")).toEqual({ swarms: { enforcementLevel: "disabled", ...swarms } });
  });

  test("can extend a profile", () => {
    const config = readConfiguration({ extends: "strict", [other]: "disabled" }, "x.json");
    expect(Object.keys(config).length).toBe(policies.length);
    expect(config[other]).toEqual({ enforcementLevel: "disabled" });
    expect(config[rule]).toEqual({ enforcementLevel: "mandatory" });
  });

  test("sets the level in 'all' for the rules that it does not name", () => {
    const config = readConfiguration({ all: "disabled", [rule]: "mandatory" }, "x.json");
    const on = Object.entries(config).filter(
      ([, entry]) => JSON.stringify(entry) !== `{"enforcementLevel":"disabled"}`,
    );
    expect(on).toEqual([[rule, { enforcementLevel: "mandatory" }]]);
  });

  test.each(["advisory", "mandatory", "remediate"])("does not switch on rules that are off with 'all': %s", (all) => {
    const off = policies.filter(({ enforcementLevel }) => enforcementLevel === "disabled").map(({ name }) => name);
    expect(off).not.toEqual([]);
    for (const name of off) {
      const levelIn = (content: object): unknown => {
        const entry = readConfiguration({ all, ...content }, "x.json")[name];
        return typeof entry === "object" ? entry.enforcementLevel : entry;
      };
      expect(levelIn({}) ?? "disabled").toBe("disabled");
      expect(levelIn({ extends: "migration" })).toBe("disabled");
      expect(levelIn({ extends: "strict" })).toBe(all);
      expect(levelIn({ [name]: "mandatory" })).toBe("mandatory");
      expect(levelIn({ [name]: { enforcementLevel: "advisory" } })).toBe("advisory");
    }
  });

  test("marks sensitive networks for all rules, and a rule can only add to them", () => {
    const config = readConfiguration({ sensitive: { labels: ["pci=yes"], names: ["card*"] } }, "x.json");
    const asking = policies.filter(({ settings }) => "sensitiveLabels" in settings).map(({ name }) => name);
    expect(Object.keys(config)).toEqual(asking);
    expect(config[rule]).toEqual({
      enforcementLevel: "mandatory",
      sensitiveLabels: ["pci=yes"],
      sensitiveNames: ["card*"],
    });
    const own = readConfiguration({ sensitive: { names: ["card*"] }, [rule]: { sensitiveNames: ["bank"] } }, "x.json");
    expect(own[rule]).toEqual({ enforcementLevel: "mandatory", sensitiveNames: ["card*", "bank"] });
  });

  test.each([
    [[], `x.json [] is not an object. Use { "rule": "level" }.`],
    [
      { "swarm-network-disallow-encryptd-false": "disabled" },
      `x.json: "swarm-network-disallow-encryptd-false" is not a rule of this pack. Did you mean "${other}"?`,
    ],
    [{ encryption: "disabled" }, `x.json: "encryption" is not a rule of this pack. See docs/policies.md.`],
    [{ constructor: "disabled" }, `x.json: "constructor" is not a rule of this pack. See docs/policies.md.`],
    [
      { [other]: "off" },
      `x.json: "${other}": "off" is not a level. Use one of advisory, mandatory, remediate, disabled.`,
    ],
    [
      { [other]: true },
      `x.json: "${other}": true is not a level. Use one of advisory, mandatory, remediate, disabled.`,
    ],
    [
      { [other]: { enforcementLevel: "Mandatory" } },
      `x.json: "${other}.enforcementLevel": "Mandatory" is not a level. Use one of advisory, mandatory, remediate, ` +
        "disabled.",
    ],
    [
      { [other]: { allow: [] } },
      `x.json: The configuration of ${other} has the key "allow", which is not a setting of this rule. It has no ` +
        "settings.",
    ],
    [
      { [rule]: { sensitiveNames: "card*" } },
      `x.json: The configuration of ${rule} has "sensitiveNames": "card*", which is not a list of strings.`,
    ],
    [
      { [rule]: { sensitiveName: [], sensitiveLabels: [1] } },
      `x.json: The configuration of ${rule} has the key "sensitiveName", which is not a setting of this rule. ` +
        `Use one of sensitiveLabels, sensitiveNames.\n` +
        `x.json: The configuration of ${rule} has "sensitiveLabels": [1], which is not a list of strings.`,
    ],
    [
      { extends: "cis" },
      `x.json: "extends": "cis" is not a profile. Use one of baseline, strict, payments, migration.`,
    ],
    [{ all: "none" }, `x.json: "all": "none" is not a level. Use one of advisory, mandatory, remediate, disabled.`],
    [
      { sensitive: ["card*"] },
      `x.json: "sensitive": ["card*"] is not an object. Use { "labels": [ … ], "names": [ … ] }.`,
    ],
    [{ sensitive: { name: ["x"] } }, `x.json: "sensitive.name" is not supported. Use "labels" and "names".`],
    [
      { swarms: ["ssh://a"] },
      `x.json: "swarms": ["ssh://a"] is not an object. Use { "production": [ "ssh://manager1", "ssh://manager2" ] }.`,
    ],
    [{ swarms: { a: "ssh://a" } }, `x.json: "swarms.a": "ssh://a" is not a list of hosts or Docker contexts.`],
    [
      { swarms: { a: ["ssh://a"], b: ["ssh://a"] } },
      `x.json: "swarms.b": "ssh://a" belongs to "swarms.a" as well. List it once.`,
    ],
    [{ sensitive: { names: "x" } }, `x.json: "sensitive.names": "x" is not a list of strings.`],
  ])("with the content %j is refused, and the message names the key", (given, message) => {
    expect(() => readConfiguration(given, "x.json")).toThrow(new Error(message));
  });
});

describe("The configuration that the CLI passes to the pack", () => {
  const own = { enforcementLevel: "mandatory", sensitiveLabels: [], sensitiveNames: ["bank"] };

  test("passes as it is if it has only rules and 'all'", () => {
    const given = { all: { enforcementLevel: "advisory" }, [rule]: own };
    expect(readPackConfig(given)).toEqual(given);
  });

  test("marks sensitive networks for all rules", () => {
    const sensitive = { enforcementLevel: "disabled", labels: ["pci"], names: ["card*"] };
    expect(readPackConfig({ sensitive, [rule]: own, [other]: { enforcementLevel: "mandatory" } })).toEqual({
      sensitive,
      [rule]: { enforcementLevel: "mandatory", sensitiveLabels: ["pci"], sensitiveNames: ["card*", "bank"] },
      [other]: { enforcementLevel: "mandatory" },
    });
  });

  test("declares the managers of each swarm", () => {
    const swarms = { enforcementLevel: "disabled", production: ["ssh://m1", "ssh://root@m2:22"] };
    const on = (host: string): string => swarmOf({ provider: { props: { host } } } as unknown as PolicyResource);
    expect(on("ssh://m1")).not.toBe(on("ssh://m2"));
    expect(readPackConfig({ swarms })).toEqual({ swarms });
    expect(on("ssh://m1")).toBe(on("ssh://m2"));
    readPackConfig({});
    expect(on("ssh://m1")).not.toBe(on("ssh://m2"));
  });

  test.each([
    [
      { [`${rule}s`]: { enforcementLevel: "disabled" } },
      `"${rule}s" is not a rule of this pack. Did you mean "${rule}"?`,
    ],
    [
      { [rule]: { ...own, sensitiveName: [] } },
      `The configuration of ${rule} has the key "sensitiveName", which is not a setting of this rule. ` +
        `Use one of sensitiveLabels, sensitiveNames.`,
    ],
    [
      { sensitive: { enforcementLevel: "disabled", name: [] } },
      `"sensitive.name" is not supported. Use "labels" and "names".`,
    ],
    [
      { extends: { enforcementLevel: "disabled", profile: "strict" } },
      `"extends" is not supported with this option. Name the profile in the environment variable ` +
        `SWARM_POLICY_CONFIG, and keep the other keys in this file.`,
    ],
  ])("with the content %j is refused, and the message names the key", (given, message) => {
    expect(() => readPackConfig(given)).toThrow(new Error(`--policy-pack-config: ${message}`));
  });
});

describe("SWARM_POLICY_CONFIG", () => {
  const folder = mkdtempSync(join(tmpdir(), "swarm-policies-"));
  const read = (source: string): unknown =>
    environmentConfiguration({ SWARM_POLICY_CONFIG: source, SWARM_POLICY_BASE: folder });

  test("may be unset or empty", () => {
    expect(environmentConfiguration({})).toEqual({});
    expect(read("")).toEqual({});
  });

  test("may be the name of a profile", () => {
    expect(read("payments")).toEqual(levelsOf("payments"));
  });

  test("may be the path of a file next to the program", () => {
    writeFileSync(join(folder, "rules.json"), JSON.stringify({ [other]: "disabled" }));
    expect(read("rules.json")).toEqual({ [other]: { enforcementLevel: "disabled" } });
  });

  test("is refused if the file does not exist or is not valid JSON", () => {
    expect(() => read("strikt")).toThrow(
      `SWARM_POLICY_CONFIG is neither a profile (baseline, strict, payments, migration) nor the path of a readable ` +
        `file (${join(folder, "strikt")}).`,
    );
    writeFileSync(join(folder, "broken.json"), "{");
    expect(() => read("broken.json")).toThrow(/^.*broken\.json is not valid JSON: /);
  });
});

test("Each profile exists as a file for --policy-pack-config", () => {
  for (const profile of ["baseline", "strict", "payments", "migration"] as const) {
    const file = join(__dirname, "../../../policies/profiles", `${profile}.json`);
    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(levelsOf(profile));
  }
});

test("The profile migration makes only mandatory rules advisory, and the pack lists those that are violated", () => {
  const mandatory = policies.filter(({ enforcementLevel }) => enforcementLevel === "mandatory").map(({ name }) => name);
  expect(fixedLater.filter((name) => !mandatory.includes(name))).toEqual([]);
  const [first = "", second = ""] = fixedLater;
  const levels = Object.entries(levelsOf("migration")).map(([name, enforcementLevel]) => [name, { enforcementLevel }]);
  readPackConfig(Object.fromEntries(levels) as Parameters<typeof readPackConfig>[0]);
  expect(remaining([])).toBeUndefined();
  expect(remaining(["swarm-service-require-limits"])).toBeUndefined();
  expect(remaining([first])?.message).toBe(
    `1 rule is advisory in this configuration and mandatory in the profile baseline. To fix: ${first}.`,
  );
  expect(remaining([second, first, "swarm-service-require-limits"])?.message).toBe(
    `2 rules are advisory in this configuration and mandatory in the profile baseline. To fix: ${first}, ${second}.`,
  );
  readPackConfig({});
  expect(remaining([first])).toBeUndefined();
});

test("The profile strict makes CIS rules mandatory, and payments those about sensitive networks", () => {
  const [baseline, strict, payments, migration] = (["baseline", "strict", "payments", "migration"] as const).map(
    levelsOf,
  );
  for (const { name, enforcementLevel, framework, tags } of policies) {
    expect(baseline?.[name]).toBe(enforcementLevel);
    const isStrict = framework.name.startsWith("CIS") || tags.includes("strict");
    expect(strict?.[name]).toBe(isStrict ? "mandatory" : enforcementLevel);
    expect(payments?.[name]).toBe(tags.includes("sensitive") ? "mandatory" : enforcementLevel);
    expect(migration?.[name]).toBe(fixedLater.includes(name) ? "advisory" : enforcementLevel);
  }
});

test("The example configuration in the guide is valid", () => {
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

describe("What the CLI passed last", () => {
  const named = (name: string): (typeof policies)[number] => {
    const policy = policies.find((one) => one.name === name);
    if (policy === undefined) throw new Error(`There is no rule ${name}.`);
    return policy;
  };

  afterEach(() => {
    readPackConfig({});
  });

  test("gives each rule its level and settings, and the rule's own level without one", () => {
    readPackConfig({ [rule]: { enforcementLevel: "advisory", sensitiveNames: ["card*"] } });
    expect(configuredFor(named(rule))).toEqual({ level: "advisory", settings: { sensitiveNames: ["card*"] } });
    expect(configuredFor(named(other))).toEqual({ level: "mandatory", settings: {} });
    expect(configuredFor(named(other)).settings).toBe(configuredFor(named(other)).settings);
    readPackConfig({});
    expect(configuredFor(named(rule))).toEqual({ level: "mandatory", settings: {} });
  });

  test("tells which rules are off, and whether one remediates", () => {
    expect([isOff(named(rule)), remediates()]).toEqual([false, false]);
    readPackConfig({ [rule]: { enforcementLevel: "disabled" }, [other]: { enforcementLevel: "remediate" } });
    expect([isOff(named(rule)), isOff(named(other)), remediates()]).toEqual([true, false, true]);
    readPackConfig({ [other]: { enforcementLevel: "mandatory" } });
    expect([isOff(named(rule)), remediates()]).toEqual([false, false]);
  });
});

import {
  builtInNames,
  findSecret,
  findSecretInText,
  findSecretsInArguments,
  isNamedSecret,
} from "../../../../swarm/secrets/findSecret";
import { corpus, isDetected } from "./corpus/corpus";

test.each([
  ["the corpus", "secrets", "harmless"],
  ["the corpus that was written before the detector", "heldOutSecrets", "heldOutHarmless"],
] as const)(
  "The detector finds 95%% of the secrets of %s, and at most 1%% of its harmless lines",
  (_, secrets, harmless) => {
    const missed = corpus(secrets).filter((line) => !isDetected(line));
    const mistaken = corpus(harmless).filter(isDetected);
    expect(missed.length / corpus(secrets).length > 0.05 ? missed : []).toEqual([]);
    expect(mistaken.length / corpus(harmless).length > 0.01 ? mistaken : []).toEqual([]);
  },
);

test("The corpus has 300 lines, half of them harmless, and the one that was written first has 100", () => {
  expect(corpus("secrets").length).toBeGreaterThanOrEqual(150);
  expect(corpus("harmless").length).toBeGreaterThanOrEqual(150);
  expect(corpus("heldOutSecrets").length + corpus("heldOutHarmless").length).toBeGreaterThanOrEqual(100);
});

describe("findSecret", () => {
  it.each([
    ["DB_PASSWORD", "/hunter"],
    ["DB_PASSWORD", "a b"],
    ["SECRET_KEY_BASE", "hunter"],
    ["PASSWORD_FOR_SHOP", "hunter2hunter2"],
  ])("treats %s=%s as secret", (name, value) => {
    expect(findSecret(name, value)).toEqual({ kind: undefined, name });
  });

  it.each([
    ["DB_PASSWORD", " "],
    ["PASSWORD_HASHER", "argon2id"],
    ["MAX_TOKENS", "4096"],
    ["JWT_ACCESS_TOKEN", "15 minutes"],
    ["TLS_PRIVATE_KEY", "/run/secrets/key.pem"],
    ["CACHE_SALT", "shop-frontend-v2"],
  ])("treats %s=%j as harmless", (name, value) => {
    expect(findSecret(name, value)).toBeUndefined();
  });

  it("tells the kind of a value that is easy to recognize, and the name of one inside of a text", () => {
    expect(findSecret("DB", "postgres://shop:hunter2@db/shop")).toEqual({
      kind: "an address with a password in it",
      name: "DB",
    });
    expect(findSecret("CONFIG", '{"db":{"password":"hunter2"}}')).toEqual({ kind: undefined, name: "password" });
    expect(findSecret("CONFIG", '{"db":"postgres:\\/\\/shop:hunter2@db"}')).toEqual({
      kind: "an address with a password in it",
      name: "CONFIG",
    });
  });

  it("accepts the names that a configuration allows, of the setting and of a value inside of it", () => {
    const allowing = (...allowed: string[]): typeof builtInNames => ({
      ...builtInNames,
      isAllowed: (name) => allowed.includes(name),
    });
    const url = "postgres://shop:hunter2@db/shop?sslpassword=hunter2";
    expect(findSecret("DB", url, allowing("DB"))).toBeUndefined();
    expect(findSecret("CONFIG", '{"db":{"password":"hunter2"}}', allowing("password"))).toBeUndefined();
    expect(findSecretInText("password: hunter2", "config", allowing("config"))).toBeUndefined();
    expect(findSecretsInArguments(["mysql", "-phunter2"], "args", allowing("-p"))).toEqual(new Map());
    expect(findSecretsInArguments(["mysql", "-phunter2"], "args", allowing("args"))).toEqual(
      new Map([[1, { kind: undefined, name: "-p" }]]),
    );
  });

  it("takes the names that a configuration adds for secret, but not if their value is harmless", () => {
    const adding = { ...builtInNames, isAdded: (name: string) => name === "SHOP_PIN" };
    expect(findSecret("SHOP_PIN", "1234", adding)).toEqual({ kind: undefined, name: "SHOP_PIN" });
    expect(findSecret("SHOP_PIN", "/run/secrets/pin", adding)).toBeUndefined();
    expect(isNamedSecret("SHOP_PIN", adding)).toBe(true);
    expect(isNamedSecret("SHOP_PIN", builtInNames)).toBe(false);
    expect(isNamedSecret("DB_PASSWORD", { ...adding, isAllowed: () => true })).toBe(false);
  });
});

describe("findSecretsInArguments", () => {
  it("finds each argument with a secret, by its index", () => {
    expect(
      findSecretsInArguments(["--password", "hunter2", "--db=postgres://shop:hunter2@db/shop", "--verbose"], "args"),
    ).toEqual(
      new Map([
        [1, { kind: undefined, name: "password" }],
        [2, { kind: "an address with a password in it", name: "args" }],
      ]),
    );
  });

  it("knows the short options of programs, wherever the program is", () => {
    const password = { kind: undefined, name: "-p" };
    expect(findSecretsInArguments(["CMD", "/usr/bin/mysqladmin", "-phunter2"], "tests")).toEqual(
      new Map([[2, password]]),
    );
    expect(findSecretsInArguments(["nginx", "-phunter2"], "args")).toEqual(new Map());
    expect(findSecretsInArguments(["sh", "-c", "true && sshpass -p hunter2 ssh nas"], "args")).toEqual(
      new Map([[2, password]]),
    );
  });
});

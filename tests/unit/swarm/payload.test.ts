import fc from "fast-check";
import { unknown } from "../../../swarm/draft";
import {
  checkBase64,
  checkPayloadName,
  checkPayloadSize,
  checkPlainText,
  decodeBase64,
  mostPayloadBytes,
} from "../../../swarm/payload";

describe("checkPayloadName", () => {
  it.each(["a", "db-password", "tls.crt", "A_b.c-9", "x".repeat(64)])("accepts %j", (name) => {
    expect(checkPayloadName(name, "secret")).toEqual([]);
  });

  it("ignores a name that is absent or unknown", () => {
    expect([checkPayloadName(undefined, "secret"), checkPayloadName(unknown, "config")]).toEqual([[], []]);
  });

  it.each([
    ["tls/crt", `Did you mean "tls-crt"?`],
    [".env", `Did you mean "env"?`],
    ["key-", `Did you mean "key"?`],
    ["pässword", `Did you mean "p-ssword"?`],
    ["", `Use e.g. "db-password".`],
  ])("refuses %j and suggests a fix", (name, fix) => {
    expect(checkPayloadName(name, "secret")).toEqual([
      {
        path: "",
        reason:
          `'name' "${name}" is not a name that Swarm accepts for a secret: letters, digits, dots, hyphens and ` +
          `underscores, with a letter ` +
          `or digit at both ends. ${fix}`,
      },
    ]);
  });

  it("refuses more than 64 characters", () => {
    const name = "x".repeat(65);
    expect(checkPayloadName(name, "config")).toEqual([
      { path: "", reason: `'name' "${name}" has 65 characters; Swarm allows 64 for a config. Use a shorter name.` },
    ]);
  });
});

describe("checkPayloadSize", () => {
  it.each([
    [1, "secret"],
    [511_999, "secret"],
    [1_023_999, "config"],
  ] as const)("accepts %i bytes in a %s", (bytes, kind) => {
    expect(checkPayloadSize(bytes, kind, "data")).toEqual([]);
  });

  it.each([
    [512_000, "secret"],
    [1_024_000, "config"],
  ] as const)("refuses %i bytes in a %s", (bytes, kind) => {
    const rule = `'data' is ${bytes} bytes long; Swarm allows ${mostPayloadBytes[kind]} for a ${kind}.`;
    const fix = "Split the content, or move it to the image or a volume.";
    expect(checkPayloadSize(bytes, kind, "data")).toEqual([{ path: "", reason: `${rule} ${fix}` }]);
  });
});

describe("decodeBase64", () => {
  it("decodes either alphabet, with and without line breaks", () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const text = Buffer.from(bytes).toString("base64");
        const url = text.replaceAll("+", "-").replaceAll("/", "_");
        const lines = text.replace(/(.{4})/g, "$1\r\n");
        for (const form of [text, url, lines]) expect(decodeBase64(form)).toEqual(Buffer.from(bytes));
      }),
    );
  });

  it.each(["a", "ab", "abc", "abc!", "a===", "====", "ab=c", "hun ter2", "-+8=", "pässword"])("refuses %j", (text) => {
    expect(decodeBase64(text)).toBeUndefined();
  });
});

test("The size of content is the number of decoded bytes of base64, or of UTF-8 bytes of text", () => {
  const empty = [
    { path: "", reason: "'data' is empty, but Swarm does not store an empty secret. Use at least one byte." },
  ];
  expect([checkBase64("", "secret", "data"), checkPlainText("", "secret", "data")]).toEqual([empty, empty]);
  const most = "ä".repeat(255_999);
  expect([checkPlainText(`${most}x`, "secret", "data"), checkPlainText(`${most}xx`, "secret", "data").length]).toEqual([
    [],
    1,
  ]);
  const bytes = Buffer.alloc(511_999);
  expect(checkBase64(bytes.toString("base64"), "secret", "data")).toEqual([]);
});

test("A problem with content does not show the content", () => {
  expect([checkBase64("hunter2!", "secret", "data"), checkPlainText(4711, "secret", "data")]).toEqual([
    [
      {
        path: "",
        reason:
          `'data' is not valid base64 (its value is not shown). Encode the content of the secret, e.g. ` +
          `Buffer.from(text).toString("base64").`,
      },
    ],
    [{ path: "", reason: "'data' is a number where text is expected. Use text in quotes." }],
  ]);
});

test("Absent and unknown values are ignored", () => {
  const values = [undefined, unknown];
  expect(values.map((value) => [checkBase64(value, "secret", "x"), checkPlainText(value, "secret", "x")])).toEqual([
    [[], []],
    [[], []],
  ]);
});

import fc from "fast-check";
import type { Draft } from "../../../swarm/draft";
import { unknown } from "../../../swarm/draft";
import { checkDuration, formatDuration, parseDuration } from "../../../swarm/durations";

describe("parseDuration", () => {
  it.each([
    ["0", 0],
    ["0s", 0],
    ["1ns", 1],
    ["1us", 1e3],
    ["1µs", 1e3],
    ["1μs", 1e3],
    ["1ms", 1e6],
    ["1s", 1e9],
    ["1m", 60e9],
    ["1h", 3600e9],
    ["1m30s", 90e9],
    ["1h0m0s", 3600e9],
    ["1.5h", 5400e9],
    ["1.5s", 1.5e9],
    [".5s", 0.5e9],
    ["1.s", 1e9],
    ["-2s", -2e9],
    ["+2s", 2e9],
    ["30s1m", 90e9],
    ["0.1ns", 0],
    ["1h2m3.004005006s", 3_723_004_005_006],
  ])("parses %s", (text, nanoseconds) => {
    expect(parseDuration(text)).toBe(nanoseconds);
  });

  it.each([
    "",
    "10",
    "1.5",
    "s",
    ".s",
    "1 s",
    " 1s",
    "1s ",
    "1d",
    "1S",
    "1min",
    "--1s",
    "1,5s",
    "1e3s",
    "∞",
    "1s\n",
    "293y",
    "9999999h",
  ])("refuses %j", (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });
});

test("parseDuration accepts the longest duration of the Engine, and refuses longer ones", () => {
  expect(parseDuration("9223372036854775807ns")).toBe(2 ** 63);
  expect(parseDuration("9223372036854775808ns")).toBeUndefined();
});

describe("formatDuration", () => {
  it.each([
    [0, "0s"],
    [1, "1ns"],
    [1100, "1.1µs"],
    [2_200_000, "2.2ms"],
    [500_000_000, "500ms"],
    [1_500_000_000, "1.5s"],
    [60e9, "1m0s"],
    [90e9, "1m30s"],
    [3600e9, "1h0m0s"],
    [3_723_004_005_006, "1h2m3.004005006s"],
    [-2e9, "-2s"],
  ])("formats %d like Go", (nanoseconds, text) => {
    expect(formatDuration(nanoseconds)).toBe(text);
  });

  it("returns text that parseDuration parses to the same number", () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (nanoseconds) => {
        expect(parseDuration(formatDuration(nanoseconds))).toBe(nanoseconds + 0);
      }),
    );
  });

  it("returns the same text for equal durations", () => {
    expect(["90s", "1m30s", "1.5m", "0h1m30s"].map((text) => formatDuration(parseDuration(text) ?? NaN))).toEqual(
      Array<string>(4).fill("1m30s"),
    );
  });
});

describe("checkDuration", () => {
  it.each<Draft<string>>(["5s", "0s", "1m30s", undefined, unknown])("accepts %p", (duration) => {
    expect(checkDuration(duration)).toEqual([]);
  });

  it.each([
    ["90", `'delay' "90" is not a duration: numbers with the units h, m, s or ms. Did you mean "90s"?`],
    [
      "1 minute",
      `'delay' "1 minute" is not a duration: numbers with the units h, m, s or ms. Use e.g. "1m30s" or "500ms".`,
    ],
    ["-5s", `'delay' "-5s" is negative. Use 0s or more.`],
    [5, `'delay' 5 is not text. Use text in quotes, e.g. "1m30s".`],
  ])("refuses %j", (duration, reason) => {
    expect(checkDuration(duration as string, "delay")).toEqual([{ path: "", reason }]);
  });
});

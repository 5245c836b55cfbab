import { ComposeError, Problems } from "../../../../adopt/compose/source/problems";
import { readSource } from "../../../../adopt/compose/source/readSource";
import type { Node } from "../../../../adopt/compose/source/tree";

function read(content: string | Uint8Array, environment: Readonly<Record<string, string>> = {}): Node | undefined {
  const problems = new Problems();
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  const node = readSource("c.yml", bytes, (variable) => environment[variable], problems);
  problems.throwIfAny(["c.yml"]);
  return node;
}

/** The values alone. */
function plain(node: Node | undefined): unknown {
  if (node?.kind === "list") return node.items.map(plain);
  if (node?.kind === "map") return Object.fromEntries([...node.entries].map(([key, value]) => [key, plain(value)]));
  return node?.value;
}

function problemsOf(content: string | Uint8Array): readonly string[] {
  try {
    read(content);
    return [];
  } catch (error) {
    if (error instanceof ComposeError) return error.problems;
    throw error;
  }
}

describe("A compose file", () => {
  test.each([
    ["0440", 288],
    ["0o440", 288],
    ["0x1f", 31],
    ["1_000", 1000],
    ["-5", -5],
    ["0.50", 0.5],
    ["3.8", 3.8],
    ["yes", "yes"],
    ["True", true],
    ["~", null],
    ["22:22", "22:22"],
    ["1.2.3", "1.2.3"],
    ["0899", 899],
    ["'0440'", "0440"],
    ["!!str 0440", "0440"],
    ["!!int 12", 12],
  ])("has the scalar %s as docker reads it", (text, value) => {
    expect(plain(read(`a: ${text}\n`))).toEqual({ a: value });
  });

  test("merges mappings, whose keys come after its own and after those of earlier mappings", () => {
    const text = "x: &x { a: 1, b: 1 }\ny: &y { b: 2, c: 2 }\nz:\n  <<: [*x, *y]\n  a: 3\nw:\n  <<: *y\n";

    expect(plain(read(text))).toMatchObject({ z: { a: 3, b: 1, c: 2 }, w: { b: 2, c: 2 } });
  });

  test("keeps the comments above a value and behind it, but not those that an alias repeats", () => {
    const node = read("a:\n  # above\n  b: &b 1 # behind\n  # other\n  c: *b\n");
    const a = node?.kind === "map" ? node.entries.get("a") : undefined;
    const comments = a?.kind === "map" ? [...a.entries.values()].map((value) => value.comments) : [];

    expect(comments).toEqual([["above", "behind"], []]);
  });

  test.each([
    ["$A and ${A}", "x and x"],
    ["${B:-d}", "d"],
    ["${B-d}", "d"],
    ["${E:-d}", "d"],
    ["${E-d}", ""],
    ["${A:?needed}", "x"],
    ["$$A", "$A"],
    ["${B:-a:b-c}", "a:b-c"],
    ["${B}", ""],
  ])("replaces the variables of %s as docker does", (text, value) => {
    expect(plain(read(`a: "${text}"\n`, { A: "x", E: "" }))).toEqual({ a: value });
  });

  test("keeps the variables of a text beside its value", () => {
    const node = read(`a: "http://\${HOST:-web}:$PORT/$$x"\n`, { PORT: "80" });

    expect(node?.kind === "map" ? node.entries.get("a") : undefined).toMatchObject({
      value: "http://web:80/$x",
      parts: ["http://", { variable: "HOST", fallback: "web" }, ":", { variable: "PORT" }, "/$x"],
    });
  });

  const bomb = ["a: &a [x, x, x, x, x, x, x, x, x, x]"]
    .concat(Array.from("bcdef", (name, i) => `${name}: &${name} [${`*${"abcde".charAt(i)}, `.repeat(10)}x]`))
    .join("\n");

  test.each([
    ["an alias that contains itself", "a: &a\n  b: *a\n", ["2:6: *a contains itself."]],
    ["an anchor that is missing", "a: *x\n", ["1:4: *x is not defined above."]],
    ["a key that is used twice", "a: 1\na: 2\n", ["2:1: the key is used twice."]],
    ["a tag that docker does not know", "a: !reset null\n", ["1:4: the tag is not possible"]],
    ["aliases that expand without end", bomb, ["aliases expand to more than 100000 values."]],
    ["a tab as indent", "a:\n\tb: 1\n", ["2:1: the line is indented with a tab."]],
    ["a second document", "a: 1\n---\nb: 2\n", ["2:1: a second document begins here."]],
    ["no content", "# nothing\n", ["1:1: the file is empty."]],
    ["a list", "- a\n", ["1:1: the file has no mapping at its top."]],
    ["a zero byte", "a: 1\nb: \0\n", ["2:1: the file is binary"]],
    ["bytes that are not UTF-8", new Uint8Array([97, 58, 10, 32, 255]), ["2:1: the file is not UTF-8."]],
    ["too many bytes", " ".repeat(1024 * 1024 + 1), ["1:1: the file has 1048577 bytes"]],
    ["too many brackets", `a: ${"[".repeat(50_000)}`, ["1:1: the file is nested too deeply"]],
    ["a merge key without a mapping", "a:\n  <<: 1\n", ['2:3: "<<" merges mappings only.']],
    ["an operator that docker does not know", "a: ${A:+b}\n", ["1:4: ${A:+b} is not possible"]],
    ["a dollar sign without a name", "a: costs $5\n", ["1:4: $5 is not a variable."]],
    ["a quote that is not closed", "a: 'b\n", ["2:1: a quote or bracket is not closed"]],
    ["several mistakes", "a: ${}\nb: *x\n", ["1:4: ${} is not a variable.", "2:4: *x is not defined above."]],
  ])("with %s is refused with file, line and column", (_, content, expected) => {
    const found = problemsOf(content);

    expect(found).toHaveLength(expected.length);
    expected.forEach((text, i) => {
      expect(found[i]).toMatch(/^c\.yml:\d+:\d+: .*\.$/s);
      expect(found[i]).toContain(text);
    });
  });
});

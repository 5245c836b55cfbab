import { findings } from "../../../tools/prose/findings";

/** The lines with a finding, and the messages. */
function found(path: string, text: string): [line: number, message: string][] {
  return findings(path, text).map(({ line, message }) => [line, message]);
}

describe("The prose check", () => {
  test.each([
    ["The error names a way out.", '"way out": write "fix" or "resolution"'],
    ["Mend the cause.", '"Mend": write "fix"'],
    ["It travels in clear.", '"in clear": write "unencrypted" or "in plain text"'],
    ["The node shall leave.", '"shall": write "must", "should" or "will"'],
    ["The next run goes on with it.", '"goes on with": write "resume"'],
    ["This is no address.", '"is no address": write "is not a …"'],
    ["It has no network but one.", '"has no network but": write "has only …"'],
    ["How large has the subnet to be?", '"How large has the subnet to be": write "how … must … be"'],
  ])("reports the wording of %j", (text, message) => {
    expect(found("docs/page.md", text)).toEqual([[1, message]]);
  });

  test.each([
    "There is no lab in this folder.",
    "The network is no longer attached.",
    "Docker sends the password in clear text.",
    "The ingress must have a subnet.",
    "A recommended setting is `mend`.",
  ])("accepts the wording of %j", (text) => {
    expect(found("docs/page.md", text)).toEqual([]);
  });

  test("reports a phrase that continues on the next line of a comment or of a string", () => {
    expect(found("a.ts", "/**\n * The way\n * out.\n */")).toEqual([[2, expect.stringContaining('"way')]]);
    expect(found("a.ts", '"It travels in " +\n  "clear."')).toEqual([[1, expect.stringContaining('"in')]]);
    expect(found("lab/up", "# The node is\n# no manager.")).toEqual([[1, expect.stringContaining('"is')]]);
  });

  test("accepts a rejected wording in a code block of Markdown, and counts the block's lines", () => {
    expect(found("page.md", "```\nmend\n```\nmend")).toEqual([[4, '"mend": write "fix"']]);
  });

  test("checks the text between two code blocks of Markdown", () => {
    expect(found("page.md", "```\none\n```\nmend\n```\ntwo\n```")).toEqual([[4, '"mend": write "fix"']]);
  });

  const long = "word ".repeat(25);

  test.each([
    ["page.md", long],
    ["page.md", `- ${long}`],
    ["a.ts", `  // ${long}`],
    ["a.ts", `   * ${long}`],
    ["lab/up", `# ${long}`],
    ["ci.yml", `# ${long}`],
    ["a.ts", `const text = "${long}";`],
  ])("rejects a line over 120 columns in %s: %j", (path, text) => {
    expect(found(path, text)).toEqual([[1, expect.stringMatching(/^\d+ columns: wrap at 120$/)]]);
  });

  test.each([
    ["page.md", `| ${long} |`],
    ["page.md", `See https://example.com/${long}`],
    ["page.md", `    ${long}`],
    ["page.md", "x".repeat(120)],
    ["ci.yml", `script: ${long}`],
    ["a.ts", `  /${long}/,`],
    ["a.ts", `import { one } from "./${long}";`],
  ])("accepts a table, code in Markdown, data, a pattern, an import, a URL and 120 columns in %s: %j", (path, text) => {
    expect(found(path, text)).toEqual([]);
  });

  test.each([
    ['test("a swarm is read", run);', "a swarm is read"],
    ['test.each([1])("a swarm of %i is read", run);', "a swarm of %i is read"],
    ["describe(`a swarm`, () => {});", "a swarm"],
  ])("rejects the title outside of describe in %j, which starts with a small letter", (text, title) => {
    const message = `"${title}": start the title of a test outside of describe with a capital letter`;
    expect(found("a.test.ts", text)).toEqual([[1, message]]);
  });

  test("rejects a title that starts with a relative clause, even in describe", () => {
    const text = 'describe("A swarm", () => {\n  test("that is read", run);\n});';
    const message = '"that is read": start the title with its subject or verb';
    expect(found("a.test.ts", text)).toEqual([[2, message]]);
    expect(found("a.ts", text)).toEqual([]);
  });

  test.each([
    'test("A swarm is read", run);',
    'test("docker_gwbridge is read", run);',
    'describe("parse", () => {\n  it("reads a swarm", run);\n});',
    'context.test("a swarm", run);',
  ])("accepts the title in %j", (text) => {
    expect(found("a.test.ts", text)).toEqual([]);
  });
});

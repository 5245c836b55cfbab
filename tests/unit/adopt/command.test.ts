import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseOptions } from "../../../adopt/options";
import { writeFolder } from "../../../adopt/writeFolder";

describe("The options of the program command", () => {
  test("name the files in the order of merging, the stack and the folder", () => {
    expect(parseOptions(["--from", "a.yml", "--from", "b.yml", "--stack", "shop", "--out", "shop"])).toEqual({
      help: false,
      from: ["a.yml", "b.yml"],
      stack: "shop",
      out: "shop",
      force: false,
      pulumiStack: "dev",
    });
  });

  test("need nothing else with --help", () => {
    expect(parseOptions(["--help"]).help).toBe(true);
  });

  test.each([
    [["--stack", "shop", "--out", "x"], "--from is missing."],
    [["--from", "a.yml", "--out", "x"], "--stack is missing."],
    [["--from", "a.yml", "--stack", "shop"], "--out is missing."],
    [["--from", "a.yml", "--stack", "a b", "--out", "x"], '--stack: the stack\'s name "a b"'],
    [["--form", "a.yml"], "Unknown option '--form'"],
  ])("%j are refused", (args, message) => {
    expect(() => parseOptions(args)).toThrow(message);
  });
});

describe("The folder of a written project", () => {
  let folder: string;
  const files = new Map<string, string | Uint8Array>([
    ["index.ts", "// new"],
    ["files/a.bin", new Uint8Array([1, 2])],
  ]);

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "written-"));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  test("is created with all files", () => {
    writeFolder(join(folder, "new", "deep"), files, false);

    expect(readFileSync(join(folder, "new", "deep", "index.ts"), "utf8")).toBe("// new");
    expect([...readFileSync(join(folder, "new", "deep", "files", "a.bin"))]).toEqual([1, 2]);
  });

  test("keeps its files if it is not empty, unless the user forces it", () => {
    writeFileSync(join(folder, "index.ts"), "// old");

    expect(() => {
      writeFolder(folder, files, false);
    }).toThrow('is not empty: it has "index.ts"');
    expect(readFileSync(join(folder, "index.ts"), "utf8")).toBe("// old");

    writeFolder(folder, files, true);
    expect(readFileSync(join(folder, "index.ts"), "utf8")).toBe("// new");
  });

  test("cannot be a file", () => {
    writeFileSync(join(folder, "file"), "");

    expect(() => {
      writeFolder(join(folder, "file"), files, false);
    }).toThrow("is a file. Name a folder.");
  });
});

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readCompose } from "../../../adopt/compose/readCompose";
import { projectFiles } from "../../../adopt/program/projectFiles";

const guide = readFileSync(join(__dirname, "..", "..", "..", "docs", "fromDockerStackDeploy.md"), "utf8");

/** The first code block of a language in the guide. */
function block(language: string): string {
  return new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, "s").exec(guide)?.[1] ?? "";
}

test("The guide shows the program that the command writes for its compose file", async () => {
  const folder = mkdtempSync(join(tmpdir(), "guide-"));
  try {
    const file = join(folder, "compose.yml");
    writeFileSync(file, block("yaml"));
    writeFileSync(join(folder, "db_password.txt"), "secret\n");
    const project = readCompose({ files: [file], stack: "shop", environment: {} });
    const options = { pulumiStack: "dev", componentsFrom: "file:.", source: "compose.yml" };
    const files = await projectFiles(project, options);

    expect(String(files.get("index.ts")).replaceAll(`${folder}/`, "")).toBe(block("ts"));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

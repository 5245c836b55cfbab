import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { findings } from "./findings";

/** Folders of installed packages and of generated files. */
const skippedFolders = /^(node_modules|dist|coverage|[.](git|lab|state|tools))$/;

/** Licences, lock files and generated data, whose text is not ours, and the files with the rejected words. */
const skippedFiles =
  /^(LICENSE|package-lock[.]json|.*[.](sum|mod|svg|jsonl)|dockerSchema[.]ts|words[.]ts|prose[.]test[.]ts)$/;

function* filesIn(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && !skippedFolders.test(entry.name)) yield* filesIn(path);
    if (entry.isFile() && !skippedFiles.test(entry.name)) yield path;
  }
}

const lines = [...filesIn(".")].flatMap((path) =>
  findings(path, readFileSync(path, "utf8")).map(({ line, message }) => `${path}:${line}: ${message}`),
);
for (const line of lines) console.error(line);
process.exitCode = lines.length === 0 ? 0 : 1;

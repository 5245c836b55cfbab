import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { findings } from "./findings";

/** Folders of programs, and of what programs make. */
const skippedFolders = /^(node_modules|dist|coverage|[.](git|lab|state|tools))$/;

/** Files with words of others: licences, locks, generated data, and the words that the rules are made of. */
const skippedFiles =
  /^(LICENSE|package-lock[.]json|.*[.](sum|mod|svg)|dockerSchema[.]ts|words[.]ts|prose[.]test[.]ts)$/;

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

/** Writes docs/composeKeys.md: `npm run docs:compose`. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { keyPage } from "./keyTable";

async function main(): Promise<void> {
  writeFileSync(join(__dirname, "..", "..", "..", "docs", "composeKeys.md"), await keyPage());
}

void main();

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { format } from "prettier";
import { deriveSchema } from "./deriveSchema";

/** Writes schema.json: run `npm run schema` after a change of an argument or a description. */
async function generate(): Promise<void> {
  const text = await format(JSON.stringify(await deriveSchema()), { parser: "json", printWidth: 120 });
  writeFileSync(join(__dirname, "schema.json"), text);
}

void generate();

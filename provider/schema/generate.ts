import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { format } from "prettier";
import { lookUps } from "../lookups";
import { handlers } from "../resources";
import { deriveSchema } from "./deriveSchema";

/** Writes schema.json: run `npx ts-node provider/schema/generate.ts` after an update of the docker package. */
async function generate(): Promise<void> {
  const schema = deriveSchema(handlers.values(), lookUps.values());
  const text = await format(JSON.stringify(schema), { parser: "json", printWidth: 120 });
  writeFileSync(join(__dirname, "schema.json"), text);
}

void generate();

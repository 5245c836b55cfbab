import type { PackageSpec } from "./deriveSchema";
import schema from "./schema.json";

/** The schema of what this provider serves, as generate.ts has written it. */
export const dockerSchema = schema as unknown as PackageSpec;

import { lookUps } from "../lookups";
import { handlers } from "../resources";
import { deriveSchema } from "./deriveSchema";

/** The schema of what this provider serves. `npm run bundle` replaces this module by the result. */
export const dockerSchema = deriveSchema(handlers.values(), lookUps.values());

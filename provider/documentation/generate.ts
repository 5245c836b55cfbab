import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { handlers } from "../resources";
import { dockerSchema } from "../schema/dockerSchema";
import { propertyPage } from "./propertyPage";

/**
 * Writes docs/properties.md. Run `npm run docs:properties` after you change a table or update the docker package.
 */
writeFileSync(join(__dirname, "..", "..", "docs", "properties.md"), propertyPage(dockerSchema, handlers.values()));

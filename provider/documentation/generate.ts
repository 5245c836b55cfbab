import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { handlers } from "../resources";
import { dockerSchema } from "../schema/dockerSchema";
import { propertyPage } from "./propertyPage";

/**
 * Writes docs/properties.md: run `npm run docs:properties` after a change of a table or an update of the docker
 * package.
 */
writeFileSync(join(__dirname, "..", "..", "docs", "properties.md"), propertyPage(dockerSchema, handlers.values()));

import { rmSync } from "node:fs";
import { join } from "node:path";
import { writeApiReport } from "./report";

/** Writes the reports: `npm run api`, after `npm run build`. */
const folder = join(__dirname, "reports");
writeApiReport(folder);
rmSync(join(folder, "temporary"), { recursive: true });

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeApiReport } from "../../tools/api/report";
import { checkout } from "../support/lab";

// The types of the package as `npm run build` built them.
const folder = mkdtempSync(join(tmpdir(), "api-"));

afterAll(() => {
  rmSync(folder, { recursive: true });
});

// After a change, run `npm run api`. If it breaks programs, add a note to docs/migration.md.
test("The public types of the package are those of the last report", () => {
  for (const name of writeApiReport(folder)) {
    const current = readFileSync(join(folder, name), "utf8");
    expect(current).toBe(readFileSync(join(checkout, "tools/api/reports", name), "utf8"));
  }
});

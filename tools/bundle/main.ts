import { join } from "node:path";
import { bundleAll, bundles } from "./bundle";
import { removeStale } from "./removeStale";

/** `npm run bundle`, or `npm run bundle -- --source-maps` to debug. */
bundleAll(process.argv.includes("--source-maps")).then(
  () => {
    removeStale(join(__dirname, "..", ".."), Object.keys(bundles));
  },
  () => {
    process.exitCode = 1;
  },
);

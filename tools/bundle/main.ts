import { bundleAll } from "./bundle";

/** `npm run bundle`, or `npm run bundle -- --source-maps` to debug. */
bundleAll(process.argv.includes("--source-maps")).catch(() => {
  process.exitCode = 1;
});

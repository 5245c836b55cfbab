import { bundleAll } from "./bundle";

/** `npm run bundle` */
bundleAll().catch(() => {
  process.exitCode = 1;
});

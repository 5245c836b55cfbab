import { stop } from "esbuild";
import { bundleAll } from "../../tools/bundle/bundle";

/** Runs before the tests that start the provider or the policy pack, so that they never use an old bundle. */
export = async (): Promise<void> => {
  await bundleAll();
  await stop();
};

const { join } = require("node:path");

/**
 * Modules of Pulumi's SDKs that tests replace, by the end of the importing folder and the imported path. Most of them
 * are used by few tests, but Jest would load each of them again for every test file, so tests get one that loads it at
 * its first use.
 */
const standIns = new Map([
  ["@pulumi/policy ./server", "policyServer.ts"],
  ["@pulumi/pulumi ./automation", "automation.ts"],
  ["@pulumi/pulumi/runtime/closure ../../typescript-shim", "typescript.ts"],
  ["@pulumi/pulumi/provider/experimental ../../typescript-shim", "typescript.ts"],
  ["@pulumi/pulumi/runtime/closure @npmcli/arborist", "arborist.ts"],
  ["@pulumi/pulumi ./runtime/debuggable", "debuggable.js"],
  ["@pulumi/pulumi/runtime ./debuggable", "debuggable.js"],
]);

/** Resolves a module for Jest. */
module.exports = (path, options) => {
  const [, importer] = options.basedir.split(/\/node_modules\/(?=@pulumi\/)/);
  const standIn = standIns.get(`${importer} ${path}`);
  return standIn === undefined ? options.defaultResolver(path, options) : join(__dirname, standIn);
};

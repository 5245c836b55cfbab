const { join } = require("node:path");

/**
 * Modules that Pulumi's SDKs load but few tests use, by the end of the importing folder and the imported path. Jest
 * would load each of them again for every test file, so tests get one that loads it at its first use.
 */
const later = new Map([
  ["@pulumi/policy ./server", "policyServer.ts"],
  ["@pulumi/pulumi ./automation", "automation.ts"],
  ["@pulumi/pulumi/runtime/closure ../../typescript-shim", "typescript.ts"],
  ["@pulumi/pulumi/provider/experimental ../../typescript-shim", "typescript.ts"],
  ["@pulumi/pulumi/runtime/closure @npmcli/arborist", "arborist.ts"],
]);

/** Resolves a module for Jest. */
module.exports = (path, options) => {
  const [, importer] = options.basedir.split(/\/node_modules\/(?=@pulumi\/)/);
  const standIn = later.get(`${importer} ${path}`);
  return standIn === undefined ? options.defaultResolver(path, options) : join(__dirname, standIn);
};

/* eslint-disable @typescript-eslint/no-require-imports, no-undef -- Node runs this file without compiling it. */
// The entry of this folder. For Pulumi's Node.js host, the folder is a plugin: `pulumi package add PATH/components`.
// For the code of this repository, it is a library. The host reads the tsconfig.json of the user's project, for which
// package.json has TypeScript: the one in Pulumi's SDK is 3.8, and refuses newer settings.
const { fork } = require("node:child_process");
const { existsSync } = require("node:fs");
const { join } = require("node:path");

if (/[\\/]run-plugin\b/.test(process.argv[1] ?? "")) start();
else module.exports = require("./index");

/**
 * Starts the plugin in a process of its own. The SDK of the host and the one in the bundle share global variables, so
 * in one process, neither could register resources.
 */
function start() {
  const bundle = join(__dirname, "../dist/bundle/components.js");
  if (!existsSync(bundle)) {
    console.error(`The components are not built: ${bundle} is missing. Run 'npm install' in ${__dirname} first.`);
    process.exit(1);
  }
  fork(bundle, process.argv.slice(2), { execArgv: [] }).once("exit", (code) => process.exit(code ?? 1));
}

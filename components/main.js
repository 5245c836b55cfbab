/* eslint-disable @typescript-eslint/no-require-imports, no-undef -- Node runs this file without compiling it. */
// The entry of this folder. For Pulumi's Node.js host, the folder is a plugin: `pulumi package add PATH/components`.
// For the code of this repository, it is a library.
const { existsSync } = require("node:fs");
const { join } = require("node:path");

const bundle = join(__dirname, "../dist/bundle/components.js");
const isPlugin = /[\\/]run-plugin\b/.test(process.argv[1] ?? "");
if (isPlugin && !existsSync(bundle)) {
  console.error(`The components are not built: ${bundle} is missing. Run 'npm install' in ${__dirname} first.`);
  process.exit(1);
}
module.exports = require(isPlugin ? bundle : "./index");

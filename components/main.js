/* eslint-disable @typescript-eslint/no-require-imports, no-undef -- Node runs this file without compiling it. */
// The entry of this folder. For Pulumi's Node.js host, the folder is a plugin: `pulumi package add PATH/components`.
// For the code of this repository, it is a library.
const { join } = require("node:path");

const isPlugin = /[\\/]run-plugin\b/.test(process.argv[1] ?? "");
module.exports = require(isPlugin ? join(__dirname, "../dist/bundle/components.js") : "./index");

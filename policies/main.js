/* eslint-disable @typescript-eslint/no-require-imports, no-undef -- Node runs this file as it is, before anything is compiled. */
// The policy pack's entry: compiled beside this file in the npm package, above it in a checkout, else through ts-node.
const { existsSync } = require("node:fs");
const { join } = require("node:path");

const built = ["dist/policies/index.js", "../dist/policies/index.js"].map((path) => join(__dirname, path));
require(built.find((path) => existsSync(path)) ?? "./index");

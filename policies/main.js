/* eslint-disable @typescript-eslint/no-require-imports, no-undef -- Node runs this file without compiling it. */
// The entry of the policy pack. Loads the bundled pack: from the folder above in a checkout, or from this folder in the
// npm package. In a checkout that is not built, ts-node loads the sources.
const { existsSync } = require("node:fs");
const { join } = require("node:path");

const built = ["../dist/bundle/policies.js", "dist/bundle/policies.js"].map((path) => join(__dirname, path));
require(built.find((path) => existsSync(path)) ?? "./index");

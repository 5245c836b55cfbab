/* eslint-disable @typescript-eslint/no-require-imports, no-undef -- Node runs this file without compiling it. */
// The entry of the policy pack. Loads the bundled pack, or, in a checkout that is not built, the sources with ts-node.
const { existsSync } = require("node:fs");
const { join } = require("node:path");

// Pulumi's SDK reads the version of a pack from package.json in the current folder. A configuration's path stays
// relative to the folder in which the pack was started.
process.env.SWARM_POLICY_BASE ??= process.cwd();
process.chdir(join(__dirname, ".."));
const bundle = join(__dirname, "../dist/bundle/policies.js");
require(existsSync(bundle) ? bundle : "./index");

/* eslint-disable @typescript-eslint/no-require-imports, no-undef -- Node runs this file without compiling it. */
// Runs after `npm install` in this folder. The Pulumi CLI does this with a plugin from a git repository, which has the
// sources. The npm package and a plugin archive have the bundles already.
const { execSync } = require("node:child_process");
const { existsSync, rmSync } = require("node:fs");
const { join } = require("node:path");

const root = join(__dirname, "..");
const packages = join(root, "node_modules");

if (!existsSync(join(root, "dist/bundle/components.js"))) build();

function build() {
  const run = (command) => execSync(command, { cwd: root, stdio: "inherit" });
  const isCheckout = existsSync(packages);
  if (!isCheckout) run("npm ci --include=dev --no-audit --no-fund");
  run("npm run --silent bundle");
  // The bundles contain the packages that they use.
  if (!isCheckout) rmSync(packages, { recursive: true });
}

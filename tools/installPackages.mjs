// Runs `npm ci` if node_modules does not match package-lock.json, and makes `tsc --build` compile again after an
// installation. It is not a shell script, so that `npm pack` works on Windows.
import console from "node:console";
import process from "node:process";
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

// At the end of an installation, npm lists what it installed.
const list = "node_modules/.package-lock.json";
const wanted = packagesIn("package-lock.json");
const present = packagesIn(list);
const isMissing = Object.entries(wanted).some(
  ([path, { version, optional }]) => path !== "" && optional !== true && present[path]?.version !== version,
);
if (isMissing) install();
// `tsc --build` compares only the sources with its last result, and not the types of packages.
for (const result of ["dist/.tsbuildinfo", "node_modules/.cache/types.tsbuildinfo"])
  if (timeOf(result) <= timeOf(list)) rmSync(join(root, result), { force: true });

/** When a file was written, in milliseconds since 1970; 0 if it does not exist. */
function timeOf(/** @type {string} */ file) {
  return statSync(join(root, file), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** @param {string} file */
function packagesIn(file) {
  try {
    return JSON.parse(readFileSync(join(root, file), "utf8")).packages;
  } catch {
    return {};
  }
}

function install() {
  console.log("tools: installing the npm packages of package-lock.json (about a minute)");
  const log = join(root, ".tools", "log", "npm.log");
  // On Windows, npm is a .cmd file, which needs a shell.
  const { status, stdout, stderr } = spawnSync("npm ci --no-audit --no-fund", {
    cwd: root,
    shell: true,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
  mkdirSync(dirname(log), { recursive: true });
  writeFileSync(log, stdout + stderr);
  if (status === 0) return;
  console.error((stdout + stderr).trimEnd().split("\n").slice(-15).join("\n"));
  console.error(`tools: npm ci failed; the full log is ${log}`);
  process.exitCode = 1;
}

#!/usr/bin/env node
/** The command `swarm-audit`; --help describes it. */
// First: what comes after it loads Pulumi's SDK.
import "../policies/sdk/loadLater";
import { runCommand } from "../cli/runCommand";
import { engineSettings } from "../provider/configuration/configuration";
import { Engine } from "../provider/engine/engine";
import { readArguments, usage, type Arguments, type Format } from "./arguments";
import { auditSwarm } from "./audit";
import { defaults, readAuditConfiguration } from "./configuration";
import { formatJson } from "./formats/json";
import { formatSarif } from "./formats/sarif";
import { formatTable } from "./formats/table";
import { countOf, type Report } from "./report";
import { readSnapshot } from "./snapshot";
import { auditState } from "./state";

/** Exit codes, which distinguish a violation from a failed audit. */
const exit = { violated: 1, notAudited: 2 } as const;

async function main(): Promise<void> {
  const given = readArguments(process.argv.slice(2));
  if (given === "help") {
    console.log(usage);
    return;
  }
  const report = await audit(given);
  console.log(format(report, given.format));
  if (countOf(report, "mandatory") > 0) process.exitCode = exit.violated;
}

async function audit({ host, state, config }: Arguments): Promise<Report> {
  const configuration = config === undefined ? defaults : readAuditConfiguration(config);
  if (state !== undefined) return auditState(state, configuration);
  const engine = new Engine(engineSettings(host === undefined ? {} : { host }, process.env));
  return auditSwarm(await readSnapshot(engine), configuration);
}

function format(report: Report, form: Format): string {
  switch (form) {
    case "table":
      return formatTable(report, process.stdout.columns || 120);
    case "json":
      return formatJson(report);
    case "sarif":
      return formatSarif(report);
  }
}

runCommand(main, usage, exit.notAudited);

#!/usr/bin/env node
/** The command `swarm-report`; --help describes it. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCommand } from "../cli/runCommand";
import { composeReport, type PreviewFiles } from "./content/composeReport";
import { drawPictures } from "./formats/drawing";
import { formatHtml } from "./formats/html";
import { formatMarkdown } from "./formats/markdown";
import { drawMermaid } from "./formats/mermaid";
import { parseOptions, usage, type Options, type PreviewPaths } from "./options";
import { readDependencies } from "./preview/attachments";
import { readEvents } from "./preview/events";
import type { PlanLine } from "./preview/resources";
import { runPreview } from "./runPreview";

/** Exit codes, which distinguish an update that cannot start from a report that cannot be written. */
const exit = { refused: 1, noReport: 2 } as const;

async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2));
  if (options.help) {
    console.log(usage);
    return;
  }
  const { files, code } = await previewFiles(options);
  const { report, before, after } = composeReport(files, options.stack ?? "");
  const pictures = await drawPictures(before, after);
  const json = `${JSON.stringify(report, undefined, 2)}\n`;
  const passed = report.passed && code === 0;
  await mkdir(options.out, { recursive: true });
  for (const [name, content] of [
    ["comment.md", formatMarkdown(report, drawMermaid(before, after))],
    ["report.html", formatHtml(report, pictures)],
    ["report.json", json],
    ["before.svg", pictures[0]],
    ["after.svg", pictures[1]],
  ] as const) {
    const path = join(options.out, name);
    await writeFile(path, content);
    if (!options.json) console.log(path);
  }
  if (options.json) process.stdout.write(json);
  if (!passed) process.exitCode = exit.refused;
}

/** The files of a preview, and the exit code of the CLI. A preview that this command runs leaves no files. */
async function previewFiles(options: Options): Promise<{ files: PreviewFiles; code: number }> {
  if (options.files !== undefined) return { files: await readFiles(options.files), code: 0 };
  // The files contain the variables of services, so only this user may read them.
  const folder = await mkdtemp(join(tmpdir(), "swarm-report-"));
  try {
    const given = options.stack === undefined ? [] : ["--stack", options.stack];
    const { files, code } = await runPreview(folder, [...given, ...options.forPulumi], process.env);
    return { files: await readFiles(files, code), code };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * @param code of the CLI: if it failed, files can be missing
 * @throws Error if there is no event log
 */
async function readFiles({ events, preview, plans }: PreviewPaths, code = 0): Promise<PreviewFiles> {
  const read = async (path: string | undefined): Promise<string> => {
    if (path === undefined) return "";
    return readFile(path, "utf8").catch((cause: unknown) => {
      if (code !== 0 || path === plans) return "";
      throw new Error(`"${path}" cannot be read. Name a file that exists.`, { cause });
    });
  };
  const [eventText, previewText, planText] = await Promise.all([read(events), read(preview), read(plans)]);
  if (eventText === "") throw new Error("There is no preview to report: the Pulumi CLI failed before it. See above.");
  return {
    events: readEvents(eventText, events),
    dependencies: isJson(previewText) ? readDependencies(previewText, preview ?? "") : new Map(),
    plans: planText.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line) as PlanLine])),
  };
}

/** A preview that fails writes no JSON. */
function isJson(text: string): boolean {
  return text.trimStart().startsWith("{");
}

runCommand(main, usage, exit.noReport);

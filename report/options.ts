import { flag, help, text } from "../cli/parseCommandLine";
import { parseCommandLine } from "../cli/parseCommandLine";
import { UsageError } from "../cli/usageError";

/** The options of the command. */
export interface Options {
  readonly help: boolean;
  /** The folder of the report. */
  readonly out: string;
  readonly stack: string | undefined;
  /** The files of a preview that has run, or `undefined` to run one. */
  readonly files: PreviewPaths | undefined;
  /** Prints the report as JSON. */
  readonly json: boolean;
  /** Options for `pulumi preview`. */
  readonly forPulumi: readonly string[];
}

/** Where the files of a preview are. */
export interface PreviewPaths {
  /** Event log of the CLI. */
  readonly events: string;
  /** Output of `pulumi preview --json`. */
  readonly preview: string | undefined;
  /** What SWARM_PREVIEW_PLAN named. */
  readonly plans: string | undefined;
}

export const usage = `\
Usage: swarm-report [--stack NAME] [--out FOLDER] [--json] [-- OPTIONS OF pulumi preview]
       swarm-report --events FILE [--preview FILE] [--plans FILE] [--out FOLDER] [--json]

Previews a stack, and writes what would change in the swarm as a report for a pull request: FOLDER/comment.md,
report.html, report.json, before.svg and after.svg. Changes nothing. The report contains no value of a variable, label,
secret or config.

  --stack NAME    the stack to preview (default: the selected one)
  --out FOLDER    the folder of the report (default: swarm-report)
  --json          print report.json as well
  --events FILE   do not run a preview, but read the event log of one: PULUMI_DEBUG_COMMANDS=true pulumi preview
                  --event-log FILE
  --preview FILE  the output of the same preview with --json, which tells on which new networks services are
  --plans FILE    the file that SWARM_PREVIEW_PLAN named in the same preview, which tells which tasks restart
  --help          show this text

Exits with 0 if the update can start, with 1 if it cannot (an error, a conflict with the swarm, or a violation of a
mandatory policy), and with 2 if there is no report.`;

/** @throws UsageError for options that do not match {@link usage} */
export function parseOptions(args: readonly string[]): Options {
  const end = args.includes("--") ? args.indexOf("--") : args.length;
  const forPulumi = args.slice(end + 1);
  const given = parseCommandLine(args.slice(0, end), {
    stack: text,
    out: text,
    events: text,
    preview: text,
    plans: text,
    json: flag,
    help,
  });
  const { stack, out = "swarm-report", events, preview, plans, json = false, help: wantsHelp = false } = given;
  if (events === undefined && (preview ?? plans) !== undefined) {
    throw new UsageError("--preview and --plans need --events: the event log of the same preview. Add --events FILE.");
  }
  if (events !== undefined && forPulumi.length > 0) {
    throw new UsageError(
      "--events reads a preview that has run, so there is no preview to pass the options after -- to.",
    );
  }
  return {
    help: wantsHelp,
    out,
    stack,
    files: events === undefined ? undefined : { events, preview, plans },
    json,
    forPulumi,
  };
}

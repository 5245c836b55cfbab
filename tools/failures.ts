import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { stripVTControlCharacters } from "node:util";

/** The part of a report that this program reads. */
interface Report {
  readonly testResults: ReadonlyArray<{
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: ReadonlyArray<{
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages?: readonly string[];
    }>;
  }>;
}

/** The lines of a long message that are printed. The output of a command says at its end why it failed. */
const firstLines = 10;
const lastLines = 20;

/** Prints the failed tests of Jest's reports, each with both ends of its message: `ts-node -T … REPORT…`. */
for (const report of process.argv.slice(2)) {
  for (const file of (JSON.parse(readFileSync(report, "utf8")) as Report).testResults) {
    const failed = file.assertionResults.filter(({ status }) => status === "failed");
    const isBroken = failed.length === 0 && file.status === "failed";
    if (isBroken) print(file.name, "it could not be run", file.message);
    for (const { fullName, failureMessages = [] } of failed) print(file.name, fullName, failureMessages.join("\n"));
  }
}

function print(file: string, title: string, message: string): void {
  const whole = stripVTControlCharacters(message)
    .split("\n")
    .filter((line) => !/^ +at /.test(line));
  const isShort = whole.length <= firstLines + lastLines;
  const lines = isShort ? whole : [...whole.slice(0, firstLines), "[…]", ...whole.slice(-lastLines)];
  console.log([`== failed in ${relative("", file)}: ${title}`, ...lines].join("\n    "));
}

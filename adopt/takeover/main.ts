#!/usr/bin/env node
/** The command `swarm-takeover`, which `npm run takeover` runs in a written project; --help describes it. */
import { flag, help, parseCommandLine, text } from "../../cli/parseCommandLine";
import { runCommand } from "../../cli/runCommand";
import { takeOver } from "./takeover";

const usage = `Usage: npm run takeover -- [OPTION]…

Takes over the objects of the swarm that takeover.json lists, without a restart.

  --stack NAME       the Pulumi stack; the default is the selected one
  --plan             shows what would change, and changes nothing
  --allow-restarts   restarts tasks and replaces objects where the program differs from the swarm
  --help             shows this text`;

async function main(): Promise<void> {
  const given = parseCommandLine(process.argv.slice(2), {
    stack: text,
    plan: flag,
    "allow-restarts": flag,
    help,
  });
  if (given.help === true) {
    console.log(usage);
    return;
  }
  await takeOver({
    folder: process.cwd(),
    stack: given.stack,
    allowRestarts: given["allow-restarts"] === true,
    planOnly: given.plan === true,
    print: (line) => {
      console.log(line);
    },
  });
}

runCommand(main, usage);

/**
 * Prints where the services of a stack run and how to reach them:
 * `pulumi stack output --json | node dist/inspect/summary.js`. DOCKER_HOST names a manager of the swarm.
 */
import { text } from "node:stream/consumers";
import { engineSettings } from "../provider/configuration/configuration";
import { Engine } from "../provider/engine/engine";
import { askAll, publishedAddresses } from "./reach";
import { formatReport } from "./report";
import { readStackView, type StackIds } from "./stackView";

/** Seconds to wait for each address. The tasks are already running, so a longer wait would not help. */
const answerSeconds = 2;

async function main(): Promise<void> {
  const ids = parseOutputs(await text(process.stdin));
  const engine = new Engine(engineSettings({}, process.env));
  const view = await readStackView(engine, ids);
  const answers = await askAll(publishedAddresses(view), answerSeconds);
  console.log(formatReport(view, answers));
}

function parseOutputs(json: string): StackIds {
  const outputs = JSON.parse(json) as { networks?: Record<string, string>; services?: Record<string, string> };
  return { networks: outputs.networks ?? {}, services: outputs.services ?? {} };
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});

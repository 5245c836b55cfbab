#!/usr/bin/env node
/** Shows a network or a service of a swarm: `npx swarm-inspect --help`. */
import { runCommand } from "../../cli/runCommand";
import { engineSettings } from "../../provider/configuration/configuration";
import { Engine } from "../../provider/engine/engine";
import { inspectNetwork } from "../../provider/inspection/inspectNetwork";
import { inspectService } from "../../provider/inspection/inspectService";
import { readSwarm, withDetails, withUnlisted } from "../../provider/inspection/readSwarm";
import { checkManager } from "../checkManager";
import { findNetwork, findService } from "./find";
import { networkTables } from "./networkTables";
import { parseOptions, usage } from "./options";
import { serviceTables } from "./serviceTables";

async function main(): Promise<void> {
  const { help, host, kind, name, json } = parseOptions(process.argv.slice(2));
  if (help) {
    console.log(usage);
    return;
  }
  const engine = new Engine(engineSettings(host === undefined ? {} : { host }, process.env));
  await checkManager(engine);
  const lists = await readSwarm(engine);
  if (kind === "network") {
    const network = inspectNetwork(await withDetails(findNetwork(name, lists.networks), engine), lists);
    console.log(json ? jsonOf(network) : networkTables(network));
  } else {
    const found = findService(name, lists.services);
    const service = inspectService(found, await withUnlisted(lists, found, engine));
    console.log(json ? jsonOf(service) : serviceTables(service));
  }
}

function jsonOf(value: object): string {
  return JSON.stringify(value, undefined, 2);
}

runCommand(main, usage);

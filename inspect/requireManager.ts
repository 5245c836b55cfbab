/**
 * Ends with 0 when the daemon that DOCKER_HOST names is a manager of a swarm, else says what to do and ends with 1:
 * `DOCKER_HOST=ssh://… node dist/inspect/requireManager.js`.
 */
import { runCommand } from "../cli/runCommand";
import { engineSettings } from "../provider/configuration/configuration";
import { Engine } from "../provider/engine/engine";

async function main(): Promise<void> {
  const engine = new Engine(engineSettings({}, process.env));
  const { Swarm: swarm, Name: name } = await engine.info();
  if (swarm.ControlAvailable) return;
  const here = `${engine.host} (${name})`;
  throw new Error(
    swarm.LocalNodeState === "active"
      ? `The daemon at ${here} is a worker of its swarm. Name a manager: make up HOST=<manager>; 'docker node ls' on a manager lists them.`
      : `The daemon at ${here} is not in a swarm. Make it a manager first: docker -H ${engine.host} swarm init`,
  );
}

runCommand(main, "");

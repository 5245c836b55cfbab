/**
 * Exits with 0 if the daemon at DOCKER_HOST is a manager of a swarm; otherwise prints the fix and exits with 1:
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
      ? `The daemon at ${here} is a worker of its swarm. Deploy to a manager: make up HOST=<manager>. ` +
          `On a manager, 'docker node ls' lists all managers.`
      : `The daemon at ${here} is not in a swarm. Start a swarm on it first: docker -H ${engine.host} swarm init`,
  );
}

runCommand(main, "");

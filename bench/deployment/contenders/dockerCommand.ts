import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { run, timed } from "../measure";
import type { Contender, Sample, Size } from "../operation";
import type { Swarm } from "../swarm";

/** Whether there is a docker command that can wait for stacks: from version 26. */
export function hasDocker(): boolean {
  try {
    return execFileSync("docker", ["stack", "rm", "--help"], { encoding: "utf8", stdio: "pipe" }).includes("--detach");
  } catch {
    return false;
  }
}

/** `docker stack deploy`, `docker service update` and `docker stack rm`. */
export function dockerCommand(swarm: Swarm, dockerHost: string, image: string, size: Size, folder: string): Contender {
  const file = join(folder, "compose.yml");
  writeFileSync(file, composeFile(image, size));
  const docker = (...args: string[]): Promise<Sample> =>
    run(["docker", ...args], { env: { ...process.env, DOCKER_HOST: dockerHost } });
  const service = "bench_bench-svc-0";
  const remove = async (): Promise<Sample> => {
    const command = await docker("stack", "rm", "--detach=false", "bench");
    // The command can return while tasks still stop, and the next 'docker stack deploy' would fail.
    const { seconds } = await timed(() => swarm.empty());
    return { ...command, seconds: command.seconds + seconds };
  };
  return {
    name: "docker stack",
    operations: {
      up: () => docker("stack", "deploy", "--detach=true", "-c", file, "bench"),
      upRunning: () => docker("stack", "deploy", "--detach=false", "-c", file, "bench"),
      image: () => docker("service", "update", "--detach=false", "--image", `${image}:2`, service),
      network: () => docker("service", "update", "--detach=false", "--network-add", "bench_bench-net-1", service),
      destroy: remove,
    },
    close: () => remove().then(() => undefined),
  };
}

/** The same stack as a compose file. */
function composeFile(image: string, { networks, replicas }: Size): string {
  const numbers = Array.from({ length: networks }, (_, i) => i);
  return stringify({
    version: "3.8",
    networks: Object.fromEntries(numbers.map((i) => [`bench-net-${i}`, { driver: "overlay" }])),
    services: Object.fromEntries(
      numbers.map((i) => [
        `bench-svc-${i}`,
        { image: `${image}:1`, networks: [`bench-net-${i}`], deploy: { replicas } },
      ]),
    ),
  });
}

import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { checkout, readLab } from "../support/lab";
import { copySources } from "../support/sourceCopy";

// Uses the package like another project: packs it, installs it outside the repository, compiles and previews a program.
const lab = readLab();
const folder = mkdtempSync(join(tmpdir(), "swarm-consumer-"));

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function run(command: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}): string {
  return execFileSync(command, args, {
    cwd,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...env },
  });
}

/** The three lines of docs/provider.md. Without them, the CLI would download the official plugin. */
function useOurProvider(projectFile: string): void {
  const settings = parse(readFileSync(projectFile, "utf8")) as Record<string, unknown>;
  settings.plugins = { providers: [{ name: "docker", path: join(checkout, "provider") }] };
  writeFileSync(projectFile, stringify(settings));
}

test("Another project can install the packed components, compile a program with them and preview it", () => {
  const sources = join(folder, "sources");
  copySources(sources);
  run("npm", ["pack", "--silent", "--pack-destination", folder], sources);
  const archive = readdirSync(folder).find((file) => file.endsWith(".tgz")) ?? "";
  const project = join(folder, "project");
  cpSync(join(checkout, "examples", "consumer"), project, { recursive: true });
  run("npm", ["install", "--silent", "--no-audit", "--no-fund", join(folder, archive)], project);

  run(join(project, "node_modules", ".bin", "tsc"), ["-p", "."], project);

  const pulumi = join(checkout, ".tools", "bin", "pulumi");
  const env = {
    PATH: `${join(checkout, ".tools", "bin")}:${process.env.PATH ?? ""}`,
    PULUMI_HOME: join(folder, "home"),
    PULUMI_BACKEND_URL: `file://${folder}`,
    PULUMI_CONFIG_PASSPHRASE: "live test",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    DOCKER_HOST: lab.dockerHost,
  };
  useOurProvider(join(project, "Pulumi.yaml"));
  run(pulumi, ["stack", "init", "dev"], project, env);
  run(pulumi, ["config", "set", "image", lab.image], project, env);
  const preview = JSON.parse(run(pulumi, ["preview", "--json"], project, env)) as {
    changeSummary: Record<string, number>;
  };
  // The stack, two components, and the docker.Network and docker.Service inside them.
  expect(preview.changeSummary).toEqual({ create: 5 });
}, 240_000);

import * as markdown from "prettier/plugins/markdown";
import { format } from "prettier/standalone";
import { composeKeys } from "../schema/composeKeys";
import type { Key, Keys, Shape } from "../schema/shape";

/** A key of a compose file, with what becomes of it. */
export interface KeyRow {
  /** Path of the key, e.g. `services.deploy.update_config.delay`. Names of the user are left out. */
  readonly path: string;
  readonly key: Key;
}

/** Every key of a compose file, keys below other keys included. */
export function keyRows(keys: Keys = composeKeys, prefix = ""): KeyRow[] {
  return Object.entries(keys).flatMap(([name, key]) => {
    const path = prefix === "" ? name : `${prefix}.${name}`;
    return [{ path, key }, ...keyRows(keysIn(key.shape), path)];
  });
}

/** The page with the table of all keys, as Markdown in the style of this repository. */
export function keyPage(): Promise<string> {
  return format(pageText(), { parser: "markdown", plugins: [markdown], printWidth: 120, proseWrap: "preserve" });
}

function pageText(): string {
  const sections = ["services", "networks", "volumes", "secrets", "configs"];
  const rows = keyRows();
  const isIn = (section: string, path: string): boolean => path.startsWith(`${section}.`);
  const top = rows.filter(({ path }) => !sections.some((section) => isIn(section, path)));
  return [
    head,
    "## The top of the file\n\n" + table(top, ""),
    ...sections.map((section) => {
      const own = rows.filter(({ path }) => isIn(section, path));
      return `## ${titles[section] ?? section}\n\n${table(own, `${section}.`)}`;
    }),
  ].join("\n\n");
}

const head = `# Every key of a compose file

This page lists what \`make program\` does with each key of a compose file: see
[from docker stack deploy](fromDockerStackDeploy.md). It is generated from the table that the command checks files
against (\`npm run docs:compose\`).

- A key that **becomes an argument** has the argument in the second column.
- A key that \`docker stack deploy\` **ignores** is ignored as well. The written README says so.
- A key that **is an error** stops the command, which then names its file, line and column.`;

const titles: Readonly<Partial<Record<string, string>>> = {
  services: "Services: arguments of SwarmService",
  networks: "Networks: arguments of OverlayNetwork",
  volumes: "Volumes: properties of the mounts of SwarmService",
  secrets: "Secrets: arguments of SwarmSecret",
  configs: "Configs: arguments of SwarmConfig",
};

function table(rows: readonly KeyRow[], prefix: string): string {
  const lines = rows.map(({ path, key }) => `| \`${path.slice(prefix.length)}\` | ${fateText(key)} |`);
  return ["| key | what becomes of it |", "| --- | --- |", ...lines].join("\n");
}

function fateText({ fate }: Key): string {
  if ("ignored" in fate) return `ignored: ${fate.ignored}`;
  if ("refused" in fate) return `error: ${fate.refused}`;
  const argument = fate.argument === "" ? "" : `\`${fate.argument}\``;
  const note = fate.note === undefined ? "" : `${argument === "" ? "" : ": "}${fate.note}`;
  return `${argument}${note}` === "" ? "see below" : `${argument}${note}`;
}

function keysIn(shape: Shape): Keys {
  switch (shape.kind) {
    case "record":
      return shape.keys;
    case "list":
    case "map":
    case "short":
      return keysIn(shape.of);
    default:
      return {};
  }
}

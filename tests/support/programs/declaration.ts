import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import * as swarm from "../../../components";

/** A resource of a program, as a program in YAML declares it. The text `${name.id}` is the id of another resource. */
export interface Declaration {
  /** Logical name. */
  readonly name: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** A language, by the name of its runtime in Pulumi.yaml. */
export type Language = "nodejs" | "python" | "yaml";

/**
 * Writes a project whose program declares the resources. For Node, it only writes Pulumi.yaml: the program is one that
 * calls {@link declare}.
 *
 * @param folder of the project
 * @param project its Pulumi.yaml, without the runtime and the resources
 */
export async function writeProgram(
  folder: string,
  language: Language,
  project: Readonly<Record<string, unknown>>,
  declarations: readonly Declaration[],
): Promise<void> {
  // Pulumi reads JSON as YAML.
  const write = (more: object): Promise<void> =>
    writeFile(join(folder, "Pulumi.yaml"), JSON.stringify({ ...project, runtime: language, ...more }));
  if (language === "yaml") {
    const resources = declarations.map(({ name, type, properties }) => [name, { type, properties }] as const);
    await write({ resources: Object.fromEntries(resources) });
    return;
  }
  await write({});
  if (language === "nodejs") return;
  await writeFile(join(folder, "declarations.json"), JSON.stringify(declarations));
  await writeFile(join(folder, "__main__.py"), python);
}

/** Declares resources in the order of the file; each refers only to earlier ones. */
const python = `import json
import re

import pulumi

made = {}


def resolved(value):
    if isinstance(value, list):
        return [resolved(one) for one in value]
    if isinstance(value, dict):
        return {key: resolved(one) for key, one in value.items()}
    found = re.fullmatch(r"\\$\\{(.+)\\.id\\}", value) if isinstance(value, str) else None
    return made[found.group(1)].id if found else value


class Component(pulumi.ComponentResource):
    id: pulumi.Output[str]

    def __init__(self, type, name, properties):
        super().__init__(type, name, {**properties, "id": None}, remote=True)


for one in json.load(open("declarations.json")):
    make = Component if one["type"].startswith("swarm:") else pulumi.CustomResource
    made[one["name"]] = make(one["type"], one["name"], resolved(one["properties"]))
`;

type Constructor = new (name: string, args: never) => pulumi.Resource & { readonly id: pulumi.Output<string> };

const classes: Readonly<Record<string, Constructor>> = {
  "docker:index/network:Network": docker.Network,
  "docker:index/secret:Secret": docker.Secret,
  "docker:index/service:Service": docker.Service,
  "docker:index/volume:Volume": docker.Volume,
  "swarm:index:IngressConfig": swarm.IngressConfig,
  "swarm:index:OverlayNetwork": swarm.OverlayNetwork,
  "swarm:index:SwarmService": swarm.SwarmService,
};

/** Declares the resources in TypeScript. */
export function declare(declarations: readonly Declaration[]): void {
  const made = new Map<string, { readonly id: pulumi.Output<string> }>();
  const resolved = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(resolved);
    if (typeof value === "object" && value !== null)
      return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, resolved(one)]));
    const [, name = ""] = typeof value === "string" ? (/^\$\{(.+)\.id\}$/.exec(value) ?? []) : [];
    return made.get(name)?.id ?? value;
  };
  for (const { name, type, properties } of declarations) {
    const make = classes[type];
    if (make === undefined) throw new RangeError(`There is no class of the type ${type}.`);
    made.set(name, new make(name, resolved(properties) as never));
  }
}

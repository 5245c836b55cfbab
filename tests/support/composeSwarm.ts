import type { AdoptedProject, Value } from "../../adopt/model/project";
import { TextExpression } from "../../adopt/model/project";
import { withoutComments } from "../../adopt/model/walk";
import type { Engine } from "../../provider/engine/engine";
import { dockerCommand } from "./dockerCommand";
import type { Lab } from "./lab";
import { poll } from "./poll";
import { provideImages } from "./standInImages";

/**
 * Gives a swarm what a stack needs before its deployment: the images, the objects that are external, and the labels of
 * nodes in its constraints.
 *
 * @returns removes the objects and the labels
 */
export async function prepareSwarm(lab: Lab, engine: Engine, project: AdoptedProject): Promise<() => Promise<void>> {
  const services = project.components.filter(({ component }) => component === "SwarmService").map(({ args }) => args);
  await provideImages(lab, new Set(services.map(({ image = "" }) => textOf(image, project))));
  const constraints = services.flatMap(({ constraints = [] }) => withoutComments(constraints) as readonly Value[]);
  const removeLabels = await labelNodes(lab, new Set(constraints.map((constraint) => textOf(constraint, project))));
  const removeExternals = await createExternals(engine, project);
  return async () => {
    await removeExternals();
    await removeLabels();
  };
}

/** A text with the defaults of its settings. */
function textOf(value: Value, { settings }: AdoptedProject): string {
  const plain = withoutComments(value);
  if (!(plain instanceof TextExpression)) return typeof plain === "string" ? plain : "";
  const defaultOf = (name: string): string => settings.find((setting) => setting.name === name)?.default ?? "";
  return plain.parts.map((part) => (typeof part === "string" ? part : defaultOf(part.setting))).join("");
}

/** Each value that constraints ask for goes to a node of its own: `node.labels.mongo==2` to the second one. */
async function labelNodes({ dockerHost, nodes }: Lab, constraints: ReadonlySet<string>): Promise<() => Promise<void>> {
  const wanted = [...constraints].flatMap((constraint) => {
    const [, label, value] = /^node\.labels\.(\S+?)\s*==\s*(\S+)$/.exec(constraint) ?? [];
    return label === undefined || value === undefined ? [] : [{ label, value }];
  });
  const placed = wanted.map(({ label, value }, i) => {
    const index = wanted.slice(0, i).filter((other) => other.label === label).length;
    return { label, value, node: nodes[index % nodes.length]?.name ?? "" };
  });
  for (const { label, value, node } of placed) {
    await dockerCommand(dockerHost, ["node", "update", "--label-add", `${label}=${value}`, node]);
  }
  return async () => {
    for (const { label, node } of placed) {
      await dockerCommand(dockerHost, ["node", "update", "--label-rm", label, node]);
    }
  };
}

async function createExternals(engine: Engine, { components }: AdoptedProject): Promise<() => Promise<void>> {
  const removals: (() => Promise<void>)[] = [];
  for (const { component, swarmName } of components.filter(({ isExternal }) => isExternal)) {
    if (component === "OverlayNetwork" && swarmName !== "host") {
      const { id } = await engine.createNetwork({ Name: swarmName, Driver: "overlay" });
      removals.push(() => removeNetwork(engine, swarmName, id));
    } else if (component === "SwarmSecret" || component === "SwarmConfig") {
      const kind = component === "SwarmSecret" ? "secrets" : "configs";
      const { id } = await engine.createPayload(kind, { Name: swarmName, Data: "aHVzaA==" });
      removals.push(() => engine.removePayload(kind, id));
    }
  }
  return async () => {
    for (const remove of removals) await remove();
  };
}

/** Tasks that are shutting down still use a network. */
async function removeNetwork(engine: Engine, name: string, id: string): Promise<void> {
  let reason = "";
  const remove = async (): Promise<true | undefined> => {
    try {
      await engine.removeNetwork(id);
      return true;
    } catch (error) {
      reason = String(error);
      return undefined;
    }
  };
  await poll(`the removal of the network ${name}`, remove, { missing: () => reason });
}

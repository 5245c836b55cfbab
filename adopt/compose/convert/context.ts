import type { AdoptedComponent, ComponentName } from "../../model/project";
import type { MapNode, Node, Place } from "../source/tree";
import type { Args, Values } from "./values";
import { mapOf, scalarOf } from "./values";

/** What the conversion of a stack needs. */
export interface Context {
  /** Name of the stack in the swarm. */
  readonly stack: string;
  readonly values: Values;
  /** The top-level sections of the files together. */
  readonly sections: {
    readonly services: ReadonlyMap<string, MapNode>;
    readonly networks: ReadonlyMap<string, MapNode>;
    readonly volumes: ReadonlyMap<string, MapNode>;
    readonly secrets: ReadonlyMap<string, MapNode>;
    readonly configs: ReadonlyMap<string, MapNode>;
  };
  /** The value of a variable in the environment. */
  readonly valueOf: (variable: string) => string | undefined;
  /** Reads a file that a compose file names; reports a file that cannot be read, and returns `undefined`. */
  readonly read: (path: string, at: Node) => Uint8Array | undefined;
  /** A path that docker takes relative to the folder of the first file, as an absolute one. */
  readonly absolute: (path: string) => string;
}

/** A component that is a member of the stack. */
export function member(
  component: ComponentName,
  logicalName: string,
  swarmName: string,
  args: Args,
  { place, comments }: { readonly place: Place; readonly comments: readonly string[] },
): AdoptedComponent {
  const source = { file: place.file, line: place.line };
  return { component, logicalName, args, isMember: true, isExternal: false, swarmName, comments, source };
}

/** An object that the stack does not create. */
export function outside(
  component: ComponentName,
  logicalName: string,
  swarmName: string,
  { place, comments }: Node,
): AdoptedComponent {
  const source = { file: place.file, line: place.line };
  return { component, logicalName, args: {}, isMember: false, isExternal: true, swarmName, comments, source };
}

/**
 * The name of an object outside of the stack: its `name`, the older `external.name`, or its key. `undefined` if the
 * object belongs to the stack.
 */
export function externalName(key: string, object: MapNode, { values }: Context): string | undefined {
  const node = object.entries.get("external");
  if (node === undefined) return undefined;
  const { problems } = values.report;
  const name = object.entries.get("name");
  if (node.kind === "map") {
    const older = scalarOf(node.entries.get("name"));
    if (older !== undefined && name !== undefined) {
      problems.add(older.place, `'external.name' and 'name' of "${key}" contradict each other. Use only 'name'.`);
    }
    return older === undefined ? key : values.plain(older);
  }
  const text = node.kind === "scalar" ? values.plain(node).toLowerCase() : "";
  if (/^(?:false|no|n|off)$/.test(text)) return undefined;
  if (!/^(?:true|yes|y|on)$/.test(text)) {
    problems.add(node.place, `'external' of "${key}" is not true or false. Use one of them, without quotes.`);
  }
  return name === undefined ? key : values.plain(name);
}

/** The name of an object of the stack: its `name`, or its key with the prefix of the stack. */
export function ownName(key: string, object: MapNode | undefined, { stack, values }: Context): string {
  const name = object?.entries.get("name");
  return name === undefined ? `${stack}_${key}` : values.plain(name);
}

/** The objects of a section by key. */
export function objectsIn(file: MapNode, section: string): ReadonlyMap<string, MapNode> {
  const found = mapOf(file.entries.get(section));
  return new Map(
    [...(found?.entries ?? [])].flatMap(([key, value]): [string, MapNode][] =>
      value.kind === "map" ? [[key, value]] : [],
    ),
  );
}

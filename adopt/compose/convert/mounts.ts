import { scopedName, stackLabel } from "../../../swarm/stack";
import { show } from "../../../swarm/typed";
import type { Value } from "../../model/project";
import { ConstantExpression } from "../../model/project";
import { field, type MapNode, type Node } from "../source/tree";
import type { Context } from "./context";
import { externalName, ownName } from "./context";
import type { Args } from "./values";
import { itemsOf, mapOf } from "./values";

/** The volumes of a service: short forms stay as they are in `volumes`, others become `mounts`. */
export function mountsOf(node: Node, owner: string, context: Context): Args {
  const { values } = context;
  const volumes: Value[] = [];
  const mounts: Value[] = [];
  for (const item of itemsOf(node).flatMap((one) => mapOf(one) ?? [])) {
    if (item.dropped !== undefined) {
      values.report.remark(
        item,
        `the option "${item.dropped}" of a volume of ${owner} has no effect: Docker ignores it.`,
      );
    }
    if (item.short !== undefined && (item.short.isUnknown === true || isPlainVolume(item, context))) {
      volumes.push(values.commented(item, values.expression(item.short)));
    } else {
      mounts.push(values.commented(item, mountOf(item, owner, context)));
    }
  }
  return { ...(mounts.length > 0 && { mounts }), ...(volumes.length > 0 && { volumes }) };
}

/** Whether the short form says everything: the stack has no more to say about the volume. */
function isPlainVolume(mount: MapNode, { sections, stack }: Context): boolean {
  const [type, source] = ["type", "source"].map((key) => literalOf(field(mount, key)));
  if (source === undefined) return true;
  if (type === "bind") return source.startsWith("/");
  return sections.volumes.get(source)?.entries.size === 0 && scopedName(stack, source) === `${stack}_${source}`;
}

function mountOf(mount: MapNode, owner: string, context: Context): Args {
  const { values } = context;
  const type = field(mount, "type");
  const kind = type === undefined ? "volume" : values.plain(type).toLowerCase();
  const target = field(mount, "target");
  const common = {
    target: target === undefined ? "" : values.expression(target),
    ...flagArgs("readOnly", field(mount, "read_only"), context),
  };
  switch (kind) {
    case "":
    case "volume":
      return { ...volumeArgs(mount, owner, context), ...common };
    case "bind":
      return { type: new ConstantExpression("MountType", "Bind"), ...bindArgs(mount, owner, context), ...common };
    case "npipe":
      return { type: new ConstantExpression("MountType", "Npipe"), ...bindArgs(mount, owner, context), ...common };
    case "tmpfs": {
      const size = field(mapOf(field(mount, "tmpfs")), "size");
      return {
        type: new ConstantExpression("MountType", "Tmpfs"),
        ...common,
        ...(size !== undefined && { tmpfsSizeBytes: values.number(size) }),
      };
    }
    default:
      values.report.problems.add(
        type?.place ?? mount.place,
        `'type' ${show(kind)} of a volume of ${owner} cannot be converted. Use "volume", "bind", "tmpfs" or "npipe".`,
      );
      return common;
  }
}

function bindArgs(mount: MapNode, owner: string, context: Context): Args {
  const { values } = context;
  const source = field(mount, "source");
  const propagation = field(mapOf(field(mount, "bind")), "propagation");
  const options: Args = propagation === undefined ? {} : { bindPropagation: values.expression(propagation) };
  const text = literalOf(source);
  if (source === undefined || text === undefined) return options;
  if (/^(?:\/|[A-Za-z]:|\\\\)/.test(text)) return { source: values.expression(source), ...options };
  const path = context.absolute(text.replace(/^~/, context.valueOf("HOME") ?? "~"));
  values.report.remark(
    source,
    `the path ${show(text)} of ${owner} is written as ${show(path)}, as docker does. ` +
      "It must exist on every node that runs a task.",
  );
  return { source: path, ...options };
}

/** A volume with its driver, its options and its name, which are below the top-level `volumes`. */
function volumeArgs(mount: MapNode, owner: string, context: Context): Args {
  const { values, sections, stack } = context;
  const source = field(mount, "source");
  const given = mapOf(field(mount, "volume"));
  const subpath = field(given, "subpath");
  const extras = {
    ...flagArgs("volumeNoCopy", field(given, "nocopy"), context),
    ...(subpath !== undefined && { volumeSubpath: values.expression(subpath) }),
  };
  if (source === undefined) return extras;
  const key = values.plain(source);
  const volume = sections.volumes.get(key);
  if (volume === undefined) {
    const fix = `Add "${key}:" below the top-level 'volumes', or begin a path on the node with "/".`;
    values.report.problems.add(source.place, `volume ${show(key)} of ${owner} is not defined. ${fix}`);
    return extras;
  }
  const external = externalName(key, volume, context);
  if (external !== undefined) return { source: external, volumeExternal: true, ...extras };
  const [driver, options, labels] = ["driver", "driver_opts", "labels"].map((name) => field(volume, name));
  const name = ownName(key, volume, context);
  const own = labels === undefined ? {} : (values.map(labels, `volume "${key}"`) as Args);
  // The component adds the prefix and the label of the stack to names that have no prefix of their own.
  const isScoped = scopedName(stack, key) === name;
  const allLabels = isScoped ? own : { ...own, [stackLabel.namespace]: stack };
  return {
    source: isScoped ? key : name,
    ...(!isScoped && { volumeExternal: true }),
    ...(driver !== undefined && { volumeDriver: values.expression(driver) }),
    ...(options !== undefined && { volumeDriverOptions: values.map(options, `volume "${key}"`) }),
    ...(Object.keys(allLabels).length > 0 && { volumeLabels: allLabels }),
    ...extras,
  };
}

function flagArgs(argument: string, node: Node | undefined, { values }: Context): Args {
  if (node === undefined) return {};
  const value = values.flag(node);
  return value === false ? {} : { [argument]: value };
}

function literalOf(node: Node | undefined): string | undefined {
  return node?.kind === "scalar" && node.value !== null ? String(node.value) : undefined;
}

import { basename } from "node:path";
import { findSecretInText } from "../../../swarm/secrets/findSecret";
import { show } from "../../../swarm/typed";
import type { AdoptedComponent, Value } from "../../model/project";
import { FileExpression, ReferenceExpression, TextExpression } from "../../model/project";
import { field, type MapNode, type Node } from "../source/tree";
import type { Context } from "./context";
import { externalName, member, outside, ownName } from "./context";
import { itemsOf, mapOf } from "./values";

/** The secrets of the stack. Their content becomes a secret setting, so that it is nowhere in the program. */
export function secretsOf(context: Context): AdoptedComponent[] {
  return [...context.sections.secrets].map(([key, secret]) => {
    const external = externalName(key, secret, context);
    if (external !== undefined) return outside("SwarmSecret", key, external, secret);
    const file = fileOf(key, secret, "secret", context);
    const isText = file === undefined || textOf(file.content) !== undefined;
    const setting = context.values.settings.ofFile(key, file?.path ?? "", !isText);
    const content = { [isText ? "text" : "base64"]: new TextExpression([{ setting }]) };
    return payload("SwarmSecret", key, secret, content, context);
  });
}

/** The configs of the stack. Their files are copied into the project. */
export function configsOf(context: Context): AdoptedComponent[] {
  const taken = new Set<string>();
  return [...context.sections.configs].map(([key, config]) => {
    const external = externalName(key, config, context);
    if (external !== undefined) return outside("SwarmConfig", key, external, config);
    const file = fileOf(key, config, "config", context);
    if (file === undefined) return payload("SwarmConfig", key, config, {}, context);
    const text = textOf(file.content);
    const found = text === undefined ? undefined : findSecretInText(text, basename(file.path));
    if (found !== undefined) {
      const remark = `config "${key}" contains a secret (${found.kind ?? found.name}). Use a SwarmSecret for it.`;
      context.values.report.remark(config, remark);
    }
    const name = basename(file.path);
    const path = taken.has(name) ? `files/${key}/${name}` : `files/${name}`;
    taken.add(name);
    const content = { [text === undefined ? "base64" : "text"]: new FileExpression(path, file.content) };
    return payload("SwarmConfig", key, config, content, context);
  });
}

/**
 * The `secrets` or `configs` of a service.
 *
 * @param section `secrets` or `configs`
 */
export function fileReferencesOf(node: Node, section: "secrets" | "configs", owner: string, context: Context): Value {
  const component = section === "secrets" ? "SwarmSecret" : "SwarmConfig";
  return itemsOf(node).flatMap((item): Value[] => {
    const { values, sections } = context;
    const reference = mapOf(item);
    const source = field(reference, "source");
    const key = source === undefined ? "" : values.plain(source);
    const object = sections[section].get(key);
    if (object === undefined) {
      const fix = `Add it below the top-level '${section}', or remove it here.`;
      values.report.problems.add(item.place, `${section.slice(0, -1)} ${show(key)} of ${owner} is not defined. ${fix}`);
      return [];
    }
    const [target, uid, gid, mode] = ["target", "uid", "gid", "mode"].map((name) => field(reference, name));
    // The file has the key as its name; without 'fileName', it would have the name in the swarm.
    const isRenamed = (externalName(key, object, context) ?? key) !== key || key.startsWith(`${context.stack}_`);
    const fileName = target === undefined ? (isRenamed ? key : undefined) : values.expression(target);
    const made = new ReferenceExpression(component, key, "mount", {
      ...(fileName !== undefined && fileName !== "" && { fileName }),
      ...(uid !== undefined && { uid: values.expression(uid) }),
      ...(gid !== undefined && { gid: values.expression(gid) }),
      ...(mode !== undefined && { mode: values.number(mode) }),
    });
    return [values.commented(item, made)];
  });
}

function payload(
  component: "SwarmConfig" | "SwarmSecret",
  key: string,
  object: MapNode,
  content: Readonly<Record<string, Value>>,
  context: Context,
): AdoptedComponent {
  const name = ownName(key, object, context);
  const labels = field(object, "labels");
  const templateDriver = field(object, "template_driver");
  const args = {
    name,
    ...content,
    ...(templateDriver !== undefined && { templateDriver: context.values.expression(templateDriver) }),
    ...(labels !== undefined && { labels: context.values.map(labels, `${component} "${key}"`) }),
  };
  return member(component, key, name, args, object);
}

/** The file of a secret or config, with its content. */
function fileOf(
  key: string,
  object: MapNode,
  noun: string,
  { values, read }: Context,
): { readonly path: string; readonly content: Uint8Array } | undefined {
  const node = field(object, "file");
  const { problems } = values.report;
  if (node === undefined) {
    problems.add(
      object.place,
      `${noun} "${key}" has neither 'file' nor 'external'. Set 'file' to the path of its content.`,
    );
    return undefined;
  }
  const path = values.plain(node);
  const content = read(path, node);
  if (content?.length === 0) {
    problems.add(
      node.place,
      `'file' ${show(path)} of ${noun} "${key}" is empty, which Swarm refuses. Write its content.`,
    );
  }
  return content === undefined ? undefined : { path, content };
}

/** Bytes as text; `undefined` if they are not UTF-8. */
function textOf(content: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(content);
    return text.includes("\0") ? undefined : text;
  } catch {
    return undefined;
  }
}

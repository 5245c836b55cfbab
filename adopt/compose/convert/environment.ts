import { show } from "../../../swarm/typed";
import type { Value } from "../../model/project";
import { TextExpression } from "../../model/project";
import { EnvFileError, parseEnvFile } from "../source/envFile";
import { field, madeScalar, type MapNode, type Node } from "../source/tree";
import type { Context } from "./context";
import type { Args } from "./values";
import { itemsOf, mapOf } from "./values";

/**
 * The variables of a service: those of its env files, then those of `environment`. A variable without a value is a
 * setting, because docker takes it from the shell.
 */
export function environmentOf(service: MapNode, owner: string, context: Context): Args {
  const env: Record<string, Value> = {};
  for (const file of itemsOf(field(service, "env_file"))) {
    const path = field(mapOf(file), "path");
    if (path !== undefined) Object.assign(env, fromFile(path, owner, context));
  }
  for (const [name, node] of mapOf(field(service, "environment"))?.entries ?? []) {
    env[name] = context.values.commented(node, valueOf(name, node, owner, context));
  }
  return Object.keys(env).length === 0 ? {} : { env };
}

function fromFile(file: Node, owner: string, context: Context): Args {
  const { values, read } = context;
  const path = values.plain(file);
  const content = read(path, file);
  if (content === undefined) return {};
  const env: Record<string, Value> = {};
  try {
    for (const { name, value, line } of parseEnvFile(new TextDecoder().decode(content))) {
      const at = { ...file, place: { file: path, line, column: 1 } };
      if (value !== undefined) env[name] = valueOf(name, madeScalar(at, value), owner, context);
      else if (context.valueOf(name) !== undefined) env[name] = fromShell(name, at, context);
      else values.report.remark(at, `the variable ${name} of ${owner} is left out: it has no value, as in docker.`);
    }
  } catch (error) {
    if (!(error instanceof EnvFileError)) throw error;
    values.report.problems.add(
      { file: path, line: error.line, column: 1 },
      `in the env file ${show(path)}, ${error.message}`,
    );
  }
  return env;
}

function valueOf(name: string, node: Node, owner: string, context: Context): Value {
  const isEmpty = node.kind === "scalar" && (node.value === null || node.value === "") && node.parts === undefined;
  const isUnset = node.kind === "scalar" && node.value === null;
  // Docker also takes the value of the shell for a variable that is empty.
  if (isUnset || (isEmpty && context.valueOf(name) !== undefined)) return fromShell(name, node, context);
  return context.values.text(node, name, owner);
}

function fromShell(name: string, node: Node, { values }: Context): Value {
  return new TextExpression([{ setting: values.settings.ofVariable({ variable: name }, node.place, false) }]);
}

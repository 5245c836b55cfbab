import type { Draft } from "./draft";
import { isPresent } from "./draft";
import { saysNo } from "./options";
import type { Problem } from "./problem";
import { swarmLabel } from "./swarmLabel";
import { keyPath, recordOf, show, textOf } from "./typed";

/** A label in the form of the docker package. */
export interface Label {
  readonly label: string;
  readonly value: string;
}

/** Labels in the form of the docker package, or as a map from label to value. */
export type Labels = readonly Label[] | Readonly<Record<string, string>>;

/** Labels with this prefix are reserved for Swarm. */
export const reservedLabels = "com.docker.swarm.";

/** The keys of labels that are known. */
export function labelKeys(labels: Draft<Labels>): string[] {
  return entriesOf(labels, []).flatMap(({ key }) => (typeof key === "string" ? [key] : []));
}

/** The value of a label; `undefined` if there is none or it is not known yet. */
export function labelValue(labels: Draft<Labels>, name: string): unknown {
  const value = entriesOf(labels, []).find(({ key }) => key === name)?.value;
  return typeof value === "symbol" ? undefined : value;
}

/** Whether labels mark a network as sensitive; `undefined` if that is not known yet. */
export function isSensitive(labels: Draft<Labels>): boolean | undefined {
  return isMarked(labels, swarmLabel.sensitive.key);
}

/**
 * Whether labels have a mark; `undefined` if that is not known yet. Any value except a "no" counts, so that `yes` or an
 * empty text does not leave a network unprotected.
 *
 * @param mark the key of the label, or `key=value` if only one value counts; case is ignored
 */
export function isMarked(labels: Draft<Labels>, mark: string): boolean | undefined {
  if (typeof labels === "symbol") return undefined;
  const entries = entriesOf(labels, []);
  const [name, ...rest] = mark.split("=");
  const wanted = rest.length === 0 ? undefined : wordOf(rest.join("="));
  const counts = (value: unknown): boolean =>
    wanted === undefined ? !saysNo(value ?? "") : typeof value === "string" && wordOf(value) === wanted;
  const values = entries.filter(({ key }) => key === name).map(({ value }) => value);
  if (values.some((value) => typeof value !== "symbol" && counts(value))) return true;
  const undecided =
    values.some((value) => typeof value === "symbol") || entries.some(({ key }) => typeof key === "symbol");
  return undecided ? undefined : false;
}

function wordOf(text: string): string {
  return text.trim().toLowerCase();
}

/** Checks labels: they are text, each is set once, and none is reserved for Swarm. */
export function checkLabels(labels: Draft<Labels>): Problem[] {
  const problems: Problem[] = [];
  const seen = new Set<string>();
  for (const { key, value, path } of entriesOf(labels, problems)) {
    const name = textOf(key, path, "label", `"com.example.team"`, problems);
    if (name === undefined) continue;
    textOf(value, path, name, `"true"`, problems);
    if (name === "") {
      problems.push({ path, reason: `'label' "" is empty. Use a name, e.g. "com.example.team".` });
    } else if (name.startsWith(reservedLabels)) {
      const reason =
        `'label' ${show(name)} starts with "${reservedLabels}", which is reserved for Swarm. Use a prefix of your ` +
        `own.`;
      problems.push({ path, reason });
    } else if (seen.has(name)) {
      problems.push({
        path,
        reason: `'label' ${show(name)} is set twice, but only one value would remain. Remove one.`,
      });
    }
    seen.add(name);
  }
  return problems;
}

interface Entry {
  readonly key: unknown;
  readonly value: unknown;
  readonly path: string;
}

function entriesOf(labels: Draft<Labels>, problems: Problem[]): Entry[] {
  if (Array.isArray(labels)) {
    return (labels as readonly unknown[]).flatMap((entry, i) => {
      if (!isPresent(entry)) return typeof entry === "symbol" ? [{ key: entry, value: entry, path: `[${i}]` }] : [];
      const record = recordOf(entry, `[${i}]`, "label", problems);
      return [entryOf(record["label"], record, "value", `[${i}].label`)];
    });
  }
  const record = recordOf(labels, "", "labels", problems);
  return Object.keys(record).map((key) => entryOf(key, record, key, keyPath(key)));
}

/** Reads the value only on access, so that an unknown value affects only the rules that use it. */
function entryOf(key: unknown, record: Readonly<Record<string, unknown>>, property: string, path: string): Entry {
  return {
    key,
    get value() {
      return record[property];
    },
    path,
  };
}

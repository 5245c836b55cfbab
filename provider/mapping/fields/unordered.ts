import { isPresent, unknown } from "../../../swarm/draft";
import { canonicalJson } from "../../../swarm/names";
import type { Property } from "../../handler/properties";
import { changeOf, elementsOf, listOf, type Change, type Field, type Json } from "./field";
import { notAList } from "./leaf";

interface UnorderedOptions {
  /**
   * The order in which the Engine gets them. It compares lists element by element, so that a mere change of order restarts tasks
   * (swarmkit orchestrator/task.go); a fixed one makes equal inputs equal specs.
   */
  readonly order: (element: Json) => string;
  /** What an element is known by when its other properties change, in the Engine's form; the first that matches counts. */
  readonly identities?: ReadonlyArray<(element: Json) => string>;
}

/** A list in which the order has no meaning. What is live keeps its order as long as it holds the same. */
export function unordered(element: Field, options: UnorderedOptions): Field {
  const { order, identities = [] } = options;
  const sorted = (list: readonly Json[]): Json => {
    // By code unit: the same on every machine. Then by all of it, so that equal keys do not keep the order they came in.
    const key = (element: Json): string => `${order(element)} ${canonicalJson(element)}`;
    const result = [...list].sort((a, b) => (key(a) < key(b) ? -1 : 1));
    return result.length === 0 ? undefined : result;
  };
  const write = (wanted: Property): Json => sorted(elementsOf(wanted).map((one) => element.write(one)));
  const key = (identity: (element: Json) => string) => (one: Property) =>
    isWhole(one) ? identity(element.write(one)) : undefined;

  const pairInputs = (before: Property, wanted: Property): Pairs =>
    pair(elementsOf(before), elementsOf(wanted), [
      (b, w) => element.same(b, w),
      ...identities.map(
        (identity) => (b: Property, w: Property) => isWhole(b) && key(identity)(b) === key(identity)(w),
      ),
    ]);
  const pairLive = (wanted: Property, live: Json): Pairs =>
    pair(elementsOf(wanted), listOf(live), [
      (w, l) => element.fits(w, l),
      ...identities.map((identity) => (w: Property, l: Json) => isWhole(w) && key(identity)(w) === identity(l)),
    ]);
  const same = (a: Property, b: Property): boolean => {
    if (a === unknown || b === unknown) return false;
    const { pairs, leftOfA, leftOfB } = pairInputs(a, b);
    return (
      leftOfA.length + leftOfB.length === 0 && pairs.every(([x, y]) => element.same(elementsOf(a)[x], elementsOf(b)[y]))
    );
  };
  const fits = (wanted: Property, live: Json): boolean => {
    if (wanted === unknown) return false;
    const { pairs, leftOfA, leftOfB } = pairLive(wanted, live);
    return (
      leftOfA.length + leftOfB.length === 0 &&
      pairs.every(([w, l]) => element.fits(elementsOf(wanted)[w], listOf(live)[l]))
    );
  };
  return {
    write,
    fits,
    same,
    differences: (path, before, wanted) => {
      if (before === unknown || wanted === unknown) return [changeOf(path, before, wanted)];
      const [old, now] = [elementsOf(before), elementsOf(wanted)];
      const { pairs, leftOfA, leftOfB } = pairInputs(before, wanted);
      const changes = new Map<string, Change>();
      for (const [b, w] of pairs) {
        for (const change of element.differences(`${path}[${w}]`, old[b], now[w])) changes.set(change.path, change);
      }
      for (const w of leftOfB) changes.set(`${path}[${w}]`, { path: `${path}[${w}]`, kind: "add" });
      for (const b of leftOfA) {
        const at = `${path}[${b}]`;
        // One element went and another came at its index: to a reader of the diff that is a change.
        changes.set(at, { path: at, kind: changes.has(at) ? "update" : "delete" });
      }
      return [...changes.values()];
    },
    reconcile: (known, live) => {
      if (fits(known, live)) return known;
      const { pairs, leftOfB } = pairLive(known, live);
      const inOrder = [...pairs].sort(([a], [b]) => a - b);
      const list = [
        ...inOrder.map(([k, l]) => element.reconcile(elementsOf(known)[k], listOf(live)[l]) ?? ""),
        ...leftOfB.map((l) => element.reconcile(unknown, listOf(live)[l]) ?? ""),
      ];
      return list.length === 0 && !Array.isArray(known) ? undefined : list;
    },
    rewrite: (live, wanted, before) => {
      if (fits(wanted, live) && same(before, wanted)) return live;
      const origin = new Map(pairLive(wanted, live).pairs);
      const previous = new Map(pairInputs(before, wanted).pairs.map(([b, w]) => [w, b]));
      const next = elementsOf(wanted).map((one, w) => {
        const l = origin.get(w);
        const b = previous.get(w);
        return l === undefined
          ? element.write(one)
          : element.rewrite(listOf(live)[l], one, b === undefined ? one : elementsOf(before)[b]);
      });
      const untouched = next.length === listOf(live).length && next.every((one) => listOf(live).includes(one));
      return untouched ? live : sorted(next);
    },
    check: (path, draft) => {
      if (!isPresent(draft)) return [];
      if (!Array.isArray(draft)) return [notAList(path, draft)];
      return elementsOf(draft).flatMap((one, i) => element.check(`${path}[${i}]`, one));
    },
  };
}

interface Pairs {
  /** Indexes of elements that belong together. */
  readonly pairs: ReadonlyArray<readonly [a: number, b: number]>;
  readonly leftOfA: readonly number[];
  readonly leftOfB: readonly number[];
}

/** Pairs off what matches best first: each match in turn goes over what the ones before it have left. */
function pair<A, B>(as: readonly A[], bs: readonly B[], matches: ReadonlyArray<(a: A, b: B) => boolean>): Pairs {
  const pairs: [number, number][] = [];
  let leftOfA = as.map((_, index) => index);
  const leftOfB = new Set(bs.map((_, index) => index));
  for (const matched of matches) {
    leftOfA = leftOfA.filter((a) => {
      for (const b of leftOfB) {
        if (!matched(as[a] as A, bs[b] as B)) continue;
        leftOfB.delete(b);
        pairs.push([a, b]);
        return false;
      }
      return true;
    });
  }
  return { pairs, leftOfA, leftOfB: [...leftOfB] };
}

/** Whether nothing of it is still unknown, so that it has an Engine's form. */
function isWhole(value: Property): boolean {
  if (value === unknown) return false;
  if (Array.isArray(value)) return value.every(isWhole);
  return typeof value === "object" && value !== null ? Object.values(value).every(isWhole) : true;
}

import { isPresent, unknown } from "../../../swarm/draft";
import { canonicalJson } from "../../../swarm/names";
import type { Property } from "../../handler/properties";
import { changeOf, elementsOf, isAbsent, listOf, type Field, type Json } from "./field";
import { knownPart } from "./knownPart";
import { notAList } from "./leaf";
import { listChanges, type Compared } from "./listDiff";

interface UnorderedOptions {
  /**
   * The order in which the Engine gets the elements. It compares lists element by element, so a mere change of order
   * restarts tasks (swarmkit orchestrator/task.go); a fixed order makes equal inputs equal specs.
   */
  readonly order: (element: Json) => string;
  /**
   * The identity of an element whose other properties change, in the Engine's form. The first match counts. Empty text
   * identifies nothing.
   */
  readonly identities?: ReadonlyArray<(element: Json) => string>;
  /**
   * Pairs the elements that are left over, in diffs only: the same text says that one takes the place of the other.
   *
   * @default - a removed and a new element are two changes
   */
  readonly role?: (element: Json) => string;
  /**
   * Elements of one group keep their relative order, because it matters there.
   *
   * @default - no order matters
   */
  readonly group?: (element: Json) => string;
  /** Whether an empty list is sent. @default false */
  readonly sent?: boolean;
}

/**
 * A list whose order does not matter. It is sent in a fixed order. A live list keeps its own order as long as it has
 * the same elements.
 *
 * An absent and an empty list are equivalent, on both sides. Elements of two lists belong together if they are
 * equivalent, or otherwise if one of their `identities` is equal. Each element belongs to at most one other.
 */
export function unordered<T>(element: Field<T>, options: UnorderedOptions): Field<readonly T[]> {
  const { order, identities = [], role, group, sent = false } = options;
  const sorted = (list: readonly Json[]): Json => {
    // By code unit, so that the order is the same on every machine; then by the whole element, so that the input order
    // of equal keys does not matter.
    const key = (element: Json): string => `${order(element)} ${canonicalJson(element)}`;
    const result = [...list].sort((a, b) => (key(a) < key(b) ? -1 : 1));
    if (result.length === 0 && !sent) return undefined;
    return group === undefined ? result : inGroups(result, list, group);
  };
  const write = (wanted: Property): Json => sorted(elementsOf(wanted).map((one) => element.write(one)));
  // An unknown part does not hide the identity of the element.
  const key = (identity: (element: Json) => string, one: Property): string => identity(element.write(knownPart(one)));

  const pairBy = (texts: typeof identities, before: Property, wanted: Property): Pairs =>
    pair(elementsOf(before), elementsOf(wanted), [
      (b, w) => element.same(b, w),
      ...texts.map(
        (identity) => (b: Property, w: Property) => key(identity, b) !== "" && key(identity, b) === key(identity, w),
      ),
    ]);
  const pairInputs = (before: Property, wanted: Property): Pairs => pairBy(identities, before, wanted);
  const pairInDiff = (before: Property, wanted: Property): Pairs =>
    pairBy(role === undefined ? identities : [...identities, role], before, wanted);
  const pairLive = (wanted: Property, live: Json): Pairs =>
    pair(elementsOf(wanted), listOf(live), [
      (w, l) => element.fits(w, l),
      ...identities.map(
        (identity) => (w: Property, l: Json) => key(identity, w) !== "" && key(identity, w) === identity(l),
      ),
    ]);
  const groupIn =
    (inputs: Property) =>
    (index: number): string | undefined =>
      group?.(element.write(knownPart(elementsOf(inputs)[index])));
  /** The pairs whose elements have another order within their group. */
  const reordered = ({ pairs }: Pairs, inputs: Property): Pairs["pairs"] => {
    if (group === undefined) return [];
    const groupOf = groupIn(inputs);
    const rank = (index: 0 | 1, pair: Pairs["pairs"][number]): number =>
      pairs.filter((other) => groupOf(other[0]) === groupOf(pair[0]) && other[index] < pair[index]).length;
    return pairs.filter((pair) => rank(0, pair) !== rank(1, pair));
  };
  const same = (a: Property, b: Property): boolean => {
    if (a === unknown || b === unknown) return false;
    const paired = pairInputs(a, b);
    const { pairs, leftOfA, leftOfB } = paired;
    return (
      leftOfA.length + leftOfB.length + reordered(paired, a).length === 0 &&
      pairs.every(([x, y]) => element.same(elementsOf(a)[x], elementsOf(b)[y]))
    );
  };
  const fits = (wanted: Property, live: Json): boolean => {
    if (wanted === unknown) return false;
    const paired = pairLive(wanted, live);
    const { pairs, leftOfA, leftOfB } = paired;
    return (
      leftOfA.length + leftOfB.length + reordered(paired, wanted).length === 0 &&
      pairs.every(([w, l]) => element.fits(elementsOf(wanted)[w], listOf(live)[l]))
    );
  };
  return {
    shape: { kind: "list", element: element.shape },
    write,
    fits,
    same,
    differences: (path, before, wanted, state) => {
      if (before === unknown || wanted === unknown) return [changeOf(path, before, wanted)];
      const live = isAbsent(state) ? before : state;
      const [old, now, present] = [elementsOf(before), elementsOf(wanted), elementsOf(live)];
      const origin = new Map(pairInDiff(before, wanted).pairs.map(([b, w]) => [w, b]));
      const partner = new Map(pairInDiff(live, wanted).pairs.map(([l, w]) => [w, l]));
      const lost = live === before ? [] : pairInputs(before, live).leftOfA;
      const kept = new Set(origin.values());
      const moved = new Set(reordered(pairInputs(live, wanted), live).map(([, w]) => w));
      const compared = now.map((one, w): Compared => {
        const [b, l] = [origin.get(w), partner.get(w)];
        return {
          before: b,
          isLive: l !== undefined,
          changes: (at) =>
            moved.has(w)
              ? [{ path: at, kind: "update" }]
              : element.differences(at, old[b ?? -1], one, present[l ?? -1]),
        };
      });
      const gone = old.flatMap((_, index) => (kept.has(index) || lost.includes(index) ? [] : [{ index }]));
      return listChanges(path, compared, gone);
    },
    reconcile: (previous, live) => {
      if (fits(previous, live)) return previous;
      const { pairs, leftOfB } = pairLive(previous, live);
      // In the user's order, but within a group in the Engine's order.
      const byInput = [...pairs].sort(([a], [b]) => a - b);
      const byLive = [...pairs].sort(([, a], [, b]) => a - b);
      const inOrder = inGroups(byInput, group === undefined ? byInput : byLive, ([k]) => groupIn(previous)(k));
      const list = [
        ...inOrder.map(([k, l]) => element.reconcile(elementsOf(previous)[k], listOf(live)[l]) ?? ""),
        ...leftOfB.map((l) => element.reconcile(unknown, listOf(live)[l]) ?? ""),
      ];
      return list.length === 0 && !Array.isArray(previous) ? undefined : list;
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

/** `list` with the members of each group in the order that they have in `ordered`. */
function inGroups<T>(list: readonly T[], ordered: readonly T[], groupOf: (member: T) => string | undefined): T[] {
  const queues = new Map<string | undefined, T[]>();
  for (const member of ordered) queues.set(groupOf(member), [...(queues.get(groupOf(member)) ?? []), member]);
  return list.map((member) => queues.get(groupOf(member))?.shift() ?? member);
}

interface Pairs {
  /** Indexes of elements that belong together. */
  readonly pairs: ReadonlyArray<readonly [a: number, b: number]>;
  readonly leftOfA: readonly number[];
  readonly leftOfB: readonly number[];
}

/** Pairs the best matches first: each match in turn considers only the elements that the previous ones left over. */
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

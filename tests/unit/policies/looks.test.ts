import type { Look } from "../../../policies/unknowns/looks";
import { ask, firstReason, lookAt, settled } from "../../../policies/unknowns/looks";
import type { Unknown } from "../../../swarm/draft";
import { unknown } from "../../../swarm/draft";

const look: Look = { root: {}, path: ["labels"] };

/** The reason that a rule reports, and the unknown values that prevent a decision. */
function reasonOf(
  ...reasons: readonly (() => string | Unknown | undefined)[]
): [messages: string[], looks: readonly Look[]] {
  const messages: string[] = [];
  const looks = ask(
    (report) => {
      const reason = firstReason(...reasons);
      if (reason !== undefined) report(String(reason));
    },
    (message) => messages.push(message),
  );
  return [messages, looks];
}

const dependent = (): string => {
  lookAt(look);
  return "depends on the labels";
};

describe("The first of several reasons", () => {
  test("is not certain if it depends on an unknown value", () => {
    expect(reasonOf(dependent)).toEqual([[], [look]]);
  });

  test("is the next one that is certain", () => {
    expect(reasonOf(dependent, () => "has the name")).toEqual([["has the name"], []]);
  });

  test("is certain if it is settled whatever the unknown values are", () => {
    expect(reasonOf(() => settled(dependent))).toEqual([["depends on the labels"], []]);
  });

  test("is unknown if one of them is unknown and no other holds", () => {
    expect(reasonOf(() => unknown, dependent)).toEqual([[], [look]]);
    expect(reasonOf(() => undefined)).toEqual([[], []]);
  });
});

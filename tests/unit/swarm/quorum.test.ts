import { keepsQuorum, quorumOf, type Manager } from "../../../swarm/quorum";

/** Managers `a`, `b`, …; those in lower case are reachable. */
function managers(letters: string): Manager[] {
  return letters
    .split("")
    .map((letter) => ({ id: letter.toLowerCase(), isReachable: letter === letter.toLowerCase() }));
}

test.each([
  ["abc", "c", true],
  ["abC", "c", true],
  ["abC", "b", false],
  ["ab", "b", true],
  ["aB", "b", true],
  ["aB", "a", false],
  ["a", "a", false],
  ["abc", "bc", true],
  ["abc", "abc", false],
  ["abcDE", "d", true],
  ["abcDE", "c", false],
])("Of the managers %s, a demotion of %s keeps the quorum: %s", (letters, removed, expected) => {
  expect(keepsQuorum(managers(letters), new Set(removed))).toBe(expected);
});

test.each([
  [1, 1],
  [2, 2],
  [3, 2],
  [4, 3],
  [5, 3],
  [7, 4],
])("A swarm with %s managers needs %s of them", (count, expected) => {
  expect(quorumOf(count)).toBe(expected);
});

import { sortedBy } from "../../../policies/facts/sortedBy";

test("A list is sorted by its first key, and items with the same first key by the next one", () => {
  const list = [
    { name: "b", size: 10n },
    { name: "a", size: 9n },
    { name: "B", size: 10n },
  ];
  const names = (...keys: Parameters<typeof sortedBy<(typeof list)[number]>>[1][]): string[] =>
    sortedBy(list, ...keys).map(({ name }) => name);
  expect(
    names(
      ({ size }) => size,
      ({ name }) => name,
    ),
  ).toEqual(["a", "B", "b"]);
  expect(names(({ name }) => name)).toEqual(["B", "a", "b"]);
  expect(names(({ size }) => -size)).toEqual(["b", "B", "a"]);
});

test("Sorting leaves the given list and the order of equal items as they are", () => {
  const list = [2, 1, 2];
  expect(sortedBy(list, (one) => one)).toEqual([1, 2, 2]);
  expect(list).toEqual([2, 1, 2]);
  expect(sortedBy(list, () => 0)).toEqual(list);
});

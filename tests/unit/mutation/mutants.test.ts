import { mutantsOf, withMutant } from "../../mutation/mutants";

const mutated = (source: string): string[] => mutantsOf(source).map((mutant) => withMutant(source, mutant));

test("Operators of conditions are swapped, and negations are dropped", () => {
  expect(mutated("f(a === 1 && !b)")).toEqual(["f(a === 1 || !b)", "f(a !== 1 && !b)", "f(a === 1 && b)"]);
  expect(mutated("x = a < b || c >= d")).toEqual(["x = a < b && c >= d", "x = a <= b || c >= d", "x = a < b || c > d"]);
});

test("The condition of an if and of a conditional expression becomes true and false", () => {
  expect(mutated("if (a) b();")).toEqual(["if (true) b();", "if (false) b();"]);
  expect(mutated("x = a ? 1 : 2;")).toEqual(["x = true ? 1 : 2;", "x = false ? 1 : 2;"]);
});

test("Texts, comments and arithmetic stay as they are", () => {
  expect(mutated("/* a === b */ x = 'a && b' + 1;")).toEqual([]);
});

test("A mutant names its line", () => {
  expect(mutantsOf("a();\nif (b) c();").map(({ line }) => line)).toEqual([2, 2]);
});

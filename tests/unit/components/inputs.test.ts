import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";
import { draftOf, isPlain, mapEach, mapInput, whenResolved } from "../../../components/arguments/inputs";
import { unknown } from "../../../swarm/draft";
import { markOutputs, runProgram } from "./program";

/** Wraps parts of a value into Outputs and promises, as chance has it. */
function someLater(value: unknown, choice: () => number): unknown {
  const inner = Array.isArray(value)
    ? value.map((entry) => someLater(entry, choice))
    : typeof value === "object" && value !== null
      ? Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, someLater(entry, choice)]))
      : value;
  return [inner, pulumi.output(inner), Promise.resolve(inner)][choice() % 3];
}

test("A value resolves to the same result, whichever parts of it are Outputs or promises", async () => {
  await fc.assert(
    fc.asyncProperty(fc.jsonValue({ maxDepth: 3 }), fc.array(fc.nat(), { minLength: 1 }), async (value, choices) => {
      let next = 0;
      const late = someLater(value, () => choices[next++ % choices.length] ?? 0);
      const { outputs } = await runProgram(() =>
        whenResolved({ late }, ({ late: resolved }) => JSON.stringify(resolved)),
      );
      expect(outputs).toBe(JSON.stringify(value));
    }),
    { numRuns: 50 },
  );
});

test("The draft of a plain value is the value itself", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(isPlain(value)).toBe(true);
      expect(draftOf(value)).toEqual(value);
    }),
  );
});

test("Only Outputs and promises are unknown in a draft, not the values next to them", () => {
  const late = pulumi.output("x");
  expect(draftOf({ a: late, b: [1, Promise.resolve(2)], c: { d: late, e: 0 }, f: undefined })).toEqual({
    a: unknown,
    b: [1, unknown],
    c: { d: unknown, e: 0 },
    f: undefined,
  });
  expect(isPlain({ c: { d: late } })).toBe(false);
});

test("Converting a list keeps plain, secret and late entries apart", async () => {
  const converted = mapEach<{ n: pulumi.Input<number> }, { twice: pulumi.Input<number> }>(
    [{ n: 1 }, { n: pulumi.secret(2) }, pulumi.output({ n: 3 })],
    ({ n }) => ({ twice: mapInput(n, (number) => 2 * number) }),
  );
  expect(await markOutputs(converted)).toEqual([{ twice: 2 }, { twice: { secret: 4 } }, { later: { twice: 6 } }]);
});

test.each([0, false, ""])("mapInput converts %j, but not undefined", async (value) => {
  expect(mapInput(value as pulumi.Input<string | number | boolean>, (given) => [given])).toEqual([value]);
  expect(mapInput(undefined, () => "called")).toBeUndefined();
  const maybe = pulumi.output(undefined) as unknown as pulumi.Output<string>;
  expect(await markOutputs(mapInput(maybe, () => "called"))).toEqual({ later: undefined });
});

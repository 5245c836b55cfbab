import fc from "fast-check";
import { policies } from "../../../policies/pack";
import { brokenBy, cleanStack } from "./cleanStacks";
import { plants } from "./plants";

const planted = plants.map(({ rule }) => rule);

test("Each mandatory rule of the pack has a violation to plant", () => {
  const mandatory = policies.filter(({ enforcementLevel }) => enforcementLevel === "mandatory");
  expect(mandatory.map(({ name }) => name).filter((name) => !planted.includes(name))).toEqual([]);
});

test("A stack without violations passes", () => {
  fc.assert(
    fc.property(cleanStack, (stack) => {
      expect(brokenBy(stack, planted)).toEqual([]);
    }),
  );
});

test.each(plants)("Only $rule reports $way", ({ rule, plant }) => {
  fc.assert(
    fc.property(cleanStack, (stack) => {
      expect(brokenBy(plant(stack), planted)).toEqual([rule]);
    }),
    { numRuns: 20 },
  );
});

import fc from "fast-check";
import { policies } from "../../../policies/pack";
import { brokenBy, cleanStack } from "./cleanStacks";
import { plants } from "./plants";

it("has a fault to plant for each mandatory rule of the pack", () => {
  const mandatory = policies.filter(({ enforcementLevel }) => enforcementLevel === "mandatory");
  expect([...new Set(plants.map(({ rule }) => rule))].sort()).toEqual(mandatory.map(({ name }) => name));
});

it("lets a stack pass that has no fault", () => {
  fc.assert(
    fc.property(cleanStack, (stack) => {
      expect(brokenBy(stack)).toEqual([]);
    }),
  );
});

it.each(plants)("finds $rule, and nothing else, by $way", ({ rule, plant }) => {
  fc.assert(
    fc.property(cleanStack, (stack) => {
      expect(brokenBy(plant(stack))).toEqual([rule]);
    }),
    { numRuns: 20 },
  );
});

import fc from "fast-check";
import { policies } from "../../../policies/pack";
import { brokenBy, cleanStack } from "./cleanStacks";
import { plants } from "./plants";

const planted = plants.map(({ rule }) => rule);

it("has a fault to plant for each mandatory rule of the pack", () => {
  const mandatory = policies.filter(({ enforcementLevel }) => enforcementLevel === "mandatory");
  expect(mandatory.map(({ name }) => name).filter((name) => !planted.includes(name))).toEqual([]);
});

it("lets a stack pass that has no fault", () => {
  fc.assert(
    fc.property(cleanStack, (stack) => {
      expect(brokenBy(stack, planted)).toEqual([]);
    }),
  );
});

it.each(plants)("finds $rule, and nothing else, by $way", ({ rule, plant }) => {
  fc.assert(
    fc.property(cleanStack, (stack) => {
      expect(brokenBy(plant(stack), planted)).toEqual([rule]);
    }),
    { numRuns: 20 },
  );
});

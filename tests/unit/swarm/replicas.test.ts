import type { Draft } from "../../../swarm/draft";
import { unknown } from "../../../swarm/draft";
import { checkReplicas } from "../../../swarm/replicas";

describe("checkReplicas", () => {
  it.each<Draft<number>>([0, 1, 3, 1000, undefined, unknown])("accepts %p", (replicas) => {
    expect(checkReplicas(replicas)).toEqual([]);
  });

  it.each([
    [-1, "'replicas' -1 is negative. Use 0 to stop all tasks, or the number of tasks to run."],
    [1.5, "'replicas' 1.5 is not a whole number. Use a number without quotes, e.g. 3."],
    ["3", `'replicas' "3" is not a whole number. Use a number without quotes, e.g. 3.`],
    [Number.NaN, "'replicas' NaN is not a whole number. Use a number without quotes, e.g. 3."],
    [Number.POSITIVE_INFINITY, "'replicas' Infinity is not a whole number. Use a number without quotes, e.g. 3."],
  ])("refuses %j", (replicas, reason) => {
    expect(checkReplicas(replicas as number)).toEqual([{ path: "", reason }]);
  });
});

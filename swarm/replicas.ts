import type { Draft } from "./draft";
import type { Problem } from "./problem";
import { wholeNumberOf } from "./typed";

/** Checks the number of tasks of a replicated service: a whole number, 0 or more. */
export function checkReplicas(replicas: Draft<number>): Problem[] {
  const problems: Problem[] = [];
  const number = wholeNumberOf(replicas, "", "replicas", "3", problems);
  if (number !== undefined && number < 0) {
    const reason = `'replicas' ${number} is negative. Use 0 to stop all tasks, or the number of tasks to run.`;
    problems.push({ path: "", reason });
  }
  return problems;
}

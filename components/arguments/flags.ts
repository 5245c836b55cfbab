import type { Problem } from "../../swarm/problem";
import { flagOf, recordOf } from "../../swarm/typed";

/** Checks that values, if they are present, are true or false: any text would count as true, even "false". */
export function checkFlags(flags: unknown): Problem[] {
  const problems: Problem[] = [];
  for (const [name, value] of Object.entries(recordOf(flags, "", "args", []))) flagOf(value, name, name, problems);
  return problems;
}

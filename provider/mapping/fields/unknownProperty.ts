import { nearest } from "../../../swarm/nearest";
import { show } from "../../../swarm/typed";

/** Why a property that is not in a table is refused. */
export function unknownProperty(name: string, supported: readonly string[]): string {
  const likely = nearest(name, supported);
  const hint = likely === undefined ? "" : ` Did you mean ${show(likely)}?`;
  return `Unknown property ${show(name)}.${hint} Supported: ${supported.join(", ")}.`;
}

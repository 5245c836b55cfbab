import type { PortRange } from "../../swarm/published";
import { portRangeOf } from "../../swarm/published";
import type { Setting } from "../rule/settings";

/** A port, or a range as text: `"8000-8099"`. */
export type PortSetting = number | string;

/** A setting that is a list of ports and ranges of ports. */
export function portList(description: string, fallback: readonly PortSetting[] = []): Setting<readonly PortSetting[]> {
  return {
    default: fallback,
    schema: {
      type: "array",
      items: { type: ["integer", "string"] },
      description: `${description} Numbers, and ranges as "8000-8099".`,
      default: [...fallback],
    },
    fault: (value) =>
      Array.isArray(value) && value.every((entry) => portRangeOf(entry) !== undefined)
        ? undefined
        : 'is not a list of ports (1 to 65535) and ranges ("8000-8099")',
  };
}

/** Whether a list contains every port of a range. */
export function isAllowed({ first, last }: PortRange, list: readonly PortSetting[]): boolean {
  const ranges = list.flatMap((entry) => portRangeOf(entry) ?? []).sort((a, b) => a.first - b.first);
  let next = first;
  for (const range of ranges) if (range.first <= next) next = Math.max(next, range.last + 1);
  return next > last;
}

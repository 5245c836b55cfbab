import type * as pulumi from "@pulumi/pulumi";
import type { Draft } from "../../swarm/draft";
import type { Problem } from "../../swarm/problem";
import { checkEndpoint } from "../../swarm/ports";
import { parsedList } from "../../swarm/shortForms/parsed";
import { parsePublish } from "../../swarm/shortForms/publish";
import { parseVolume } from "../../swarm/shortForms/volume";
import { listOf, recordOf, show } from "../../swarm/typed";
import { mapInput, mapMaybe, whenResolved } from "../arguments/inputs";
import type { MountArgs } from "./mount";
import type { PortArgs } from "./port";
import type { SwarmServiceArgs } from "./swarmServiceArgs";

/** The arguments of a service with the ports and mounts that are in a short form among the others. */
export function withShortForms(args: SwarmServiceArgs): SwarmServiceArgs {
  const { ports, publish, mounts, volumes } = args;
  return {
    ...args,
    ...(publish !== undefined && { ports: joined(ports, publish, portsIn) }),
    ...(volumes !== undefined && { mounts: joined(mounts, volumes, mountsIn) }),
  };
}

type List<T> = pulumi.Input<pulumi.Input<T>[]>;

/** The typed entries, then those in short form. */
function joined<T extends object>(
  typed: List<T> | undefined,
  texts: List<string>,
  parse: (text: string) => readonly T[],
): List<T> {
  const parsed = whenResolved(texts, (resolved) => resolved.flatMap((text) => parse(text)));
  return mapMaybe(typed, (own = []) => mapInput(parsed, (more) => [...own, ...more]));
}

function portsIn(text: string): PortArgs[] {
  return parsedList(parsePublish(text)).flat() as PortArgs[];
}

function mountsIn(text: string): MountArgs[] {
  return parsedList(parseVolume(text));
}

/**
 * Checks the ports of one service, typed ones and those in short form together.
 *
 * @param draft `{ mode, ports, publish }`, with the endpoint mode
 */
export function checkAllPorts(draft: unknown): Problem[] {
  const { mode, ports, publish } = recordOf(draft, "", "args", []);
  // The shape refuses text among typed ports.
  const typed = listOf(ports, "", "ports", []).map((port) => (typeof port === "string" ? undefined : port));
  const short = listOf(publish, "", "publish", []).flatMap((text, i) =>
    typeof text === "string" ? portsIn(text).map((port) => ({ port, place: `publish[${i}]` })) : [],
  );
  const all = Array.isArray(ports) || short.length > 0 ? [...typed, ...short.map(({ port }) => port)] : ports;
  const placeOf = (i: number): string => short[i - typed.length]?.place ?? `ports[${i}]`;
  return checkEndpoint({ mode, ports: all } as Draft<object>).flatMap(({ path, reason }) => {
    if (path === "mode") return [];
    if (short.length === 0) return [{ path, reason }];
    const [, index = "0", rest = ""] = /^ports\[(\d+)\](.*)$/.exec(path) ?? [];
    const isShort = Number(index) >= typed.length;
    return [
      {
        path: isShort ? placeOf(Number(index)) : `ports[${index}]${rest}`,
        reason: reason.replace(/by \[(\d+)\]/, (_, other: string) => `by ${placeOf(Number(other))}`),
      },
    ];
  });
}

/**
 * Checks that no volume in short form has the path of another mount.
 *
 * @param draft `{ mounts, volumes }`
 */
export function checkVolumeTargets(draft: unknown): Problem[] {
  const { mounts, volumes } = recordOf(draft, "", "args", []);
  const seen = new Set(listOf(mounts, "", "mounts", []).map((mount) => recordOf(mount, "", "mount", [])["target"]));
  return listOf(volumes, "", "volumes", []).flatMap((text, i) => {
    const [mount] = typeof text === "string" ? mountsIn(text) : [];
    if (mount === undefined) return [];
    const isTaken = seen.has(mount.target);
    seen.add(mount.target);
    const reason =
      `'volumes' ${show(text)} mounts ${show(mount.target)} a second time. ` + `Use another path for one of them.`;
    return isTaken ? [{ path: `volumes[${i}]`, reason }] : [];
  });
}

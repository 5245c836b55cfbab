import { isIP } from "node:net";
import type { Parsed } from "./parsed";
import { parseText } from "./parsed";

/** An entry of `/etc/hosts`. */
export interface ExtraHost {
  readonly host: string;
  readonly ip: string;
}

/** The entry in the form of a compose file's `extra_hosts`: `db=192.0.2.10`, `db:192.0.2.10`, `db=[2001:db8::1]`. */
export function parseExtraHost(text: string): Parsed<ExtraHost> {
  return parseText("extraHosts", text, 'Use e.g. "db=192.0.2.10" or "db:192.0.2.10".', (refuse) => {
    const separator = text.includes("=") ? "=" : ":";
    const at = text.indexOf(separator);
    if (at <= 0) return refuse(text, 0, "does not have a name, a separator and an IP address");
    const [host, given] = [text.slice(0, at), text.slice(at + 1)];
    const ip = /^\[(.*)\]$/.exec(given)?.[1] ?? given;
    if (/\s/.test(host)) return refuse(host, 0, "is not a host name");
    if (given === "host-gateway") return refuse(given, at + 1, "is possible for single containers, but not in Swarm");
    return isIP(ip) === 0 ? refuse(given, at + 1, "is not an IP address") : { host, ip };
  });
}

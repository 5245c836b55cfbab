import type { StackView } from "./stackView";

/** An address at which a published TCP port can be reached. */
export interface Address {
  readonly service: string;
  readonly url: string;
  readonly publishMode: string;
}

/** The response from an {@link Address}. */
export interface Answer extends Address {
  /** The first line of the response, or `undefined` if there was none in time. */
  readonly firstLine: string | undefined;
}

/**
 * The addresses of a stack's published ports: host-mode ports on the nodes that run a task, ingress-mode ports on every
 * node. UDP and SCTP ports are left out, because there is no general request to send to them.
 */
export function publishedAddresses(view: StackView): Address[] {
  return view.services.flatMap((service) =>
    service.ports
      .filter((port) => port.protocol === "tcp" && port.publishedPort !== 0)
      .flatMap((port) => {
        const hosts =
          port.publishMode === "host" ? service.running.flatMap((task) => task.address ?? []) : view.nodeAddresses;
        return hosts.map((host) => ({
          service: service.name,
          url: `http://${host.includes(":") ? `[${host}]` : host}:${port.publishedPort}`,
          publishMode: port.publishMode,
        }));
      }),
  );
}

/** Sends a GET request to all addresses in parallel and waits at most `timeoutSeconds` for each response. */
export async function askAll(addresses: readonly Address[], timeoutSeconds: number): Promise<Answer[]> {
  return Promise.all(
    addresses.map(async (address) => ({ ...address, firstLine: await firstLine(address.url, timeoutSeconds) })),
  );
}

async function firstLine(url: string, timeoutSeconds: number): Promise<string | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(timeoutSeconds * 1000) });
    const text = await response.text();
    return text.split("\n", 1)[0] ?? "";
  } catch {
    // No listener, no route or no HTTP: in each case, the result is that this address does not answer.
    return undefined;
  }
}

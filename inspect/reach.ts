import type { StackView } from "./stackView";

/** One way to a published TCP port. */
export interface Address {
  readonly service: string;
  readonly url: string;
  readonly publishMode: string;
}

/** What came back from an {@link Address}. */
export interface Answer extends Address {
  /** First line of the answer, or `undefined` when there was none in time. */
  readonly firstLine: string | undefined;
}

/**
 * Where the published ports of a stack answer: host-mode ports at the nodes that run a task, ingress-mode ports at every node.
 * UDP and SCTP ports are left out: nothing can be asked of them.
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

/** Sends one GET to each address, all at once, and waits at most `timeoutSeconds` for each. */
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
    // No listener, no route, no HTTP: all mean that this address does not answer, and that is the finding.
    return undefined;
  }
}

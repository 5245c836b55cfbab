import type { Problem } from "../../swarm/problem";

/**
 * Problems that a check of swarm/ found, as messages about a resource: `Network "backend": … (at
 * ipamConfigs[0].gateway)`.
 */
export function messagesOf(subject: string, problems: readonly Problem[]): string[] {
  return problems.map(({ path, reason }) => `${subject}: ${reason}${path === "" ? "" : ` (at ${path})`}`);
}

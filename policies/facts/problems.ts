import type { Problem } from "../../swarm/problem";

/**
 * The problems that a check of swarm/ found, as messages about a resource. A message has the form
 * `Network "backend": … (at ipamConfigs[0].gateway)`.
 */
export function messagesOf(subject: string, problems: readonly Problem[]): string[] {
  return problems.map(({ path, reason }) => `${subject}: ${reason}${path === "" ? "" : ` (at ${path})`}`);
}

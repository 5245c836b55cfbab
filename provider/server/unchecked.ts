import type { PreviewSettings } from "../configuration/previewSettings";

/** What the preview of one run could not check, so that the CLI shows it once. */
export class Unchecked {
  private readonly reported = new Set<string>();

  /**
   * Reports that a preview could not check something.
   *
   * @param what in words; `the swarm` if nothing could be checked
   * @throws Error if the settings demand the check
   */
  public report(
    what: string,
    cause: Error,
    host: string,
    { unreachable }: PreviewSettings,
    warn: (message: string) => void,
  ): void {
    if (unreachable === "error") throw new Error(`${describe(what, cause, host)} ${fix.error}`, { cause });
    if (this.reported.has(what)) return;
    this.reported.add(what);
    warn(`${describe(what, cause, host)} ${fix.warn}`);
  }
}

function describe(what: string, { message }: Error, host: string): string {
  const whole =
    `This preview did not compare the program with the swarm of ${host}: not its names, subnets, published ports, ` +
    `references, placement and images.`;
  const part = `This preview could not check ${what} against the swarm of ${host}.`;
  return `${what === "the swarm" ? whole : part} ${message}`;
}

const fix = {
  warn:
    "The update can still fail because of the swarm. To make this an error, run 'pulumi config set " +
    "docker:previewUnreachable error'.",
  error: "To make this a warning, run 'pulumi config set docker:previewUnreachable warn'.",
} as const;

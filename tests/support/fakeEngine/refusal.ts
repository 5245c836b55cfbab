/** The fake Engine says no. */
export class Refusal extends Error {
  public constructor(
    public readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** A leader's refusal, with the prefix that the Engine passes on. */
export function leaderRefusal(status: number, code: string, message: string): Refusal {
  return new Refusal(status, `rpc error: code = ${code} desc = ${message}`);
}

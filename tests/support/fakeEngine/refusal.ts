/** A request that the fake Engine refuses. */
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

/** The refusal of a daemon that is not a manager of a swarm. */
export function notManager(): Refusal {
  return new Refusal(
    503,
    'This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm ' +
      "and try again.",
  );
}

import type { StackNetwork } from "./stackNetwork";

/** Networks by their ids, and by the start of an id, which Docker accepts if no other id starts like that. */
export class IdIndex {
  private readonly networks = new Map<string, StackNetwork>();
  /** The ids by their first characters. */
  private readonly ids = new Map<string, string[]>();

  public add(id: string, network: StackNetwork): void {
    this.networks.set(id, network);
    const start = id.slice(0, shortestStart);
    this.ids.set(start, [...(this.ids.get(start) ?? []), id]);
  }

  public find(id: string): StackNetwork | undefined {
    return this.networks.get(id);
  }

  public findByStart(text: string): StackNetwork | undefined {
    if (!/^[a-z0-9]+$/.test(text) || text.length < shortestStart) return undefined;
    const ids = this.ids.get(text.slice(0, shortestStart)) ?? [];
    // A reference may have taught the start alone.
    const found = new Set(ids.filter((id) => id.startsWith(text) || text.startsWith(id)).map((id) => this.find(id)));
    return found.size === 1 ? [...found][0] : undefined;
  }
}

/** Fewer characters are a name rather than the start of an id. */
const shortestStart = 4;

import type { Place } from "./tree";

/** All problems of the input, one per line: `compose.yml:12:5: …`. Each says what to do. */
export class ComposeError extends Error {
  /** @param problems in the order of files and lines */
  public constructor(public readonly problems: readonly string[]) {
    super(problems.join("\n"));
  }
}

/** Collects the problems of the input, so that all of them are reported at once. */
export class Problems {
  readonly #found: { readonly place: Place; readonly message: string }[] = [];

  /** @param message says what is wrong and what to do */
  public add(place: Place, message: string): void {
    this.#found.push({ place, message });
  }

  /** Whether there is one. */
  public get areThere(): boolean {
    return this.#found.length > 0;
  }

  /**
   * @param files in the order in which their problems are reported
   * @throws ComposeError if there is a problem
   */
  public throwIfAny(files: readonly string[]): void {
    if (!this.areThere) return;
    const order = ({ place }: { place: Place }): [number, number, number] => [
      files.indexOf(place.file),
      place.line,
      place.column,
    ];
    const sorted = [...this.#found].sort((a, b) => {
      const [left, right] = [order(a), order(b)];
      return left[0] - right[0] || left[1] - right[1] || left[2] - right[2];
    });
    throw new ComposeError([...new Set(sorted.map(({ place, message }) => `${placeText(place)}: ${message}`))]);
  }
}

/** A place as text: `compose.yml:12:5`. */
export function placeText({ file, line, column }: Place): string {
  return `${file}:${line}:${column}`;
}

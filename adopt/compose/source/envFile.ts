/** A line of an env file: the name of a variable, and its value if it has one. */
export interface EnvLine {
  readonly name: string;
  readonly value?: string;
  /** Counted from 1. */
  readonly line: number;
}

/** Thrown for a line that docker refuses. */
export class EnvFileError extends Error {
  /** @param line counted from 1 */
  public constructor(
    public readonly line: number,
    message: string,
  ) {
    super(message);
  }
}

/**
 * The lines of an env file, as docker reads them (docker/cli pkg/kvfile): `NAME=value`, where quotes and spaces belong
 * to the value, and `NAME` for the value of the environment.
 *
 * @throws EnvFileError
 */
export function parseEnvFile(text: string): EnvLine[] {
  return text
    .replace(/^\uFEFF/, "")
    .split("\n")
    .flatMap((raw, i): EnvLine[] => {
      const line = raw.replace(/\r$/, "").trimStart();
      if (line === "" || line.startsWith("#")) return [];
      const at = line.indexOf("=");
      const name = at === -1 ? line : line.slice(0, at);
      if (name === "") throw new EnvFileError(i + 1, `the line has no name before "=". Use NAME=value.`);
      if (/[ \t]/.test(name)) {
        throw new EnvFileError(i + 1, `the name "${name}" contains a space. Use NAME=value, without "export".`);
      }
      return [at === -1 ? { name, line: i + 1 } : { name, value: line.slice(at + 1), line: i + 1 }];
    });
}

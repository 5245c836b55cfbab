import type { Document } from "yaml";
import { isMap, LineCounter, parseAllDocuments } from "yaml";
import { NodeReader } from "./nodeReader";
import type { Problems } from "./problems";
import type { MapNode, Place } from "./tree";

/** The largest file: docker has no limit, and what people write is below 200 KiB. */
const largestFile = 1024 * 1024;

const tooDeep = "the file is nested too deeply to be read. Remove brackets.";

/**
 * Reads one compose file.
 *
 * @param file its name in messages
 * @param valueOf the value of a variable in the environment
 * @param problems gets everything that is wrong with it
 * @returns `undefined` if nothing can be read
 */
export function readSource(
  file: string,
  content: Uint8Array,
  valueOf: (variable: string) => string | undefined,
  problems: Problems,
): MapNode | undefined {
  const start = { file, line: 1, column: 1 };
  if (content.length > largestFile) {
    problems.add(start, `the file has ${content.length} bytes; a compose file has at most ${largestFile}. Split it.`);
    return undefined;
  }
  const text = textOf(file, content, problems);
  if (text === undefined) return undefined;
  const lines = new LineCounter();
  const documents = parse(text, lines, start, problems);
  const [document, second] = documents;
  if (document === undefined) return undefined;
  const reader = new NodeReader(file, document, lines, valueOf, problems);
  const errors = documents.flatMap((one) => [
    ...one.errors,
    // The reader resolves these tags itself.
    ...one.warnings.filter(({ message }) => !/tag:yaml\.org,2002:(?:int|float|bool|null)$/.test(message)),
  ]);
  if (errors.some(({ message }) => /call stack/i.test(message))) {
    problems.add(start, tooDeep);
    return undefined;
  }
  errors.forEach((error) => {
    reader.refuse(error);
  });
  if (errors.length > 0) return undefined;
  if (second !== undefined) {
    problems.add(reader.placeAt(second.range[0]), `a second document begins here. Put it in a file of its own.`);
    return undefined;
  }
  if (!isMap(document.contents)) {
    problems.add(start, `the file has no mapping at its top. Use e.g. "services:" with the services below it.`);
    return undefined;
  }
  return reader.read();
}

function textOf(file: string, content: Uint8Array, problems: Problems): string | undefined {
  const zero = content.indexOf(0);
  const lineAt = (end: number): number => content.subarray(0, end).filter((byte) => byte === 10).length + 1;
  if (zero !== -1) {
    problems.add({ file, line: lineAt(zero), column: 1 }, `the file is binary: it has a zero byte. Name a YAML file.`);
    return undefined;
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(content);
  } catch {
    const valid = new TextDecoder().decode(content).indexOf("\uFFFD");
    const line = new TextDecoder().decode(content).slice(0, valid).split("\n").length;
    problems.add({ file, line, column: 1 }, `the file is not UTF-8. Save it as UTF-8.`);
    return undefined;
  }
}

function parse(text: string, lineCounter: LineCounter, start: Place, problems: Problems): Document.Parsed[] {
  try {
    // Scalars stay text here, because docker resolves them by other rules than YAML 1.2.
    const parsed = parseAllDocuments(text, { schema: "failsafe", lineCounter, prettyErrors: false });
    if ("empty" in parsed) {
      problems.add(start, `the file is empty. Use e.g. "services:" with the services below it.`);
      return [];
    }
    return parsed;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    problems.add(start, tooDeep);
    return [];
  }
}

import { readFileSync } from "node:fs";
import { mutantsOf, withMutant } from "./mutants";
import { failureOf } from "./runTests";

/** The mutants of a file to be tested. Paths are absolute. */
export interface Job {
  readonly file: string;
  readonly tests: readonly string[];
  /** The index of the first mutant to be tested. */
  readonly first: number;
}

/** The result of one mutant, or the end of the job. */
export type Answer =
  | { readonly kind: "started" | "noticed" | "survived"; readonly index: number }
  | { readonly kind: "finished" }
  | { readonly kind: "failed"; readonly reason: string };

function send(answer: Answer): void {
  process.send?.(answer);
}

async function work({ file, tests, first }: Job): Promise<void> {
  const source = readFileSync(file, "utf8");
  // Otherwise every mutant would seem to be noticed.
  const failure = await failureOf(tests, file, source);
  if (failure !== undefined) {
    send({ kind: "failed", reason: `Without a change, a test fails: ${failure}` });
    return;
  }
  for (const [index, mutant] of mutantsOf(source).entries()) {
    if (index < first) continue;
    send({ kind: "started", index });
    const noticed = await failureOf(tests, file, withMutant(source, mutant));
    send({ kind: noticed === undefined ? "survived" : "noticed", index });
  }
  send({ kind: "finished" });
}

process.on("message", (job: Job) => {
  work(job).catch((error: unknown) => {
    send({ kind: "failed", reason: String(error) });
  });
});

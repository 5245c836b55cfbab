/** A wording that this repository does not use, and what to write instead. */
export interface Replacement {
  /** A regular expression; a space in it also matches a line break, with the comment mark that starts the next line. */
  readonly pattern: string;
  readonly instead: string;
}

/** Wordings that are hard to read for most engineers, and private terms that a common word has replaced. */
export const replacements: readonly Replacement[] = [
  { pattern: "ways? out", instead: '"fix" or "resolution"' },
  { pattern: "mend(s|ed|ing)?", instead: '"fix"' },
  { pattern: "in clear(?! text)", instead: '"unencrypted" or "in plain text"' },
  { pattern: "goodbye", instead: '"shutdown"' },
  { pattern: "shall", instead: '"must", "should" or "will"' },
  { pattern: "stands? in for", instead: '"temporarily replaces"' },
  { pattern: "(go|goes|going|gone|went) on with", instead: '"resume"' },
  {
    pattern: "whoever|whosoever|(some|any|no|every)body",
    instead: "the actor: the provider, the manager, a client, you",
  },
  { pattern: "(is|are|was|were|been|be) told(?! apart)", instead: '"is reported", or the actor and "gets"' },
  { pattern: "says? no reason", instead: '"gives no reason"' },
  { pattern: "(?<!\\bthere )(is|are|was|were) no (?!longer|more|less|better|such)[a-z-]+", instead: '"is not a …"' },
  { pattern: "(has|have|had) no [a-z]+ but", instead: '"has only …"' },
  { pattern: "(is|are|was|were) to be", instead: '"must be"' },
  { pattern: "how [a-z]+ (has|have) [^.?]{1,60} to be", instead: '"how … must … be"' },
  { pattern: "(take|takes|taken) [^.]{1,40} for (a|no) (change|difference)", instead: '"reports … as a change"' },
  { pattern: "afresh|anew", instead: '"again" or "a new …"' },
  { pattern: "cut short", instead: '"interrupted"' },
  { pattern: "half-way", instead: '"halfway"' },
  { pattern: "in no swarm", instead: '"not in a swarm"' },
  { pattern: "sealed", instead: '"encrypted"' },
  { pattern: "judge(s|d|ment)?", instead: '"evaluate" or "compare"' },
  { pattern: "riddles?", instead: '"unresolved reference"' },
  { pattern: "rehears(e|es|ed|al|als)", instead: '"preflight"' },
  { pattern: "memos?|directives?", instead: '"label" or "instruction"' },
  {
    pattern: "makeWay|letGo|isInState|isCompared",
    instead: "the current name, which docs/glossary.md explains",
  },
];

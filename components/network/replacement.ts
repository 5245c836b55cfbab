/** How a change of a network reaches the services on it. */
export const Replacement = {
  /** Services are on the old and the new network until all have joined the new one: nobody loses sight of anybody, and tasks restart twice. */
  MakeBeforeBreak: "make-before-break",
  /** Services leave the old network as they join the new one: tasks restart once, and those that have moved do not see those that have not. */
  Swap: "swap",
} as const;
export type Replacement = (typeof Replacement)[keyof typeof Replacement];

/** An error in how a command is called. The message names the option, the value, the rule and the fix. */
export class UsageError extends Error {}

import type { ResourcePolicy } from "./policy";

/** The rules about a service by itself. */
export const serviceRules: readonly ResourcePolicy[] = [];

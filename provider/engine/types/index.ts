/**
 * The Engine's JSON, as far as this provider reads or writes it (API 1.41 to 1.52).
 *
 * A field is optional wherever one of those versions leaves it out, and `null` wherever Go's encoder writes an empty
 * slice or map so. Source: https://docs.docker.com/reference/api/engine/.
 */
export * from "./base";
export * from "./network";
export * from "./container";
export * from "./taskSpec";
export * from "./payload";
export * from "./service";
export * from "./task";
export * from "./daemon";

import type { Unknown } from "../../swarm/draft";

/**
 * A property of a Pulumi resource as the handlers see it: JSON, with {@link Unknown} for values that a preview does not
 * know. Secrets are unwrapped before a handler is called and put back around its answer (server/secrets.ts).
 */
export type Property = string | number | boolean | null | undefined | Unknown | Property[] | Properties;

/** The inputs or the state of a resource, by property name. */
export interface Properties {
  readonly [name: string]: Property;
}

/**
 * Which properties are secret: `true` for a whole value, otherwise by key; `undefined` when nothing is secret. An array
 * that contains a secret is secret as a whole, because its elements can move.
 */
export type Secrets = true | { readonly [key: string]: Secrets } | undefined;

import type { ObjectVersion, StringMap } from "./base";

/** The two kinds of objects that swarmkit hands to tasks as files. The Engine has the same calls for both. */
export type PayloadCollection = "secrets" | "configs";

/** `POST /secrets/create` and `/configs/create`. Only `Labels` can be changed later. */
export interface PayloadSpec {
  readonly Name: string;
  readonly Labels?: StringMap | null;
  /** Standard base64. Of a secret it is never answered. */
  readonly Data?: string;
  /** What evaluates the data as a template. */
  readonly Templating?: { readonly Name: string; readonly Options?: StringMap | null } | null;
}

/** A secret or config, as list and inspect show it. */
export interface Payload {
  readonly ID: string;
  readonly Version: ObjectVersion;
  readonly CreatedAt?: string;
  readonly UpdatedAt?: string;
  readonly Spec: PayloadSpec;
}

import type { ResourcePlan } from "../../provider/handler/resourcePlan";
import type { Action } from "../preview/resources";

/** A resource that the update changes. No text has the value of a variable, label, option, secret or config. */
export interface ResourceChange {
  /** `network`, `ingress network`, `service`, or the type of another resource in lower case. */
  readonly kind: string;
  /** Name in the program. */
  readonly name: string;
  readonly action: Exclude<Action, "same">;
  /** What changes, in Swarm's words: `subnets: 10.1.0.0/24 → 10.2.0.0/24`. */
  readonly details: readonly string[];
  /** What the update does in the swarm, as the provider says. */
  readonly effects: readonly string[];
  /** The provider's plan, if the preview wrote one. */
  readonly plan?: Omit<ResourcePlan, "summary"> | undefined;
}

/** An error or a warning of the preview. */
export interface Message {
  readonly severity: "error" | "warning";
  /** The resource that it is about, `service web`; absent for the whole run. */
  readonly subject?: string | undefined;
  readonly text: string;
}

/** The violations of a policy. */
export interface Finding {
  readonly policy: string;
  readonly level: string;
  readonly severity: string;
  readonly description: string;
  /** Name the object, the value and the fix. Resources with the same message share it. */
  readonly messages: ReadonlyArray<{ readonly subjects: readonly string[]; readonly text: string }>;
}

/** How many addresses of a network the stack needs. */
export interface AddressUse {
  /** Name in the program. */
  readonly network: string;
  readonly subnets: readonly string[];
  /** Addresses for services, tasks and load balancers; `undefined` until Swarm has chosen a subnet. */
  readonly usable: number | undefined;
  /** `undefined` if the network does not exist then. */
  readonly before: number | undefined;
  readonly after: number | undefined;
  /** Addresses that each node of the swarm takes in addition. */
  readonly perNode: number;
}

/** The report of a preview. */
export interface Report {
  readonly version: 1;
  readonly stack: string;
  /** Whether the update can start: no error, no mandatory violation, and the preview ended. */
  readonly passed: boolean;
  readonly networks: readonly ResourceChange[];
  readonly services: readonly ResourceChange[];
  readonly others: readonly ResourceChange[];
  readonly messages: readonly Message[];
  readonly findings: readonly Finding[];
  /** Of the networks whose need changes. */
  readonly addresses: readonly AddressUse[];
}

/** Whether the update changes nothing and nothing is wrong. Advisory findings are those of what is deployed already. */
export function isEmpty({ networks, services, others, messages, passed }: Report): boolean {
  return passed && [networks, services, others, messages].every(({ length }) => length === 0);
}

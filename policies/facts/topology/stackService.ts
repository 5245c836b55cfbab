import type { PolicyResource } from "@pulumi/policy";
import type { Draft } from "../../../swarm/draft";
import type { NetworkReference, Service } from "../service";
import type { fieldsOf } from "../service";
import type { StackNetwork } from "./stackNetwork";

/** A service of a stack. */
export interface StackService {
  readonly resource: PolicyResource;
  readonly service: ReturnType<typeof fieldsOf<Service>>;
  /** Logical name. */
  readonly name: string;
  readonly urn: string;
  readonly swarm: string;
  /** Its attachments, in the order of the program, including those to networks outside the stack. */
  readonly attachments: readonly Attachment[];
  /** The networks of the stack that the service is certainly on. */
  readonly networks: ReadonlySet<StackNetwork>;
  /**
   * Other networks of the stack that the service may be on, because their ids are unknown. If there are any, reading
   * them counts as reading the ids.
   */
  readonly possible: ReadonlySet<StackNetwork>;
  /**
   * Whether an attachment may be to any network, since its id is unknown. If so, reading this counts as reading the
   * ids.
   */
  readonly open: boolean;
  /** Whether the list of attachments itself is unknown. If so, reading this counts as reading the list. */
  readonly hidden: boolean;
}

/** One attachment of a service. */
export interface Attachment {
  readonly reference: Draft<NetworkReference>;
  /** The network of the stack; `undefined` if it is outside the stack or unresolved. */
  readonly network: StackNetwork | undefined;
  /**
   * The id or name by which the service refers to the network; `undefined` if it is unknown, and then reading this
   * counts as reading the id.
   */
  readonly idOrName: string | undefined;
  /** The id or name of a network outside the stack. */
  readonly elsewhere: string | undefined;
}

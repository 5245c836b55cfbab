import type { Engine } from "../engine/engine";
import type { CreationJournal } from "../journal/journal";
import type { Leftover } from "../journal/leftover";
import type { Properties, Secrets } from "./properties";
import type { ResourceChange, ResourcePlan, SwarmFacts } from "./resourcePlan";
import type { UpdatePlan } from "./updatePlan";

/** An input that the resource refuses. */
export interface CheckFailure {
  /** The path of the property, e.g. `ipamConfigs[0].gateway`. */
  readonly property: string;
  readonly reason: string;
  /** The Engine ignores the value, so only a new resource is refused. @default false */
  readonly isHarmless?: boolean;
}

/** The new inputs of a resource, to be checked. */
export interface CheckRequest {
  readonly urn: string;
  readonly logicalName: string;
  /** The inputs of the previous deployment, `undefined` on create and replacement. */
  readonly olds: Properties | undefined;
  /**
   * The inputs of the previous deployment, also on replacement: the CLI first checks with `olds`, and if the resource
   * must be replaced, once more without them.
   */
  readonly before: Properties | undefined;
  readonly news: Properties;
  /** A name for a resource whose program gives none; stable for one resource, new on replacement. */
  readonly autoname: () => string;
}

/** The inputs with defaults, and what is wrong with them. */
export interface CheckResult {
  inputs: Properties;
  failures: CheckFailure[];
}

/** What a change of one property means for the resource. */
export type PropertyChange = "add" | "add-replace" | "delete" | "delete-replace" | "update" | "update-replace";

/** The changes that an update would make. */
export interface Difference {
  /** By property path, only for properties that really differ. Empty when there is nothing to do. */
  readonly changes: ReadonlyMap<string, PropertyChange>;
  /**
   * Whether the old object must be removed before the new one can be created (a fixed name, a singleton). Only used for
   * a replacement.
   */
  readonly deleteBeforeReplace: boolean;
  /**
   * `false` when the CLI should compare the inputs itself, because the resource's `ignoreChanges` hides some
   * differences of a replacement from the provider.
   */
  readonly detailed: boolean;
}

/** The context of one operation on a resource. */
export interface Operation {
  readonly urn: string;
  /** The resource's name in the program. */
  readonly logicalName: string;
  /** The URN of the provider resource that the program passes to the resource. @default the CLI's default provider */
  readonly providerUrn?: string | undefined;
  /** In a preview, a snapshot: every read is sent once for all resources. */
  readonly engine: Engine;
  /**
   * The id of the object that this operation replaces or helps to replace: the object in the stack's state that the CLI
   * has compared with the new inputs. `undefined` when the CLI has compared none.
   */
  readonly replaces: string | undefined;
  /** What this run of the CLI does with the other objects of the stack. @default not known */
  readonly plan?: UpdatePlan;
  /**
   * Aborted when the user cancels the update. Every wait then ends at once, and the call throws the signal's reason.
   */
  readonly signal: AbortSignal;
  /** Shows a line beside the resource in the CLI while the operation runs, e.g. `2/3 tasks running`. */
  status(message: string): void;
  /** Adds a note to the CLI's diagnostics of this resource. */
  info(message: string): void;
  /** Adds a warning to the CLI's diagnostics of this resource. */
  warn(message: string): void;
  /** Records each create request before it is sent, so that an interrupted update leaves nothing behind. */
  readonly journal: CreationJournal;
  /** The resource option `customTimeouts` for this operation, in seconds; `undefined` when not given. */
  readonly timeoutSeconds: number | undefined;
  /** The resource option `ignoreChanges`, as property paths: an update keeps the live values there. */
  readonly ignoreChanges: readonly string[];
}

/** The context of one operation in a preview. */
export interface Preview extends Operation {
  /**
   * Reports that a preview could not check something, because the swarm did not answer. The CLI shows it once for all
   * resources.
   *
   * @param what in words, e.g. `published ports`
   * @throws Error if the provider's configuration demands the check
   */
  unchecked(what: string, cause: Error): void;
  /** Reports that a create would take over this object, because the daemon has it already. */
  identify(id: string): void;
}

/** A live object: its id, the inputs that would create it, and its whole state. */
export interface Live {
  readonly id: string;
  readonly inputs: Properties;
  readonly state: Properties;
}

/**
 * Thrown by create or update when the object exists but does not match the inputs, e.g. because its tasks do not run or
 * the user cancelled. The CLI keeps the object in the state as it really is, and the next `up` repairs it.
 */
export class PartialFailure extends Error {
  public constructor(
    public readonly live: Live,
    public readonly reasons: readonly string[],
    options?: ErrorOptions,
  ) {
    super(reasons.join("\n"), options);
    this.name = "PartialFailure";
  }
}

/** One resource type of the docker package: the operations of Pulumi's provider protocol, without the protocol. */
export interface ResourceHandler {
  /** E.g. `docker:index/network:Network`. */
  readonly type: string;
  /** Properties that are secret in state and messages even if the program does not say so. @default none */
  readonly secretProperties?: readonly string[];
  /** Further secrets in inputs or a state, at any depth, whether or not the program says so. @default none */
  readonly credentialsIn?: (properties: Properties) => Secrets;
  /**
   * Properties that the other provider processes of a run need to know in a preview: see
   * {@link UpdatePlan.plannedElsewhere}. @default none
   */
  readonly sharedInPreview?: readonly string[];
  /** Fills in defaults (the name) and refuses bad inputs. Never touches the Engine. */
  check(request: CheckRequest): CheckResult;
  /** Compares the new inputs with the previous inputs and the state. Pure. */
  diff(request: {
    id: string;
    oldInputs: Properties;
    oldState: Properties;
    newInputs: Properties;
    ignoreChanges: readonly string[];
  }): Difference;
  /** The state after a create. Values that the Engine chooses are unknown. */
  previewCreate(inputs: Properties): Properties;
  /** A warning for the user before an object with these inputs replaces the old one. */
  warnOfReplacement?(oldState: Properties, inputs: Properties, urn: string): string | undefined;
  previewUpdate(oldState: Properties, inputs: Properties): Properties;
  /**
   * What an update or a replacement will do beyond the change of properties, such as restarts. Pure.
   *
   * @param facts `undefined` if the swarm could not be asked
   * @returns `undefined` if there is nothing to say
   */
  plan?(change: ResourceChange, facts: SwarmFacts | undefined, run: UpdatePlan): ResourcePlan | undefined;
  /**
   * Asks the Engine, in a preview, whether a create with these inputs would fail. Changes nothing, and is skipped when
   * the Engine cannot be reached. See provider/preview/README.md.
   *
   * @param isReplacement whether the state has an object of this resource, which is removed first
   * @throws the error that the create would throw
   */
  preflight?(inputs: Properties, operation: Preview, isReplacement: boolean): Promise<void>;
  /**
   * Asks the Engine, in a preview, whether an update to these inputs would fail. Changes nothing, and is skipped when
   * the Engine cannot be reached.
   *
   * @throws the error that the update would throw
   */
  preflightUpdate?(id: string, oldInputs: Properties, inputs: Properties, operation: Preview): Promise<void>;
  create(inputs: Properties, operation: Operation): Promise<Live>;
  update(
    id: string,
    oldState: Properties,
    oldInputs: Properties,
    inputs: Properties,
    operation: Operation,
  ): Promise<Live>;
  /**
   * The live object; `undefined` when it is gone. Every other failure throws.
   *
   * @param id the object's own id; on import, also a name or the unique beginning of an id
   * @param previous the inputs and state of the last deployment; `undefined` on import. If the program only reads the
   *   resource (`.get`), both are what it passes to `.get`, which is usually nothing. See {@link declared}.
   */
  read(
    id: string,
    previous: { inputs: Properties; state: Properties } | undefined,
    operation: Operation,
  ): Promise<Live | undefined>;
  delete(id: string, state: Properties, operation: Operation): Promise<void>;
  /** Removes the object of an interrupted create, if there is one. Nothing refers to it yet. */
  discard(leftover: Leftover, operation: Operation): Promise<void>;
}

/**
 * The previous deployment of a resource that the stack declares. The check gives each of them a name.
 *
 * @returns `undefined` for an import, and for a resource that the program only reads: `.get` sends no inputs
 */
export function declared<P extends { readonly inputs: Properties }>(previous: P | undefined): P | undefined {
  return previous?.inputs.name === undefined ? undefined : previous;
}

/** A function of the docker package that reads something from the Engine, without the protocol. */
export interface LookUp {
  /** E.g. `docker:index/getNetwork:getNetwork`. */
  readonly token: string;
  /** The secrets in an answer. @default none */
  readonly credentialsIn?: (answer: Properties) => Secrets;
  invoke(args: Properties, operation: Pick<Operation, "engine" | "signal">): Promise<Properties>;
}

import { isDeepStrictEqual } from "node:util";
import { status } from "@grpc/grpc-js";
import * as rpc from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import {
  declared,
  PartialFailure,
  type CheckFailure,
  type Live,
  type Operation,
  type ResourceHandler,
} from "../handler/handler";
import { show } from "../../swarm/typed";
import { keepIgnored } from "../handler/ignoredChanges";
import type { Properties, Secrets } from "../handler/properties";
import { autoname, AutonamingDisabled, type Autonaming } from "./autoname";
import { diffResponse } from "./diffResponse";
import { Refused } from "./failure";
import { differenceFrom, newestOf, recordChange, type ObjectRequest } from "./interruptedChange";
import { notServed } from "./notServed";
import { discardAll } from "./leftovers";
import { ResourcePreview } from "./resourcePreview";
import { runCall, type Abandoned } from "./runCall";
import type { Session } from "./session";
import { nameOf, typeOf } from "../handler/urn";
import { encode, union, WireError, type Decoded } from "./wire";

/** The common part of the requests about a resource. Older CLIs send only the URN, without name and type. */
interface ResourceRequest {
  getUrn(): string;
  getName(): string;
  getType(): string;
}

/** Translates the protocol's check, diff, create, read, update and delete to the calls of a {@link ResourceHandler}. */
export class ResourceCalls {
  public constructor(private readonly session: Session) {}

  public check(request: rpc.CheckRequest): rpc.CheckResponse {
    try {
      return this.checkServed(request);
    } catch (error) {
      // Reported as a problem of the inputs, because that is where the user can fix it.
      if (error instanceof WireError) return checkResponse([{ property: error.property, reason: error.message }]);
      if (error instanceof AutonamingDisabled) return checkResponse([{ property: "name", reason: error.message }]);
      throw error;
    }
  }

  private checkServed(request: rpc.CheckRequest): rpc.CheckResponse {
    const handler = this.handler(request);
    const olds = this.decode(handler, request.getOlds());
    const news = this.decode(handler, request.getNews());
    const logicalName = request.getName() || nameOf(request.getUrn());
    // The CLI sends an empty object when there are none.
    const previous = Object.keys(olds.properties).length === 0 ? undefined : olds.properties;
    this.session.run.checked(request.getUrn(), previous);
    const checked = (properties: Properties): ReturnType<ResourceHandler["check"]> =>
      handler.check({
        urn: request.getUrn(),
        logicalName,
        olds: previous,
        before: this.session.run.before(request.getUrn()),
        news: properties,
        autoname: () => autoname(logicalName, request.getRandomseed_asU8(), autonamingOf(request)),
      });
    const { inputs, failures } = checked(news.properties);
    // What the Engine has accepted before stays possible, e.g. a network that the official plugin or the docker command
    // has created. Otherwise its stack could not switch over, and an import would write inputs that are refused.
    const known = new Set(failures.length === 0 || previous === undefined ? [] : checked(previous).failures.map(keyOf));
    const isTolerated = (failure: CheckFailure): boolean =>
      known.has(keyOf(failure)) || (previous !== undefined && failure.isHarmless === true);
    const refused = failures.filter((failure) => !isTolerated(failure));
    if (refused.length > 0) {
      return checkResponse(refused.map(({ property, reason }) => ({ property, reason: this.session.scrub(reason) })));
    }
    for (const { reason } of failures) this.session.log.warn(request.getUrn(), describeKnown(reason));
    if (previous === undefined) this.session.run.checkedReplacement(request.getUrn(), inputs);
    const response = new rpc.CheckResponse();
    response.setInputs(toStruct(inputs, news.secrets));
    return response;
  }

  public async diff(request: rpc.DiffRequest): Promise<rpc.DiffResponse> {
    const handler = this.handler(request);
    await this.session.journal.confirm(request.getUrn(), request.getId());
    const oldInputs = this.decode(handler, request.getOldInputs()).properties;
    // For a refresh, the CLI sends the previous inputs as they are, also at the paths that the resource ignores.
    const ignoreChanges = request.getIgnorechangesList();
    const newInputs = keepIgnored(this.decode(handler, request.getNews()).properties, oldInputs, ignoreChanges);
    const oldState = this.decode(handler, request.getOlds()).properties;
    const difference = await differenceFrom(
      { inputs: oldInputs, state: oldState },
      ({ inputs, state }) =>
        handler.diff({ id: request.getId(), oldInputs: inputs, oldState: state, newInputs, ignoreChanges }),
      handler,
      request,
      this.session,
    );
    const isReplaced = [...difference.changes.values()].some((change) => change.endsWith("-replace"));
    this.session.run.compared(request.getUrn(), {
      id: request.getId(),
      state: oldState,
      inputs: isReplaced ? without(newInputs, ignoreChanges) : newInputs,
      isReplaced,
    });
    return diffResponse(difference, oldInputs, newInputs);
  }

  public async create(request: rpc.CreateRequest, abandoned: Abandoned): Promise<rpc.CreateResponse> {
    const handler = this.handler(request);
    const { properties: inputs, secrets } = this.decode(handler, request.getProperties());
    const response = new rpc.CreateResponse();
    if (request.getPreview()) {
      await new ResourcePreview(this.session, handler, request.getUrn(), secrets, abandoned).create(inputs);
      response.setProperties(toStruct(handler.previewCreate(inputs), secrets));
      return response;
    }
    this.session.run.creates(request.getUrn());
    const live = await this.operate(request, request.getTimeout(), secrets, abandoned, (operation) =>
      this.session.updates.follow(request.getUrn(), () => this.createNoted(handler, inputs, operation)),
    );
    response.setId(live.id);
    response.setProperties(this.encode(handler, live.state, secrets));
    return response;
  }

  public async read(request: rpc.ReadRequest, abandoned: Abandoned): Promise<rpc.ReadResponse> {
    const handler = this.handler(request);
    const inputs = this.decode(handler, request.getInputs());
    const state = this.decode(handler, request.getProperties());
    const secrets = union(inputs.secrets, state.secrets);
    // A refresh sends the previous inputs and state, an import only an id.
    const previous = request.hasInputs() ? { inputs: inputs.properties, state: state.properties } : undefined;
    if (previous !== undefined) await this.session.journal.confirm(request.getUrn(), request.getId());
    const live = await this.operate(request, request.getTimeout(), secrets, abandoned, (operation) =>
      handler.read(request.getId(), previous, operation),
    );
    const response = new rpc.ReadResponse();
    if (live === undefined) {
      if (isLookUp(previous))
        throw new Refused(notFound(handler.type, request.getId(), this.session.engine().host), status.NOT_FOUND);
      // No id: the object is gone.
      return response;
    }
    response.setId(live.id);
    response.setProperties(this.encode(handler, live.state, secrets));
    response.setInputs(this.encode(handler, live.inputs, secrets));
    return response;
  }

  public async update(request: rpc.UpdateRequest, abandoned: Abandoned): Promise<rpc.UpdateResponse> {
    const handler = this.handler(request);
    const state = this.decode(handler, request.getOlds());
    const oldInputs = this.decode(handler, request.getOldInputs());
    const news = this.decode(handler, request.getNews());
    const secrets = union(state.secrets, news.secrets);
    const response = new rpc.UpdateResponse();
    if (request.getPreview()) {
      const preview = new ResourcePreview(this.session, handler, request.getUrn(), secrets, abandoned);
      await preview.update(request.getId(), oldInputs.properties, news.properties);
      response.setProperties(toStruct(handler.previewUpdate(state.properties, news.properties), secrets));
      return response;
    }
    await this.session.journal.confirm(request.getUrn(), request.getId());
    const live = await this.operate(request, request.getTimeout(), secrets, abandoned, async (operation) => {
      const recorded = { inputs: oldInputs.properties, state: state.properties };
      const before = await newestOf(recorded, handler, request, this.session.changes, operation);
      return this.change(request, () =>
        handler.update(request.getId(), before.state, before.inputs, news.properties, {
          ...operation,
          ignoreChanges: request.getIgnorechangesList(),
        }),
      );
    });
    response.setProperties(this.encode(handler, live.state, secrets));
    return response;
  }

  public async delete(request: rpc.DeleteRequest, abandoned: Abandoned): Promise<Empty> {
    const handler = this.handler(request);
    const { properties: state, secrets } = this.decode(handler, request.getProperties());
    if (this.session.journal.isTakenOver(request.getUrn(), request.getId())) return new Empty();
    await this.session.journal.confirm(request.getUrn(), request.getId());
    await this.operate(request, request.getTimeout(), secrets, abandoned, (operation) =>
      this.change(request, () => handler.delete(request.getId(), state, operation)),
    );
    this.session.run.deleted(request.getUrn(), request.getId());
    return new Empty();
  }

  /** Creates an object, after removing those that interrupted creates of the same resource left under other names. */
  private async createNoted(handler: ResourceHandler, inputs: Properties, operation: Operation): Promise<Live> {
    const { journal } = this.session;
    const { urn, engine, signal } = operation;
    const name = typeof inputs.name === "string" ? inputs.name : "";
    const others = await journal.leftoversBeside(urn, name, engine, signal);
    await discardAll(
      others.map((other) => [urn, other]),
      this.session.handlers,
      () => operation,
    );
    try {
      const live = await handler.create(inputs, operation);
      await journal.recordId(urn, live.id);
      return live;
    } catch (error) {
      if (error instanceof PartialFailure) await journal.recordId(urn, error.live.id);
      throw error;
    }
  }

  /** Changes or deletes an object, and records that until the CLI knows the result. */
  private change<T>(request: ObjectRequest, work: () => Promise<T>): Promise<T> {
    // A preview after a change must not see the swarm as it was before.
    this.session.forgetSwarm();
    return this.session.updates.follow(request.getUrn(), () =>
      recordChange(this.session.changes, request.getUrn(), request.getId(), work),
    );
  }

  /** Marks the secrets of the program, and those that the resource type always keeps secret. */
  private decode({ secretProperties = [], credentialsIn }: ResourceHandler, struct: Struct | undefined): Decoded {
    const always = secretProperties.map((name) => [name, true] as const);
    return this.session.decode(struct, (properties) => union(Object.fromEntries(always), credentialsIn?.(properties)));
  }

  /** Marks the credentials as well that only the Engine has: a read can find some that no program has set. */
  private encode({ credentialsIn }: ResourceHandler, properties: Properties, secrets: Secrets): Struct {
    const own = credentialsIn?.(properties);
    this.session.learn({ properties, secrets: own });
    return toStruct(properties, union(secrets, own));
  }

  private handler(request: ResourceRequest): ResourceHandler {
    const type = request.getType() || typeOf(request.getUrn());
    const handler = this.session.handlers.get(type);
    if (handler === undefined) throw new Refused(notServed(type, [...this.session.handlers.keys()]));
    return handler;
  }

  private async operate<T>(
    request: ResourceRequest,
    timeout: number,
    secrets: Secrets,
    abandoned: Abandoned,
    work: (operation: Operation) => Promise<T>,
  ): Promise<T> {
    const { session } = this;
    return runCall(session, secrets, abandoned, (signal) =>
      work(session.operation(request.getUrn(), signal, timeout > 0 ? timeout : undefined)),
    );
  }
}

/** Whether a read is an import or a `.get`, not a refresh. The state of a `.get` consists of the program's inputs. */
function isLookUp(previous: { readonly inputs: Properties; readonly state: Properties } | undefined): boolean {
  return declared(previous) === undefined && isDeepStrictEqual(previous?.inputs, previous?.state);
}

function notFound(type: string, id: string, host: string): string {
  const className = type.split(":").pop() ?? type;
  return (
    `No ${className} has the id or name ${show(id)}, and no id begins with it, on the Docker daemon at ${host}. ` +
    `Check the spelling, and that the provider connects to a manager of the right swarm.`
  );
}

/** Properties without those that `ignoreChanges` names: a replacement is created with other values. */
function without(inputs: Properties, ignoreChanges: readonly string[]): Properties {
  const ignored = ignoreChanges.map((path) => /^\w+/.exec(path)?.[0]);
  return Object.fromEntries(Object.entries(inputs).filter(([name]) => !ignored.includes(name)));
}

function autonamingOf(request: rpc.CheckRequest): Autonaming | undefined {
  const options = request.getAutonaming();
  if (options === undefined) return undefined;
  const { Mode } = rpc.CheckRequest.AutonamingOptions;
  const modes = { [Mode.PROPOSE]: "propose", [Mode.ENFORCE]: "enforce", [Mode.DISABLE]: "disable" } as const;
  return { proposedName: options.getProposedName(), mode: modes[options.getMode()] };
}

/** Failures with the same key are the same mistake. Elements of a list may have moved. */
function keyOf({ property, reason }: CheckFailure): string {
  return `${property.replace(/\[\d+\]/g, "[]")}\n${reason}`;
}

function describeKnown(reason: string): string {
  return `${reason} This is a warning only, because the resource exists. A new one is refused.`;
}

function checkResponse(failures: readonly CheckFailure[]): rpc.CheckResponse {
  const response = new rpc.CheckResponse();
  response.setFailuresList(
    failures.map(({ property, reason }) => {
      const failure = new rpc.CheckFailure();
      failure.setProperty(property);
      failure.setReason(reason);
      return failure;
    }),
  );
  return response;
}

function toStruct(properties: Properties, secrets: Secrets): Struct {
  return Struct.fromJavaScript(encode(properties, secrets));
}

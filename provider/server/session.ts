import type { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { engineSettings } from "../configuration/configuration";
import type { Environment } from "../configuration/environment";
import { ConfigurationError } from "../configuration/configurationError";
import { ConnectionError } from "../engine/connectionError";
import { Engine } from "../engine/engine";
import type { RegistryAuth } from "../engine/types";
import { journalFolder } from "../journal/folder";
import { Journal } from "../journal/journal";
import type { LookUp, Operation, ResourceHandler } from "../handler/handler";
import type { Properties, Secrets } from "../handler/properties";
import { EngineLog } from "./engineLog";
import { discardAll, UpdateRecord } from "./leftovers";
import { Operations } from "./operations";
import { Scrubber } from "./secrets";
import { nameOf } from "./urn";
import { decode, union, type Decoded } from "./wire";

/** What a provider is made of. */
export interface SessionOptions {
  /** By type token. */
  readonly handlers: ReadonlyMap<string, ResourceHandler>;
  /** By function token. */
  readonly lookUps: ReadonlyMap<string, LookUp>;
  /** Where the configuration says nothing. */
  readonly environment: Environment;
  /** Called when the CLI has gone away without a goodbye. */
  readonly lost: () => void;
}

/** One CLI's use of this provider: its configuration, its running operations, its secrets. */
export class Session {
  public readonly handlers: ReadonlyMap<string, ResourceHandler>;
  public readonly lookUps: ReadonlyMap<string, LookUp>;
  public readonly environment: Environment;
  public readonly operations = new Operations();
  public updates = new UpdateRecord();
  public journal: Journal;
  /** By URN: the objects that the CLI has compared with what is asked for now. A create for one of these replaces it. */
  public readonly compared = new Map<string, { readonly id: string; readonly state: Properties }>();
  public readonly log: EngineLog;
  private readonly scrubber = new Scrubber();
  private configuration: Properties = {};
  private opened: Engine | undefined;

  public constructor(options: SessionOptions) {
    this.handlers = options.handlers;
    this.lookUps = options.lookUps;
    this.environment = options.environment;
    this.journal = openJournal(options.environment);
    this.log = new EngineLog((message) => this.scrub(message), options.lost);
  }

  /**
   * Properties without marks; what is secret in them never leaves in a message from then on.
   *
   * @param always what is secret without a mark, too
   */
  public decode(struct: Struct | undefined, always?: (properties: Properties) => Secrets): Decoded {
    const { properties, secrets } = decode(struct?.toJavaScript() ?? {});
    const decoded: Decoded = { properties, secrets: union(secrets, always?.(properties)) };
    this.scrubber.learn(decoded);
    return decoded;
  }

  public scrub(message: string): string {
    return this.scrubber.scrub(message);
  }

  /** A CLI says hello. A provider that was started by hand outlives one. */
  public begin(): void {
    this.operations.resume();
    this.updates = new UpdateRecord();
    this.compared.clear();
    this.journal = openJournal(this.environment);
  }

  public configure(configuration: Decoded): void {
    this.configuration = configuration.properties;
    // A key is secret whether or not the configuration says so.
    this.scrubber.learn({ properties: { key: this.configuration.keyMaterial }, secrets: true });
    this.opened = undefined;
  }

  /**
   * The Engine, made at its first use: a preview needs none, so it works where the daemon is not there yet.
   *
   * @throws ConfigurationError when the configuration names no daemon
   */
  public engine(): Engine {
    if (this.opened === undefined) {
      const settings = engineSettings(this.configuration, this.environment);
      for (const auth of settings.registries?.values() ?? []) this.learnCredentials(auth);
      this.opened = new Engine(settings);
    }
    return this.opened;
  }

  /** Whether the configuration leads to an Engine, as far as that is known without asking it. */
  public canConnect(): boolean {
    try {
      this.engine();
      return true;
    } catch (error) {
      if (error instanceof ConfigurationError || error instanceof ConnectionError) return false;
      throw error;
    }
  }

  /** What a handler gets for one operation on a resource. */
  public operation(urn: string, signal: AbortSignal, timeoutSeconds?: number): Operation {
    const engine = this.engine();
    const warn = (message: string): void => {
      this.log.warn(urn, message);
    };
    return {
      urn,
      logicalName: nameOf(urn),
      engine,
      replaces: this.compared.get(urn)?.id,
      signal,
      status: (message) => {
        this.log.status(urn, message);
      },
      info: (message) => {
        this.log.info(urn, message);
      },
      warn,
      journal: this.journal.of(urn, engine, signal, warn),
      timeoutSeconds,
    };
  }

  /**
   * The CLI has said goodbye: its state is written. So what it was told of needs no note any more, and what interrupted updates have made
   * and this one did not take over goes.
   *
   * @param isComplete no operation was cut short
   * @param signal ends the removal; what is left then is for the next update
   */
  public async close(isComplete: boolean, signal: AbortSignal): Promise<void> {
    await this.journal.close();
    const stack = isComplete ? this.updates.finishedStack : undefined;
    if (stack === undefined) return;
    // An Engine that is away by now is no trouble: the entries stay.
    const leftovers = await this.journal.leftoversOf(stack, this.engine(), signal).catch(() => []);
    await discardAll(leftovers, this.handlers, (urn) => this.operation(urn, signal));
  }

  private learnCredentials({ password, identitytoken }: RegistryAuth): void {
    this.scrubber.learn({ properties: { password, identitytoken }, secrets: true });
  }
}

function openJournal(environment: Environment): Journal {
  return new Journal(journalFolder(environment), environment.PULUMI_BACKEND_URL ?? "");
}

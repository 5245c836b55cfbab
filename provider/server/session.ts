import type { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { engineSettings } from "../configuration/configuration";
import { previewSettingsFrom, type PreviewSettings } from "../configuration/previewSettings";
import type { Environment } from "../configuration/environment";
import { ConfigurationError } from "../configuration/configurationError";
import { ConnectionError } from "../engine/connectionError";
import { Engine, type EngineSettings } from "../engine/engine";
import { SwarmSnapshot } from "../engine/swarmSnapshot";
import type { RegistryAuth } from "../engine/types";
import type { ChangeJournal } from "../journal/changeJournal";
import type { Journal } from "../journal/journal";
import { openJournals, type Journals } from "../journal/journals";
import type { LookUp, Operation, Preview, ResourceHandler } from "../handler/handler";
import type { Properties, Secrets } from "../handler/properties";
import { Trace } from "../trace/trace";
import { EngineLog } from "./engineLog";
import { discardAll, UpdateRecord } from "./leftovers";
import { Operations } from "./operations";
import { Run } from "./run";
import { Scrubber } from "./secrets";
import { SiblingPlan } from "./siblingPlan";
import { Unchecked } from "./unchecked";
import { nameOf } from "../handler/urn";
import { decode, union, type Decoded } from "./wire";

/** The parts that a provider serves. */
export interface SessionOptions {
  /** By type token. */
  readonly handlers: ReadonlyMap<string, ResourceHandler>;
  /** By function token. */
  readonly lookUps: ReadonlyMap<string, LookUp>;
  /** The CLI's environment variables, for settings that the configuration leaves out. */
  readonly environment: Environment;
  /** Called when the CLI has ended without shutting the provider down. */
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
  public changes: ChangeJournal;
  /** The other provider processes of the run. The CLI's address, which they share, is known after the handshake. */
  public readonly siblings = new SiblingPlan(() =>
    this.log.address === "" ? undefined : `${process.ppid} ${this.log.address}`,
  );
  public run = new Run(this.siblings);
  public readonly log: EngineLog;
  private readonly trace: Trace | undefined;
  private readonly scrubber = new Scrubber();
  private configuration: Properties = {};
  /** Of the provider resource that is configured; empty if the CLI does not say. */
  private urn = "";
  private opened: Engine | undefined;
  /** What the preview of this run has read from the swarm. */
  private snapshot: SwarmSnapshot | undefined;
  private unchecked = new Unchecked();

  public constructor(options: SessionOptions) {
    this.handlers = options.handlers;
    this.lookUps = options.lookUps;
    this.environment = options.environment;
    ({ creates: this.journal, changes: this.changes } = this.openJournals());
    this.log = new EngineLog((message) => this.scrub(message), options.lost);
    const { SWARM_PROVIDER_TRACE: folder = "" } = options.environment;
    this.trace = folder === "" ? undefined : new Trace(folder, (text) => this.scrub(text));
  }

  /**
   * Removes Pulumi's marks. From then on, no message contains the secrets among the properties.
   *
   * @param always what is secret without a mark as well
   */
  public decode(struct: Struct | undefined, always?: (properties: Properties) => Secrets): Decoded {
    const { properties, secrets } = decode(struct?.toJavaScript() ?? {});
    const decoded: Decoded = { properties, secrets: union(secrets, always?.(properties)) };
    this.scrubber.learn(decoded);
    return decoded;
  }

  /** Keeps secrets that did not come with a request out of messages. */
  public learn(decoded: Decoded): void {
    this.scrubber.learn(decoded);
  }

  public scrub(message: string): string {
    return this.scrubber.scrub(message);
  }

  /** Starts over for another CLI: a provider that was started by hand outlives one. */
  public begin(): void {
    this.operations.resume();
    this.updates = new UpdateRecord();
    this.siblings.close();
    this.run = new Run(this.siblings);
    ({ creates: this.journal, changes: this.changes } = this.openJournals());
    this.forgetSwarm();
  }

  /** Makes the next preview read the swarm again. */
  public forgetSwarm(): void {
    this.snapshot = undefined;
    this.unchecked = new Unchecked();
  }

  /** @param urn of the provider resource, as far as the CLI gives it */
  public configure(configuration: Decoded, urn = ""): void {
    this.configuration = configuration.properties;
    this.urn = urn;
    // A key is secret whether the configuration marks it or not.
    this.scrubber.learn({ properties: { key: this.configuration.keyMaterial }, secrets: true });
    this.opened = undefined;
    this.forgetSwarm();
  }

  /**
   * The Engine, created at its first use: a preview needs none, so it works before the daemon exists.
   *
   * @throws ConfigurationError when the configuration names no daemon
   */
  public engine(): Engine {
    this.opened ??= new Engine(this.settings());
    return this.opened;
  }

  private settings(): EngineSettings {
    const settings = engineSettings(this.configuration, this.environment);
    for (const auth of settings.registries?.values() ?? []) this.learnCredentials(auth);
    return settings;
  }

  public get previewSettings(): PreviewSettings {
    return previewSettingsFrom(this.configuration, this.environment);
  }

  /** Whether the configuration names an Engine. Does not connect to it. */
  public canConnect(): boolean {
    try {
      this.engine();
      return true;
    } catch (error) {
      if (error instanceof ConfigurationError || error instanceof ConnectionError) return false;
      throw error;
    }
  }

  /** Records a call of the CLI, if the user has asked for a trace. */
  public traced<T>(name: () => string, work: () => Promise<T>): Promise<T> {
    return this.trace === undefined ? work() : this.trace.operation(name(), work);
  }

  /** The context of one operation on a resource. */
  public operation(urn: string, signal: AbortSignal, timeoutSeconds?: number): Operation {
    return this.operationOn(this.engine(), urn, signal, timeoutSeconds);
  }

  /** The context of one operation on a resource in a preview. */
  public preview(urn: string, signal: AbortSignal, share: () => void): Preview {
    this.snapshot ??= new SwarmSnapshot(this.settings());
    const { snapshot } = this;
    return {
      ...this.operationOn(snapshot, urn, signal, undefined),
      unchecked: (what, cause) => {
        this.unchecked.report(what, cause, snapshot.host, this.previewSettings, (message) => {
          this.log.warn(urn, message);
        });
      },
      identify: (id) => {
        this.run.identify(urn, id);
        share();
      },
    };
  }

  private operationOn(engine: Engine, urn: string, signal: AbortSignal, timeoutSeconds: number | undefined): Operation {
    const warn = (message: string): void => {
      this.log.warn(urn, message);
    };
    return {
      urn,
      logicalName: nameOf(urn),
      // The CLI makes default providers itself, one for each version.
      providerUrn: /^(default(_.+)?)?$/.test(nameOf(this.urn)) ? undefined : this.urn,
      engine,
      replaces: this.run.objectOf(urn)?.id,
      plan: this.run,
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
      ignoreChanges: [],
    };
  }

  /**
   * Called when the CLI shuts the provider down, which it does after writing its state. So the journal entries of this
   * session are deleted, and objects of interrupted updates that this update did not take over are removed.
   *
   * @param isComplete whether no operation was interrupted
   * @param signal ends the removal; the next update removes what is left
   */
  public async close(isComplete: boolean, signal: AbortSignal): Promise<void> {
    this.siblings.close();
    await Promise.all([this.journal.close(), this.changes.close()]);
    const stack = isComplete ? this.updates.finishedStack : undefined;
    if (stack === undefined) return;
    await this.changes.forget(stack, (urn, id) => this.run.hasForgotten(urn, id));
    // When the Engine cannot be reached any more, the entries stay.
    const leftovers = await this.journal.leftoversOf(stack, this.engine(), signal).catch(() => []);
    await discardAll(leftovers, this.handlers, (urn) => this.operation(urn, signal));
  }

  private openJournals(): Journals {
    return openJournals(this.environment, () => (this.canConnect() ? this.engine() : undefined));
  }

  private learnCredentials({ password, identitytoken }: RegistryAuth): void {
    this.scrubber.learn({ properties: { password, identitytoken }, secrets: true });
  }
}

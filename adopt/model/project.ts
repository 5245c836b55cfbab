/**
 * A Pulumi project that is about to be written: what a compose file, or a running swarm, becomes. The readers in
 * `compose/` and `swarm/` produce it; `program/` writes it as TypeScript, and `takeover/` imports what runs.
 */
export interface AdoptedProject {
  /** Name of the project, e.g. `shop`: letters, digits, hyphens, underscores and dots. */
  readonly name: string;
  /** Name of the SwarmStack that the members of the stack belong to; absent if there is none. */
  readonly stack?: string;
  /** The settings that the program reads from the configuration of its Pulumi stack. */
  readonly settings: readonly Setting[];
  /** The components, in the order of their source. The writer sorts them so that what is used comes first. */
  readonly components: readonly AdoptedComponent[];
  /** What the reader of the program should know, e.g. a property of the source that has no effect in a swarm. */
  readonly remarks: readonly string[];
}

/** A value that the program reads with `pulumi.Config`. */
export interface Setting {
  /** Name in the configuration, in camel case, e.g. `dbPassword`. */
  readonly name: string;
  /** What it is for, in one sentence. */
  readonly description: string;
  /** Used if the configuration has no value; absent: the value is required. */
  readonly default?: string;
  /** Whether it is encrypted in the configuration, and in the state. A secret has no default. */
  readonly isSecret: boolean;
  /** A value for the configuration file of the Pulumi stack, e.g. from an env file. Never that of a secret. */
  readonly value?: string;
  /** The file whose content is the value of a secret, relative to the source, e.g. `./secrets/db-password.txt`. */
  readonly fromFile?: string;
  /** Whether the value is the base64 of that file, because its content is not text. */
  readonly isBase64?: boolean;
  /** The variable of a running service that has the value of a secret. */
  readonly fromVariable?: ServiceVariable;
}

/** An environment variable of a service that runs. */
export interface ServiceVariable {
  /** Name of the service in the swarm. */
  readonly service: string;
  readonly variable: string;
}

/** The components that a program can consist of. The SwarmStack comes from `AdoptedProject.stack`. */
export type ComponentName =
  "GatewayBridge" | "IngressConfig" | "OverlayNetwork" | "SwarmConfig" | "SwarmNode" | "SwarmSecret" | "SwarmService";

/** One component of the program: `new SwarmService("api", { … })`. */
export interface AdoptedComponent {
  readonly component: ComponentName;
  /** Logical name in the program, unique among the components of the same kind. */
  readonly logicalName: string;
  /** Its arguments, without `stack`. Their order is that of the source. */
  readonly args: { readonly [argument: string]: Value };
  /** Whether it gets `stack: …`. */
  readonly isMember: boolean;
  /** Components that the program creates first, e.g. the service that migrates the database. */
  readonly dependsOn?: readonly ReferenceExpression[];
  /** Address of the Docker daemon that manages it. @default - the one that the program deploys to */
  readonly daemon?: Value;
  /** Whether it stays as it is when it is removed from the program. */
  readonly isRetained?: boolean;
  /** Whether it exists outside of the program: `OverlayNetwork.existing("proxy")`. It has no arguments then. */
  readonly isExternal: boolean;
  /** Exact name in the swarm: `shop_api`. */
  readonly swarmName: string;
  /** Comments of the source above it, without comment marks. */
  readonly comments: readonly string[];
  /** Where it comes from; absent for a running swarm. */
  readonly source?: SourcePosition;
}

/** A place in a file of the user. */
export interface SourcePosition {
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
}

/** What an argument can be in the program. */
export type Value = string | number | boolean | readonly Value[] | { readonly [property: string]: Value } | Expression;

/** A value that is not a literal in the program. */
export abstract class Expression {
  /** Distinguishes expressions from plain objects. */
  public abstract readonly kind: string;
}

/** Text with settings in it: `` `http://${host}:8080` ``, or one setting alone. */
export class TextExpression extends Expression {
  public readonly kind = "text";

  /** @param parts pieces of text, and the settings between them */
  public constructor(public readonly parts: readonly (string | { readonly setting: string })[]) {
    super();
  }
}

/** A setting as a number or a boolean: `config.getNumber("replicas") ?? 2`. */
export class SettingExpression extends Expression {
  public readonly kind = "setting";

  public constructor(
    public readonly setting: string,
    public readonly type: "number" | "boolean",
  ) {
    super();
  }
}

/**
 * Another component, or the result of one of its methods: `frontend`, `frontend.attach({ aliases: ["api"] })`,
 * `password.mount({ mode: 0o400 })`, `edge.publish({ … })`.
 */
export class ReferenceExpression extends Expression {
  public readonly kind = "reference";

  /**
   * @param component "SwarmStack" for `attach()` to the default network of the stack
   * @param method absent for the component itself
   */
  public constructor(
    public readonly component: ComponentName | "SwarmStack",
    public readonly logicalName: string,
    public readonly method?: "attach" | "mount" | "publish",
    public readonly options?: { readonly [option: string]: Value },
  ) {
    super();
  }
}

/** The content of a file that is copied into the project: `readFileSync("files/nginx.conf", "utf8")`. */
export class FileExpression extends Expression {
  public readonly kind = "file";

  /**
   * @param path in the project, e.g. `files/nginx.conf`
   * @param content its bytes
   */
  public constructor(
    public readonly path: string,
    public readonly content: Uint8Array,
  ) {
    super();
  }
}

/** A constant of the components: `EndpointMode.Dnsrr`, `ServiceMode.Global`. */
export class ConstantExpression extends Expression {
  public readonly kind = "constant";

  public constructor(
    public readonly name: string,
    public readonly member: string,
  ) {
    super();
  }
}

/** A value with the comments that its source has above it or behind it. */
export class CommentedValue extends Expression {
  public readonly kind = "commented";

  public constructor(
    public readonly value: Value,
    public readonly comments: readonly string[],
  ) {
    super();
  }
}

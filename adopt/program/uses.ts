/** What a piece of a program uses of other modules and of other statements. */
export interface Uses {
  /** Exports of the components' package. */
  readonly components: ReadonlySet<string>;
  /** Whether it uses the namespace `pulumi` of the SDK. */
  readonly pulumi: boolean;
  /** Whether it uses the docker package. */
  readonly docker: boolean;
  readonly readFileSync: boolean;
  /** Variables of other statements. */
  readonly variables: ReadonlySet<string>;
}

/** Collects what a piece of a program uses while it is written. */
export class UseCollector implements Uses {
  public readonly components = new Set<string>();
  public readonly variables = new Set<string>();
  public pulumi = false;
  public docker = false;
  public readFileSync = false;

  /** The name of an export of the components' package. */
  public component(name: string): string {
    this.components.add(name);
    return name;
  }

  /** The name of a variable. */
  public variable(name: string): string {
    this.variables.add(name);
    return name;
  }
}

/** What several pieces use together. */
export function joinUses(all: readonly Uses[]): Uses {
  return {
    components: new Set(all.flatMap(({ components }) => [...components])),
    variables: new Set(all.flatMap(({ variables }) => [...variables])),
    pulumi: all.some(({ pulumi }) => pulumi),
    docker: all.some(({ docker }) => docker),
    readFileSync: all.some(({ readFileSync }) => readFileSync),
  };
}

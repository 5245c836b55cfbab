import type { Method, Methods } from "./interceptServer";

/** A resource in a request of the CLI. */
export interface Analyzed {
  getType(): string;
  getUrn(): string;
  getOptions(): { getIgnorechangesList(): readonly string[] } | undefined;
  getPropertydependenciesMap(): { entries(): IterableIterator<[string, { getUrnsList(): readonly string[] }]> };
}

interface StackRequest {
  getResourcesList(): readonly Analyzed[];
}

interface Diagnostic {
  getPolicyname(): string;
  getUrn(): string;
  setUrn(urn: string): void;
}

interface Response {
  getDiagnosticsList(): Diagnostic[];
  setDiagnosticsList(diagnostics: Diagnostic[]): void;
}

/** Runs the rules on the properties that a resource has at the end of a preview or update. */
export type AsDeployed = <T>(made: ReadonlySet<string>, run: () => Promise<T>) => Promise<T>;

/**
 * Makes the rules about a single resource evaluate some resources again at the end of a preview or update.
 *
 * While the CLI replaces a resource with the option `ignoreChanges`, it shows the rules the old values of the ignored
 * properties, but deploys the new ones. Only at the end do the rules see what is deployed. A rule reports each resource
 * only once.
 *
 * @param isHidden whether the CLI may have shown old values of a resource
 */
export function evaluateDeployed(
  isHidden: (resource: Analyzed) => boolean,
  asDeployed: AsDeployed,
  methods: Methods,
): Methods {
  const { analyze, analyzeStack } = methods;
  if (analyze === undefined || analyzeStack === undefined) return methods;
  const reported = new Set<string>();
  const first: Method = (call, callback) =>
    analyze(call, (error, response) => {
      for (const diagnostic of diagnosticsOf(response)) reported.add(keyOf(diagnostic, call.request as Analyzed));
      callback(error, response);
    });
  const atEnd: Method = (call, callback) =>
    analyzeStack(call, (error, response) => {
      if (error !== undefined && error !== null) {
        callback(error, response);
        return;
      }
      const hidden = (call.request as StackRequest).getResourcesList().filter(isHidden);
      evaluateAll(hidden, analyze, asDeployed).then(
        (found) => {
          const more = found.filter(([resource, diagnostic]) => !reported.has(keyOf(diagnostic, resource)));
          if (response !== undefined && more.length > 0) {
            for (const [resource, diagnostic] of more) diagnostic.setUrn(resource.getUrn());
            const all = [...diagnosticsOf(response), ...more.map(([, diagnostic]) => diagnostic)];
            (response as Response).setDiagnosticsList(all);
          }
          callback(error, response);
        },
        (cause: unknown) => {
          callback(cause);
        },
      );
    });
  return { ...methods, analyze: first, analyzeStack: atEnd };
}

async function evaluateAll(
  resources: readonly Analyzed[],
  analyze: Method,
  asDeployed: AsDeployed,
): Promise<(readonly [Analyzed, Diagnostic])[]> {
  const found: (readonly [Analyzed, Diagnostic])[] = [];
  // One after the other, because the properties to evaluate are global while a rule runs.
  for (const resource of resources) {
    const response = await asDeployed(madeIn(resource), () => answerOf(analyze, resource));
    found.push(...diagnosticsOf(response).map((diagnostic) => [resource, diagnostic] as const));
  }
  return found;
}

/** The properties of a resource that depend on other resources. */
function madeIn(resource: Analyzed): ReadonlySet<string> {
  const entries = [...resource.getPropertydependenciesMap().entries()];
  return new Set(entries.filter(([, dependencies]) => dependencies.getUrnsList().length > 0).map(([key]) => key));
}

/** The SDK's response about a resource of a stack. Such a resource has all properties of a single one. */
function answerOf(analyze: Method, resource: Analyzed): Promise<Response | undefined> {
  return new Promise((resolve, reject) => {
    void analyze({ request: resource }, (error, response) => {
      if (error !== undefined && error !== null)
        reject(error instanceof Error ? error : new Error(JSON.stringify(error)));
      else resolve(response as Response | undefined);
    });
  });
}

function diagnosticsOf(response: unknown): readonly Diagnostic[] {
  return (response as Response | undefined)?.getDiagnosticsList() ?? [];
}

function keyOf(diagnostic: Diagnostic, resource: Analyzed): string {
  return `${diagnostic.getPolicyname()} ${resource.getUrn()}`;
}

import { dirname } from "node:path";
import * as ts from "typescript";

/** The type checker of the project, which sees a change of a file without a change on disk. */
export class TypeChecker {
  private readonly changed = new Map<string, { readonly source: string; readonly version: number }>();
  private readonly service: ts.LanguageService;

  /** @param config the path of tsconfig.json */
  public constructor(config: string, files: readonly string[]) {
    const { config: content } = ts.readConfigFile(config, (path) => ts.sys.readFile(path)) as { config: object };
    const { options } = ts.parseJsonConfigFileContent(content, ts.sys, dirname(config));
    this.service = ts.createLanguageService({
      getCompilationSettings: () => ({ ...options, noEmit: true, incremental: false }),
      getCurrentDirectory: () => dirname(config),
      getDefaultLibFileName: (all) => ts.getDefaultLibFilePath(all),
      fileExists: (path) => ts.sys.fileExists(path),
      readFile: (path) => ts.sys.readFile(path),
      directoryExists: (path) => ts.sys.directoryExists(path),
      getDirectories: (path) => ts.sys.getDirectories(path),
      getScriptFileNames: () => [...files],
      getScriptVersion: (path) => String(this.changed.get(path)?.version ?? 0),
      getScriptSnapshot: (path) => {
        const source = this.changed.get(path)?.source ?? ts.sys.readFile(path);
        return source === undefined ? undefined : ts.ScriptSnapshot.fromString(source);
      },
    });
  }

  /** Whether the compiler refuses a file with this source. */
  public refuses(path: string, source: string): boolean {
    this.changed.set(path, { source, version: (this.changed.get(path)?.version ?? 0) + 1 });
    return this.service.getSemanticDiagnostics(path).length > 0;
  }

  /** Forgets the changed source of a file. */
  public restore(path: string): void {
    const version = (this.changed.get(path)?.version ?? 0) + 1;
    this.changed.set(path, { source: ts.sys.readFile(path) ?? "", version });
  }
}

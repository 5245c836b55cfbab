import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CompilerState, Extractor, ExtractorConfig } from "@microsoft/api-extractor";

const root = join(__dirname, "..", "..");

/** The entries of the package that programs import, by the name of their report. */
const entries = { components: "dist/components/index.d.ts", policies: "dist/policies/pack.d.ts" };

/**
 * Writes what programs can import from the package, one file per entry. It needs the built types (`npm run build`).
 *
 * @param folder to which the reports are written
 * @returns the names of the files
 */
export function writeApiReport(folder: string): string[] {
  const files = Object.values(entries).map((entry) => join(root, entry));
  let compilerState: CompilerState | undefined;
  return Object.entries(entries).map(([name, entry]) => {
    const config = ExtractorConfig.prepare({
      configObject: {
        projectFolder: root,
        mainEntryPointFilePath: join(root, entry),
        compiler: {
          overrideTsconfig: {
            compilerOptions: { target: "ES2022", module: "commonjs", moduleResolution: "node10", skipLibCheck: true },
            files,
          },
        },
        apiReport: {
          enabled: true,
          reportFileName: `${name}.api.md`,
          reportFolder: folder,
          reportTempFolder: join(folder, "temporary"),
        },
        docModel: { enabled: false },
        dtsRollup: { enabled: false },
        tsdocMetadata: { enabled: false },
        messages: {
          compilerMessageReporting: { default: { logLevel: "none" as never } },
          extractorMessageReporting: { default: { logLevel: "none" as never } },
          tsdocMessageReporting: { default: { logLevel: "none" as never } },
        },
      },
      configObjectFullPath: undefined,
      packageJsonFullPath: join(root, "package.json"),
    });
    mkdirSync(folder, { recursive: true });
    // The extractor compares its report with this file, and replaces it.
    writeFileSync(join(folder, `${name}.api.md`), "");
    compilerState ??= CompilerState.create(config);
    Extractor.invoke(config, { compilerState, localBuild: true, showVerboseMessages: false, messageCallback: silence });
    return `${name}.api.md`;
  });
}

function silence(message: { handled: boolean }): void {
  message.handled = true;
}

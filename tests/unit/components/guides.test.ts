import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { programsOf, sectionsOf } from "../../support/guide";

const root = join(__dirname, "../../..");
const guides = [
  "overlayNetwork",
  "encryptLiveOverlay",
  "ingressConfig",
  "gatewayBridge",
  "swarmNode",
  "swarmService",
  "inspection",
];

/** The worked example of a guide: its first block of TypeScript. */
function exampleOf(guide: string): string {
  const text = readFileSync(join(root, "docs", `${guide}.md`), "utf8");
  const [, example] = /```ts\n(.*?)```/s.exec(text) ?? [];
  if (example === undefined) throw new Error(`docs/${guide}.md has no example.`);
  return example;
}

test("the worked examples of the guides, and the program of the guide to all networks, compile against the components", () => {
  const { first, changed } = programsOf(sectionsOf("guide"));
  const examples = new Map([
    ...guides.map((guide) => [join(root, "docs", `${guide}.example.ts`), exampleOf(guide)] as const),
    [join(root, "docs", "guide.example.ts"), first] as const,
    [join(root, "docs", "guide.changed.ts"), changed] as const,
    [join(root, "docs", "guide.nodes.ts"), programsOf(sectionsOf("guide", "nodes")).first] as const,
  ]);
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: ["node"],
    module: ts.ModuleKind.CommonJS,
    target: ts.ScriptTarget.ES2022,
    baseUrl: root,
    paths: { "pulumi-swarm-networking": ["components/index.ts"] },
  };
  const host = ts.createCompilerHost(options);
  const getSourceFile = host.getSourceFile.bind(host);
  const fileExists = host.fileExists.bind(host);
  host.fileExists = (file) => examples.has(file) || fileExists(file);
  host.getSourceFile = (file, ...others) => {
    const example = examples.get(file);
    return example === undefined
      ? getSourceFile(file, ...others)
      : ts.createSourceFile(file, example, ts.ScriptTarget.ES2022);
  };
  const diagnostics = ts.getPreEmitDiagnostics(ts.createProgram([...examples.keys()], options, host));
  expect(
    diagnostics.map(({ messageText, file }) => [file?.fileName, ts.flattenDiagnosticMessageText(messageText, "\n")]),
  ).toEqual([]);
}, 60_000);

import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
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
  "swarmSecret",
  "swarmConfig",
  "swarmStack",
  "inspection",
];

/** The worked example of a guide: its first block of TypeScript. */
function exampleOf(guide: string): string {
  const text = readFileSync(join(root, "docs", `${guide}.md`), "utf8");
  const [, example] = /```ts\n(.*?)```/s.exec(text) ?? [];
  if (example === undefined) throw new Error(`docs/${guide}.md has no example.`);
  return example;
}

/** The programs in the guides, by the file that each would be. */
function guidePrograms(): [string, string][] {
  const { first, changed } = programsOf(sectionsOf("guide"));
  return [
    ...guides.map((guide): [string, string] => [`docs/${guide}.example.ts`, exampleOf(guide)]),
    ["docs/guide.example.ts", first],
    ["docs/guide.changed.ts", changed],
    ["docs/guide.nodes.ts", programsOf(sectionsOf("guide", "nodes")).first],
  ];
}

function parse(file: string): ts.SourceFile {
  return ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.ES2022, true);
}

/** The classes, enumerations and functions that the package exports, each with the file that declares it. */
function publicValues(): [string, string][] {
  const index = join(root, "components/index.ts");
  return parse(index).statements.flatMap((statement) => {
    if (!ts.isExportDeclaration(statement) || statement.isTypeOnly) return [];
    const { exportClause, moduleSpecifier } = statement;
    if (exportClause === undefined || !ts.isNamedExports(exportClause)) return [];
    if (moduleSpecifier === undefined || !ts.isStringLiteral(moduleSpecifier)) return [];
    const file = `${join(dirname(index), moduleSpecifier.text)}.ts`;
    return exportClause.elements.map(({ name }): [string, string] => [name.text, file]);
  });
}

/** The `@example` in the doc block of an exported declaration; `undefined` if it has none. */
function docExampleOf(name: string, file: string): string | undefined {
  const declaration = parse(file).statements.find((statement) =>
    ts.isVariableStatement(statement)
      ? statement.declarationList.declarations.some((variable) => variable.name.getText() === name)
      : (ts.isClassDeclaration(statement) || ts.isFunctionDeclaration(statement)) && statement.name?.text === name,
  );
  if (declaration === undefined) throw new Error(`${file} does not declare ${name}.`);
  const tag = ts.getJSDocTags(declaration).find(({ tagName }) => tagName.text === "example");
  return tag && ts.getTextOfJSDocComment(tag.comment);
}

/** The compiler's messages about each program, all of them compiled together. */
function compile(programs: ReadonlyMap<string, string>): (program: string) => string[] {
  const sources = new Map([...programs].map(([program, source]) => [join(root, program), source]));
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: ["node"],
    module: ts.ModuleKind.CommonJS,
    target: ts.ScriptTarget.ES2022,
    lib: ["lib.es2023.d.ts"], // not the DOM
    baseUrl: root,
    paths: { "pulumi-swarm-networking": ["components/index.ts"] },
  };
  const host = ts.createCompilerHost(options);
  host.jsDocParsingMode = ts.JSDocParsingMode.ParseForTypeErrors; // as tsc does
  const getSourceFile = host.getSourceFile.bind(host);
  const fileExists = host.fileExists.bind(host);
  host.fileExists = (file) => sources.has(file) || fileExists(file);
  host.getSourceFile = (file, ...others) => {
    const source = sources.get(file);
    return source === undefined
      ? getSourceFile(file, ...others)
      : ts.createSourceFile(file, source, ts.ScriptTarget.ES2022);
  };
  const compiled = ts.createProgram([...sources.keys()], options, host);
  // Not the diagnostics of the whole program: `npm run types` checks the sources of the package.
  return (program) =>
    ts
      .getPreEmitDiagnostics(compiled, compiled.getSourceFile(join(root, program)))
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
}

const values = publicValues();
const docExamples = values.flatMap(([name, file]): [string, string][] => {
  const example = docExampleOf(name, file);
  return example === undefined ? [] : [[`components/${name}.example.ts`, example]];
});
let messagesAbout: (program: string) => string[];

beforeAll(() => {
  messagesAbout = compile(new Map([...guidePrograms(), ...docExamples, ["docs/wrong.ts", "const text: string = 1;"]]));
});

test("Every class, enumeration and function that the package exports has an @example", () => {
  expect(docExamples.map(([program]) => program)).toEqual(values.map(([name]) => `components/${name}.example.ts`));
});

test.each(guidePrograms().map(([program]) => program))("The program %s of the guides compiles", (program) => {
  expect(messagesAbout(program)).toEqual([]);
});

test.each(docExamples)("The @example %s compiles and uses what it documents", (program, source) => {
  expect(messagesAbout(program)).toEqual([]);
  const [, name] = /(\w+)\.example\.ts$/.exec(program) ?? [];
  expect(source).toMatch(new RegExp(`import \\{[^}]*\\b${name}\\b[^}]*\\} from "pulumi-swarm-networking"`));
});

test("A program that does not compile is noticed", () => {
  expect(messagesAbout("docs/wrong.ts")).toEqual(["Type 'number' is not assignable to type 'string'."]);
});

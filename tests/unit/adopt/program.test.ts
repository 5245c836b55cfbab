import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import ts from "typescript";
import { readCompose } from "../../../adopt/compose/readCompose";
import { camelCase } from "../../../adopt/program/variables";
import { textLiteral } from "../../../adopt/program/literals";
import { projectFiles } from "../../../adopt/program/projectFiles";
import type { ProjectOptions } from "../../../adopt/program/projectOptions";
import { formatted, type Language } from "../../../adopt/program/format";
import { composeCases, composeFolder } from "../../support/composeCases";
import { largeProject, shopProject } from "./shopProject";

const checkout = resolve(__dirname, "..", "..", "..");
const options: ProjectOptions = {
  pulumiStack: "dev",
  componentsFrom: "^0.1.0",
  source: "compose.yml",
};
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "swarm-program-"));
});

afterAll(() => rm(folder, { recursive: true }));

async function textsOf(
  project = shopProject,
  componentsFrom = options.componentsFrom,
): Promise<ReadonlyMap<string, string>> {
  const files = await projectFiles(project, { ...options, componentsFrom });
  return new Map([...files].map(([path, content]) => [path, content.toString()]));
}

/** The messages of the compiler about projects, with the components of this checkout. */
async function compilerMessages(...projects: readonly ReadonlyMap<string, string>[]): Promise<string[]> {
  const folders = await Promise.all(
    projects.map(async (texts, i) => {
      const root = join(folder, String(i));
      for (const [path, text] of texts) {
        await mkdir(dirname(join(root, path)), { recursive: true });
        await writeFile(join(root, path), text);
      }
      return root;
    }),
  );
  const configuration = JSON.parse(projects[0]?.get("tsconfig.json") ?? "{}") as { compilerOptions: object };
  const { options: ofProject } = ts.convertCompilerOptionsFromJson(configuration.compilerOptions, folder);
  const compilerOptions: ts.CompilerOptions = {
    ...ofProject,
    noUnusedLocals: true,
    lib: ["lib.es2023.d.ts"], // for the sources of the components
    baseUrl: checkout,
    paths: { "pulumi-swarm-networking": ["components/index.ts"], "*": ["node_modules/*"] },
    typeRoots: [join(checkout, "node_modules", "@types")],
    types: ["node"],
  };
  const host = ts.createCompilerHost(compilerOptions);
  host.jsDocParsingMode = ts.JSDocParsingMode.ParseForTypeErrors; // as tsc does
  const program = ts.createProgram(
    folders.map((root) => join(root, "index.ts")),
    compilerOptions,
    host,
  );
  // Not the diagnostics of the whole program: `npm run types` checks the sources of the components.
  const written = program.getSourceFiles().filter(({ fileName }) => fileName.startsWith(`${folder}/`));
  expect(written.length).toBeGreaterThanOrEqual(projects.length);
  return written
    .flatMap((file) => ts.getPreEmitDiagnostics(program, file))
    .map(({ file, messageText }) => `${file?.fileName ?? ""}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`);
}

test("Written programs type-check, in one file and in several, and so do those of all compose files", async () => {
  const ofCompose = Object.entries(composeCases).map(([stack, { environment }]) =>
    textsOf(readCompose({ stack, environment, files: [join(composeFolder, `${stack}.yml`)] })),
  );
  const projects = await Promise.all([textsOf(), textsOf(largeProject(30)), ...ofCompose]);
  expect(await compilerMessages(...projects)).toEqual([]);
});

test("A program with many services is divided into files by kind and service", async () => {
  const texts = await textsOf(largeProject(30));
  const paths = [...texts.keys()].filter((path) => path.endsWith(".ts"));
  expect(paths.slice(0, 6)).toEqual([
    "index.ts",
    "stack.ts",
    "networks.ts",
    "secrets.ts",
    "configs.ts",
    "services/db.ts",
  ]);
  expect(texts.get("index.ts")).toContain(`import "./services/api";\n`);
  expect(texts.get("services/svc-1.ts")).toBe(
    [
      `import { SwarmService } from "pulumi-swarm-networking";`,
      `import { shop } from "../stack";`,
      `import { data } from "../networks";`,
      ``,
      `new SwarmService("svc-1", {`,
      `  stack: shop,`,
      `  image: "nginx:1.29",`,
      `  networks: [data],`,
      `  env: {`,
      `    A: "1",`,
      `    B: "2",`,
      `    C: "3",`,
      `    D: "4",`,
      `  },`,
      `});`,
      ``,
    ].join("\n"),
  );
});

test("All files are formatted as Prettier formats them without a configuration", async () => {
  const languages: Record<string, Language> = { ts: "typescript", json: "json", yaml: "yaml", md: "markdown" };
  for (const [path, text] of await textsOf()) {
    const language = languages[path.split(".").at(-1) ?? ""];
    if (language !== undefined) expect([path, await formatted(text, language)]).toEqual([path, text]);
  }
});

test("The program reads as an engineer writes it", async () => {
  expect((await textsOf()).get("index.ts")).toMatchInlineSnapshot(`
    "import { readFileSync } from "node:fs";
    import * as pulumi from "@pulumi/pulumi";
    import {
      MountType,
      OverlayNetwork,
      SwarmConfig,
      SwarmSecret,
      SwarmService,
      SwarmStack,
      UpdateOrder,
    } from "pulumi-swarm-networking";

    const config = new pulumi.Config();
    // Version of the images
    const tag = config.get("tag") ?? "1.4.2";
    const replicas = config.getNumber("replicas") ?? 2;
    const debug = config.getBoolean("debug") ?? false;
    const port = config.get("port") ?? "8080";
    const dbPassword = config.requireSecret("dbPassword");

    const shop = new SwarmStack("shop");

    // Networks

    const data = new OverlayNetwork("data", { stack: shop, internal: true });
    const default2 = new OverlayNetwork("default-2", { stack: shop });
    const proxy = OverlayNetwork.existing("proxy");

    // Secrets

    const dbPasswordSecret = new SwarmSecret("db-password", {
      stack: shop,
      text: dbPassword,
    });

    // Configs

    const dataConfig = new SwarmConfig("data", {
      stack: shop,
      text: readFileSync("files/shop.conf", "utf8"),
    });

    // Services

    const db = new SwarmService("db", {
      stack: shop,
      image: "postgres:17.6",
      secrets: [dbPasswordSecret.mount({ mode: 0o400 })],
      mounts: [
        { source: "db-data", target: "/var/lib/postgresql/data" },
        { type: MountType.Tmpfs, target: "/run", tmpfsSizeBytes: 16 * 1024 * 1024 },
      ],
    });

    // The API of the shop.
    // It needs the database.
    new SwarmService(
      "api",
      {
        stack: shop,
        image: \`registry.example.com/shop/api:\${tag}\`,
        replicas,
        readOnly: debug,
        networks: [data, shop.attach({ aliases: ["orders"] })],
        env: {
          PORT: port,
          DATABASE_URL: pulumi.interpolate\`postgres://shop:\${dbPassword}@db/shop?x=\\\`\\\${1}\\\`\`,
          // debug is very loud
          "log.level": "info",
          GREETING: "Hello\\nWorld",
        },
        ports: [{ targetPort: Number(port), publishedPort: 80 }],
        updateConfig: { order: UpdateOrder.StartFirst, delay: "10s" },
        configs: [dataConfig.mount({ fileName: "/etc/shop.conf" })],
      },
      { dependsOn: [db] },
    );

    new SwarmService("web", {
      stack: shop,
      image: "nginx:1.29",
      networks: [proxy, default2],
    });
    "
  `);
});

test("No file contains a setting that nothing uses", async () => {
  const texts = [...(await textsOf()).values()].join("\n");
  expect(texts.includes("domain")).toBe(false);
});

test("The README pipes the file of a secret into its setting, with the line break that the CLI removes", async () => {
  expect((await textsOf()).get("README.md")).toContain(
    "test -r './secrets/db password.txt' && (cat './secrets/db password.txt'; echo) | " +
      "pulumi config set --secret dbPassword\n",
  );
});

test("The values of settings are in the configuration file of the Pulumi stack", async () => {
  expect((await textsOf()).get("Pulumi.dev.yaml")).toBe("config:\n  shop:tag: 1.5.0\n");
});

test("A text with several lines keeps its lines, and a control character is escaped", () => {
  const texts = ["a\nb\nc ${x} `y` \\z", "one\ttab", "a\rb\nc\nd", "bell \u0007", 'quote "', "${notASetting}"];
  for (const text of texts) expect(eval(textLiteral(text))).toBe(text);
  expect(textLiteral("a\nb\nc")).toBe("`a\nb\nc`");
});

test.each([
  ["db-password", "dbPassword"],
  ["DB_HOST", "dbHost"],
  ["2fa", "_2fa"],
  ["already.camelCase", "alreadyCamelCase"],
])("The name %s becomes the variable %s", (name, variable) => {
  expect(camelCase(name)).toBe(variable);
});

test("The program has npm copy the components of a checkout, so that they and the program share one SDK", async () => {
  expect((await textsOf(shopProject, "file:../networking")).get(".npmrc")).toBe("install-links=true\n");
  expect((await textsOf(shopProject, "file:../networking-1.0.0.tgz")).has(".npmrc")).toBe(false);
  expect((await textsOf()).has(".npmrc")).toBe(false);
});

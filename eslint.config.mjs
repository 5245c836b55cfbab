import js from "@eslint/js";
import pulumi from "@pulumi/eslint-plugin";
import tseslint from "typescript-eslint";

/** The picture in docs/design.md: data goes down it, nothing reaches sideways or around a layer. */
const layers = {
  swarm: ["components", "policies", "provider", "inspect", "audit", "lab"],
  components: ["policies", "provider", "inspect", "audit", "lab"],
  policies: ["components", "provider", "inspect", "audit", "lab"],
  provider: ["components", "policies", "inspect", "audit", "lab"],
  inspect: ["components", "policies", "audit", "lab"],
  audit: ["components", "inspect", "lab"],
};

export default tseslint.config(
  { ignores: ["examples/", "dist/", "node_modules/", ".tools/", ".lab/", ".state/", "coverage/"] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { "@pulumi": pulumi },
    rules: {
      "@pulumi/no-output-in-template-literal": "error",
      "@pulumi/no-output-instance-in-template-literal": "off",
      "@typescript-eslint/explicit-module-boundary-types": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
      "@typescript-eslint/no-extraneous-class": "off",
      "no-restricted-syntax": [
        "error",
        { selector: "ExportDefaultDeclaration", message: "Use a named export: it has one name everywhere." },
      ],
    },
  },
  ...Object.entries(layers).map(([folder, others]) => ({
    files: [`${folder}/**/*.ts`],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            {
              group: others.flatMap((other) => [`**/${other}`, `**/${other}/**`]),
              message: `${folder}/ must not import this layer (docs/design.md).`,
            },
          ],
        },
      ],
    },
  })),
  {
    files: ["*.mjs", "*.config.ts"],
    rules: { "no-restricted-syntax": "off" },
  },
  {
    files: ["**/*.mjs", "**/*.js"],
    ...tseslint.configs.disableTypeChecked,
    rules: { ...tseslint.configs.disableTypeChecked.rules, "@pulumi/no-output-in-template-literal": "off" },
  },
  {
    files: ["tests/support/programs/*.js", "bench/programs/*.js"],
    languageOptions: { sourceType: "commonjs", globals: { require: "readonly", Buffer: "readonly" } },
    rules: { "@typescript-eslint/no-require-imports": "off" },
  },
);

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { dockerSchema } from "../../provider/schema/dockerSchema";
import { checkout } from "../support/lab";
import { withPlugin } from "../support/pluginProcess";

test("The bundled provider returns the schema that is derived from the installed docker package", () =>
  withPlugin(join(checkout, "provider/pulumi-resource-docker"), [], async ({ schema }) => {
    expect(await schema()).toEqual(JSON.parse(JSON.stringify(dockerSchema)));
  }));

test("The bundle contains neither the schema, nor the compiler and the package from which it is derived", () => {
  const bundle = readFileSync(join(checkout, "dist/bundle/provider.js"), "utf8");
  expect(bundle).not.toContain("The name of the Docker network.");
  expect(bundle).not.toContain("createSourceFile");
  expect(bundle).not.toContain('require("@pulumi/docker');
});

test("The bundle contains only ASCII characters, because one other doubles the memory that its source takes", () => {
  const bundle = readFileSync(join(checkout, "dist/bundle/provider.js"), "utf8");
  expect(bundle.match(/[^\0-\x7f]/u)).toBeNull();
});

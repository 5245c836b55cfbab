import { importCommand } from "../../../provider/handler/importCommand";

const network = "docker:index/network:Network";
const flags = "--protect=false --generate-code=false";

function urn(types: string, name: string): string {
  return `urn:pulumi:dev::shop::${types}::${name}`;
}

test("A resource of the stack is imported by its type, name and id", () => {
  expect(importCommand({ urn: urn(network, "backend") }, "n1")).toBe(
    `\n  pulumi import ${network} backend n1 ${flags}\n`,
  );
});

test("The child of a component of this project is imported below it: the component has the same name", () => {
  const parent = "app:Shop$swarm:index:OverlayNetwork";
  expect(importCommand({ urn: urn(`${parent}$${network}`, "back-end") }, "n1")).toBe(
    `\n  pulumi import ${network} back-end n1 --parent 'back_end=urn:pulumi:dev::shop::${parent}::back-end' ${flags}\n`,
  );
});

test("The child of another component is imported below it, with its name left to the user", () => {
  expect(importCommand({ urn: urn(`app:Shop$${network}`, "backend") }, "n1")).toBe(
    `\n  pulumi import ${network} backend n1 --parent 'PARENT=urn:pulumi:dev::shop::app:Shop::PARENT' ${flags}\n` +
      `Replace the last PARENT with the name of the app:Shop in the program ('pulumi stack --show-urns' lists it). `,
  );
});

test("A resource with an explicit provider is imported with that provider", () => {
  const providerUrn = urn("pulumi:providers:docker", "node 1");
  expect(importCommand({ urn: urn(network, "backend"), providerUrn }, "n1")).toBe(
    `\n  pulumi import ${network} backend n1 --provider 'node_1=${providerUrn}' ${flags}\n`,
  );
});

test("A name that a shell would split is quoted", () => {
  expect(importCommand({ urn: urn(network, "the mayor's") }, "n1")).toBe(
    `\n  pulumi import ${network} 'the mayor'\\''s' n1 ${flags}\n`,
  );
});

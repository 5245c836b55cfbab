import type { Operation } from "../../../provider/handler/handler";
import { nameTaken, type Holder } from "../../../provider/reconcile/nameTaken";
import { operationFor } from "./reconcileSupport";

const holder: Holder = { kind: "secret", name: "db", id: "s1", labels: {} };
const operation: Operation = {
  ...operationFor().operation,
  urn: "urn:pulumi:dev::shop::docker:index/secret:Secret::db",
};
const command = "\n  pulumi import docker:index/secret:Secret db s1 --protect=false --generate-code=false\n";
const otherwise = `Otherwise give this resource another 'name', or remove the existing secret: docker secret rm s1`;

function sentences(labels: Holder["labels"]): string {
  return nameTaken({ ...holder, labels }, operation).message;
}

test("The error names the existing object, and the commands that import and remove it", () => {
  expect(sentences(null)).toBe(
    `Secret "db" (s1) already exists and does not belong to this resource. To manage it as this resource, import ` +
      `it:${command}${otherwise}`,
  );
});

test("The error names the stack of 'docker stack deploy' to which the object belongs", () => {
  expect(sentences({ "com.docker.stack.namespace": "front" })).toBe(
    `Secret "db" (s1) already exists and does not belong to this resource. It is part of the stack "front" of ` +
      `'docker stack deploy'. To manage it as this resource, import it:${command}${otherwise}`,
  );
});

test("The error names the other Pulumi stack that owns the object and must release it first", () => {
  expect(sentences({ "swarm.network.identity": "shop/prod/data/base" })).toBe(
    `Secret "db" (s1) already exists and does not belong to this resource. It belongs to "data/base" of stack "prod" ` +
      `in project "shop". To move the secret to this stack, first run 'pulumi state delete' for it there. To manage ` +
      `it as this resource, import it:${command}${otherwise}`,
  );
});

test("An object of this stack has no other owner, even if the state was lost", () => {
  expect(sentences({ "swarm.network.identity": "shop/dev/db" })).toBe(sentences(null));
});

import { serviceDisallowShadowingAlias as policy } from "../../../../../policies/rules/service/serviceDisallowShadowingAlias";
import { evaluateService, silent } from "../../stacks";
import { unknownText } from "../../violations";

type Said = ReturnType<typeof evaluateService>;

const aliases = (given: unknown, settings = {}): Said =>
  evaluateService(policy, { taskSpec: { networksAdvanceds: [{ id: "n" }, { id: "m", aliases: given }] } }, settings);

const refusal = (alias: string, what: string): Said => ({
  violations: [
    `Service "api" has the alias "${alias}" (taskSpec.networksAdvanceds[1]), a name ${what}: containers on the ` +
      'network reach this service instead. Use an alias without a dot, or add it to this rule\'s setting "allow".',
  ],
});

test.each(["tasks.web", "TASKS.Web", "tasks.web."])("The alias %s is refused as a name of Swarm's own", (alias) => {
  expect(aliases([alias])).toEqual(refusal(alias, "under which Swarm lists the tasks of a service"));
});

test.each(["api.example.com", "s3.amazonaws.com", "github.com.", "metadata.google.internal", "host.docker.internal"])(
  "The alias %s is refused as an external name",
  (alias) => {
    expect(aliases(["api", alias])).toEqual(refusal(alias, "which may exist outside the swarm"));
  },
);

test.each(["api", "tasks", "tasks-web", "api.internal", "db.shop.local", "db.home.arpa", "api."])(
  "The alias %s passes",
  (alias) => {
    expect(aliases([alias])).toEqual(silent);
  },
);

test("The settings allow aliases", () => {
  expect(aliases(["api.example.com"], { allow: ["*.example.com"] })).toEqual(silent);
});

test("An unknown alias does not hide the others", () => {
  expect(aliases([unknownText, "tasks.web"]).violations).toHaveLength(1);
});

import { fixedLater, levelsOf, type Profile } from "../../../policies/configuration/profiles";
import { evaluateResource, evaluateStack } from "../../../policies/evaluation/evaluate";
import { policies } from "../../../policies/pack";
import { composeStacks } from "./composeStacks/index";
import { firstPreviewOf, type ComposeStack } from "./composeStacks/composeStack";

// Would the owners of these stacks keep the pack on? A preview prints one line for each advisory rule with findings.

interface Said {
  /** The rules with findings. */
  readonly violated: readonly string[];
  readonly undecided: readonly string[];
}

function sayingOf(stack: ComposeStack): Said {
  const { inputs, outputs } = firstPreviewOf(stack);
  const levels = levelsOf("baseline");
  const verdicts = policies
    .filter(({ name }) => levels[name] !== "disabled")
    .map((policy) => ({
      name: policy.name,
      verdicts:
        "validateStack" in policy
          ? [evaluateStack(policy, outputs)]
          : inputs.map((resource) => evaluateResource(policy, resource)),
    }));
  const having = (test: (one: ReturnType<typeof evaluateStack>) => boolean): string[] =>
    verdicts.filter(({ verdicts: all }) => all.some(test)).map(({ name }) => name);
  return {
    violated: having(({ violations }) => violations.length > 0),
    undecided: having(({ undecided }) => undecided !== undefined),
  };
}

const said = Object.entries(composeStacks).map(([title, stack]) => ({ title, stack, ...sayingOf(stack) }));

function at(level: string, profile: Profile, rules: readonly string[]): string[] {
  const levels = levelsOf(profile);
  return rules.filter((rule) => levels[rule] === level);
}

test("There are twenty-five stacks with 121 services", () => {
  const services = said.flatMap(({ stack }) => Object.keys(stack.services));
  expect([said.length, services.length]).toEqual([25, 121]);
});

test.each(said)("The profile migration does not stop the stack: $title", ({ violated }) => {
  expect(at("mandatory", "migration", violated)).toEqual([]);
});

test("The profile baseline stops only stacks with passwords, sockets, system folders or names of networks", () => {
  const stopped = said.filter(({ violated }) => at("mandatory", "baseline", violated).length > 0);
  expect(said.filter((one) => !stopped.includes(one)).map(({ title }) => title)).toEqual([
    "Kafka",
    "RabbitMQ cluster",
    "MinIO",
    "GitLab with runners",
    "A shop with its tiers apart",
    "Airflow with Celery",
    "Authentik",
    "Patroni with etcd and HAProxy",
  ]);
  const rules = new Set(stopped.flatMap(({ violated }) => at("mandatory", "baseline", violated)));
  expect([...rules].filter((rule) => !fixedLater.includes(rule))).toEqual([]);
});

test.each(said)("A first preview prints at most seven lines of advice about the stack: $title", ({ violated }) => {
  expect(at("advisory", "baseline", violated).length).toBeLessThanOrEqual(7);
});

test("The stacks get five lines of advice on average", () => {
  const lines = said.flatMap(({ violated }) => at("advisory", "baseline", violated));
  expect(lines.length).toBeLessThanOrEqual(5.4 * said.length);
});

test.each(said)("A first preview can decide every rule about the stack: $title", ({ undecided }) => {
  expect(undecided).toEqual([]);
});

import { unknown } from "../../../swarm/draft";
import * as example from "../../rule/example";
import { dockerEngine } from "../../rule/framework";
import { constraintsOf } from "../../facts/placement";
import { matchesAny } from "../../facts/pattern";
import { resourcePolicy } from "../../rule/policy";
import type { Service } from "../../facts/service";
import { fieldsOf, isRefused, serviceType } from "../../facts/service";
import { texts } from "../../rule/settings";
import { draftOf } from "../../unknowns/draft";

const containerSpec = { image: "registry.example.com/shop/api:1.4.2" };

/** A task that exhausts or takes over a manager takes the swarm with it. */
export const serviceDisallowManagerPlacement = resourcePolicy({
  name: "swarm-service-disallow-manager-placement",
  description: "A service must run on workers only.",
  enforcementLevel: "disabled",
  severity: "medium",
  framework: dockerEngine(
    "moby/swarmkit manager/scheduler/filter.go",
    "Managers run tasks like workers do unless they are drained or a constraint excludes them",
  ),
  tags: ["swarm", "service", "manager", "scheduling", "strict"],
  remediationSteps: "Add the constraint `node.role==worker`, or drain the managers.",
  docs: {
    about:
      "The rule is for strict configurations: the profile `strict` makes it mandatory, and otherwise it is off. A " +
      "task on a manager competes with the swarm's own store for memory and disk, and a task that leaves its " +
      "container controls the swarm. If all managers are drained, switch the rule off: a program does not see that.",
    sources: ["[Run manager-only nodes](https://docs.docker.com/engine/swarm/admin_guide/#run-manager-only-nodes)"],
    bad: [
      example.service("api", {
        taskSpec: { containerSpec, placement: { constraints: ["node.role==manager"] } },
      }),
    ],
    good: [
      example.service("api", {
        taskSpec: { containerSpec, placement: { constraints: ["node.role==worker"] } },
      }),
    ],
  },
  types: [serviceType],
  settings: { except: texts("Logical names of services that may run on managers; * matches any characters.") },
  validate: ({ name, props, settings: { except } }, report) => {
    if (isRefused(props) || matchesAny([name], except) !== undefined) return;
    const constraints = constraintsOf(fieldsOf<Service>(draftOf<Service>(props)));
    const known = constraints.filter((constraint) => constraint !== unknown);
    if (known.some((constraint) => /^node\.role(?:==worker|!=manager)$/.test(constraint))) return;
    const manager = known.find((constraint) => /^node\.role(?:==manager|!=worker)$/.test(constraint));
    report(
      `Service "${name}" ${manager === undefined ? "may run" : `runs, by the constraint "${manager}",`} on managers: ` +
        "a task that exhausts or takes over a manager takes the swarm with it. Add the constraint " +
        '"node.role==worker" to taskSpec.placement.constraints, or add the name to this rule\'s setting "except".',
    );
  },
});

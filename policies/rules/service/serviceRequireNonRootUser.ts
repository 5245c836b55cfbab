import * as example from "../../rule/example";
import { cisDocker, cisDockerSource } from "../../rule/framework";
import { matchesAny } from "../../facts/pattern";
import { resourcePolicy } from "../../rule/policy";
import { isRefused, serviceType, valueAt } from "../../facts/service";
import { texts } from "../../rule/settings";

const image = "registry.example.com/shop/api:1.4.2";

/** Docker reads a number with a sign as well. */
const root = /^(?:root|[+-]?0+)(?::|$)/;

/** Root in a container is root on the node as soon as the process leaves the container. */
export const serviceRequireNonRootUser = resourcePolicy({
  name: "swarm-service-require-non-root-user",
  description: "A service must run its tasks as a user other than root.",
  enforcementLevel: "disabled",
  severity: "medium",
  framework: cisDocker("4.1"),
  tags: ["swarm", "service", "host", "strict"],
  remediationSteps: 'Set `containerSpec.user`, for example "1000:1000".',
  docs: {
    about:
      "The rule is for strict configurations: the profile `strict` makes it mandatory, and otherwise it is off. " +
      "A program cannot tell which user an image has, so the rule requires `user`, even if the image sets one.",
    sources: [cisDockerSource("4.1")],
    bad: [example.service("api", { taskSpec: { containerSpec: { image } } })],
    good: [example.service("api", { taskSpec: { containerSpec: { image, user: "1000:1000" } } })],
  },
  types: [serviceType],
  settings: { except: texts("Logical names of services that may run as root; * matches any characters.") },
  validate: ({ name, props, settings: { except } }, report) => {
    if (isRefused(props) || matchesAny([name], except) !== undefined) return;
    const user = valueAt(props, "taskSpec", "containerSpec", "user");
    if (typeof user === "string" && user !== "" && !root.test(user.trim())) return;
    const given =
      user === undefined || user === ""
        ? "does not set 'user'"
        : `has the 'user' "${typeof user === "string" ? user : ""}"`;
    report(
      `Service "${name}" ${given} (taskSpec.containerSpec.user): its tasks may run as root. Set a user such as ` +
        '"1000:1000", or add the name to this rule\'s setting "except".',
    );
  },
});

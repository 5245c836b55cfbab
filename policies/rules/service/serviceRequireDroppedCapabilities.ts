import { unknown } from "../../../swarm/draft";
import * as example from "../../rule/example";
import { cisDocker, cisDockerSource } from "../../rule/framework";
import { matchesAny } from "../../facts/pattern";
import { resourcePolicy } from "../../rule/policy";
import { entriesOf, isRefused, serviceType, valueAt } from "../../facts/service";
import { texts } from "../../rule/settings";

const image = "registry.example.com/shop/api:1.4.2";

/** Most programs need none of the capabilities that Docker gives each container. */
export const serviceRequireDroppedCapabilities = resourcePolicy({
  name: "swarm-service-require-dropped-capabilities",
  description: "A service must drop all Linux capabilities, and add only those that it needs.",
  enforcementLevel: "disabled",
  severity: "low",
  framework: cisDocker("5.4"),
  tags: ["swarm", "service", "host", "strict"],
  remediationSteps: 'Set `containerSpec.capDrops: ["ALL"]`, and list what the program needs in `capAdds`.',
  docs: {
    about:
      "The rule is for strict configurations: the profile `strict` makes it mandatory, and otherwise it is off. " +
      "Docker gives each container 14 capabilities, such as NET_RAW and SETUID. What a service adds is the subject " +
      "of swarm-service-disallow-added-capabilities.",
    sources: [cisDockerSource("5.4")],
    bad: [example.service("api", { taskSpec: { containerSpec: { image, capDrops: ["CAP_NET_RAW"] } } })],
    good: [example.service("api", { taskSpec: { containerSpec: { image, capDrops: ["ALL"] } } })],
  },
  types: [serviceType],
  settings: {
    except: texts("Logical names of services that keep Docker's capabilities; * matches any characters."),
  },
  validate: ({ name, props, settings: { except } }, report) => {
    if (isRefused(props) || matchesAny([name], except) !== undefined) return;
    const drops = valueAt(props, "taskSpec", "containerSpec", "capDrops") as readonly string[] | undefined;
    const isAll = (capability: unknown): boolean =>
      typeof capability === "string" && /^(?:CAP_)?ALL$/i.test(capability.trim());
    if (drops !== (unknown as unknown) && entriesOf(drops).some(isAll)) return;
    report(
      `Service "${name}" does not drop all Linux capabilities (taskSpec.containerSpec.capDrops). Set ` +
        'capDrops: ["ALL"] and list what the program needs in capAdds, or add the name to this rule\'s setting ' +
        '"except".',
    );
  },
});

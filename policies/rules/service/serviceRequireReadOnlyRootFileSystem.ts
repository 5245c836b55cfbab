import * as example from "../../rule/example";
import { cisDocker, cisDockerSource } from "../../rule/framework";
import { isOn } from "../../facts/network";
import { matchesAny } from "../../facts/pattern";
import { resourcePolicy } from "../../rule/policy";
import { isRefused, serviceType, valueAt } from "../../facts/service";
import { texts } from "../../rule/settings";

const image = "registry.example.com/shop/api:1.4.2";

/** What an intruder cannot write, it cannot run later. */
export const serviceRequireReadOnlyRootFileSystem = resourcePolicy({
  name: "swarm-service-require-read-only-root-file-system",
  description: "A service must mount the root file system of its containers as read-only.",
  enforcementLevel: "disabled",
  severity: "low",
  framework: cisDocker("5.13"),
  tags: ["swarm", "service", "host", "strict"],
  remediationSteps: "Set `containerSpec.readOnly: true`, and mount a tmpfs or a volume where the program writes.",
  docs: {
    about:
      "The rule is for strict configurations: the profile `strict` makes it mandatory, and otherwise it is off. A " +
      "program that writes to a few folders gets a mount of the type `tmpfs` or a volume for each of them.",
    sources: [cisDockerSource("5.13")],
    bad: [example.service("api", { taskSpec: { containerSpec: { image } } })],
    good: [
      example.service("api", {
        taskSpec: { containerSpec: { image, readOnly: true, mounts: [{ type: "tmpfs", target: "/tmp" }] } },
      }),
    ],
  },
  types: [serviceType],
  settings: {
    except: texts("Logical names of services with a writable root file system; * matches any characters."),
  },
  validate: ({ name, props, settings: { except } }, report) => {
    if (isRefused(props) || matchesAny([name], except) !== undefined) return;
    if (isOn(valueAt(props, "taskSpec", "containerSpec", "readOnly")) === true) return;
    report(
      `Service "${name}" does not set 'readOnly' (taskSpec.containerSpec.readOnly): its tasks can change the ` +
        "programs that they run. Set readOnly: true with a tmpfs mount where the program writes, or add the name to " +
        `this rule's setting "except".`,
    );
  },
});

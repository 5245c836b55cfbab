import { unknown } from "../../../swarm/draft";
import * as example from "../../rule/example";
import { cisDocker, cisDockerSource } from "../../rule/framework";
import { faultsIn, known } from "../../unknowns/looks";
import { resourcePolicy } from "../../rule/policy";
import { entriesOf, serviceType, valueAt } from "../../facts/service";
import { texts } from "../../rule/settings";

const containerSpec = { image: "registry.example.com/shop/api:1.4.2" };

/** What each container has by default (moby/moby, oci/caps/defaults.go). */
const defaults =
  "CHOWN DAC_OVERRIDE FSETID FOWNER MKNOD NET_RAW SETGID SETUID SETFCAP SETPCAP NET_BIND_SERVICE SYS_CHROOT KILL " +
  "AUDIT_WRITE";

/** A capability beyond Docker's default set is a part of what root may do on the node. */
export const serviceDisallowAddedCapabilities = resourcePolicy({
  name: "swarm-service-disallow-added-capabilities",
  description: "A service must not add Linux capabilities, except those that are allowed.",
  enforcementLevel: "mandatory",
  severity: "high",
  framework: cisDocker("5.4"),
  tags: ["swarm", "service", "host"],
  remediationSteps: "Remove the capability from `capAdds`, or list it in this rule's setting `allow`.",
  docs: {
    about:
      "With capabilities such as SYS_ADMIN, SYS_PTRACE, SYS_MODULE or ALL, a process can leave its container. " +
      "NET_ADMIN changes the routes and firewall of the container, and so what its networks isolate. The rule " +
      "accepts the capabilities that each container has anyway, and those in `allow`: by default IPC_LOCK and " +
      "SYS_NICE, which lock memory and set priorities.",
    sources: [cisDockerSource("5.4"), "moby/moby, `oci/caps/defaults.go`"],
    bad: [example.service("api", { taskSpec: { containerSpec: { ...containerSpec, capAdds: ["CAP_SYS_ADMIN"] } } })],
    good: [
      example.service("api", {
        taskSpec: { containerSpec: { ...containerSpec, capDrops: ["ALL"], capAdds: ["CAP_NET_BIND_SERVICE"] } },
      }),
    ],
  },
  types: [serviceType],
  settings: {
    allow: texts("Capabilities that services may add, with or without CAP_.", ["IPC_LOCK", "SYS_NICE"]),
  },
  validate: ({ name, props, settings: { allow } }, report) => {
    const given = known(() => valueAt(props, "taskSpec", "containerSpec", "capAdds") as readonly string[] | undefined);
    const allowed = [...defaults.split(" "), ...allow.map(wordOf)];
    const list = entriesOf(given);
    const isRefused = (index: number): boolean => {
      const capability = list[index];
      return capability === unknown || (typeof capability === "string" && !allowed.includes(wordOf(capability)));
    };
    for (const index of faultsIn([...list.keys()], isRefused)) {
      report(
        `Service "${name}" adds the Linux capability ${String(list[index])} ` +
          `(taskSpec.containerSpec.capAdds[${index}]), which Docker does not give a container by default: its tasks ` +
          "can do a part of what root can do on the node. " +
          'Remove it, or add it to this rule\'s setting "allow".',
      );
    }
  },
});

function wordOf(capability: string): string {
  return capability.trim().toUpperCase().replace(/^CAP_/, "");
}

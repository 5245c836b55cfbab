import * as example from "../../rule/example";
import { cisDocker, cisDockerSource } from "../../rule/framework";
import { hostMountsIn, isWithin, volumeType } from "../../facts/hostMounts";
import { matchesAny } from "../../facts/pattern";
import { resourcePolicy } from "../../rule/policy";
import { serviceType } from "../../facts/service";
import { texts } from "../../rule/settings";

const containerSpec = { image: "registry.example.com/shop/web:1.4.2" };

/**
 * Folders that must not be mounted themselves; what is below them may be harmless: /etc/localtime, /usr/share/zoneinfo.
 */
const systemFolders = [
  "/",
  "/bin",
  "/boot",
  "/dev",
  "/etc",
  "/home",
  "/lib",
  "/lib64",
  "/root",
  "/sbin",
  "/usr",
  "/usr/bin",
  "/usr/lib",
  "/usr/local",
  "/usr/local/bin",
  "/usr/local/sbin",
  "/usr/sbin",
];

/** Folders of which no part may be mounted. */
const systemTrees = [
  "/boot",
  "/proc",
  "/sys",
  "/lib/modules",
  "/usr/lib/modules",
  "/var/lib/docker",
  "/var/lib/containerd",
  "/var/lib/containers",
  "/var/lib/kubelet",
  "/var/lib/rancher",
  "/var/snap/docker",
  "/var/spool/cron",
  "/etc/docker",
  "/etc/kubernetes",
  "/etc/pam.d",
  "/etc/ssh",
  "/etc/ssl/private",
  "/etc/sudoers.d",
  "/etc/systemd",
  "/lib/systemd",
  "/usr/lib/systemd",
];

/** Files that hold the users of the node, or what it runs, memory and disks, and the keys of a user. */
const systemFiles = [
  /^\/etc\/(?:g?shadow|sudoers|passwd|group|ld\.so\.preload|crontab|cron\..*)$/,
  /^\/dev\/(?:k?mem|kmsg|port|disk|mapper|dm-|md\d|loop\d|[shv]d[a-z]|xvd|nvme|mmcblk)/,
  /\/\.(?:ssh|docker|aws|kube|gnupg)(?:\/|$)/,
  /\/\.local\/share\/(?:docker|containers)(?:\/|$)/,
];

/** Folders that a container may see, but not change: Swarm itself mounts the first of them read-only. */
const harmlessIfReadOnly = ["/sys/fs/cgroup", "/lib/modules", "/usr/lib/modules"];

/** A container that sees the node's system folders can read its secrets, and take it over if it can write. */
export const serviceDisallowHostMounts = resourcePolicy({
  name: "swarm-service-disallow-host-mounts",
  description: "A service must not mount system folders of its node.",
  enforcementLevel: "mandatory",
  severity: "high",
  framework: cisDocker("5.6"),
  tags: ["swarm", "service", "host"],
  remediationSteps:
    "Mount only the file or folder that the service needs. List agents that monitor the node in this rule's setting " +
    "`except`.",
  docs: {
    about:
      "A container that can write to `/`, `/etc`, `/boot`, `/proc` or `/sys` can take over its node. If it can only " +
      "read them, it sees the keys of the node and the environment of all processes; `/var/lib/docker` has the files " +
      "of all containers, and on a manager the swarm's store. The same holds for the disks below `/dev`, and for " +
      "folders with the keys of a user, such as `.ssh` and `.docker`. The rule checks bind mounts, and volumes of " +
      "the local driver that bind a folder, or mount a disk or a file system of the kernel (`type=proc`). It accepts " +
      "single files below `/etc` that are not about users, keys or jobs, such as `/etc/localtime`, and read-only " +
      "mounts of `/sys/fs/cgroup` and `/lib/modules`. Agents that monitor the node need an " +
      "entry in `except`. The socket of the Docker daemon has a rule of its own.",
    sources: [cisDockerSource("5.6")],
    bad: [
      example.service("web", {
        taskSpec: { containerSpec: { ...containerSpec, mounts: [{ type: "bind", source: "/etc", target: "/host" }] } },
      }),
    ],
    good: [
      example.service("web", {
        taskSpec: {
          containerSpec: {
            ...containerSpec,
            mounts: [{ type: "bind", source: "/etc/localtime", target: "/etc/localtime", readOnly: true }],
          },
        },
      }),
    ],
  },
  types: [serviceType, volumeType],
  settings: {
    folders: texts("Additional folders of the nodes that no service may mount, nor a part of them."),
    except: texts("Logical names of services and volumes that may mount system folders; * matches any characters."),
  },
  validate: ({ name, type, props, settings: { folders, except } }, report) => {
    if (matchesAny([name], except) !== undefined) return;
    const isSystem = (source: string): boolean =>
      systemFolders.includes(source) ||
      systemFiles.some((file) => file.test(source)) ||
      [...systemTrees, ...folders].some((folder) => isWithin(source, folder) || isWithin(folder, source));
    for (const { path, source, isReadOnly } of hostMountsIn(type, props)) {
      if (!isSystem(source)) continue;
      if (isReadOnly && harmlessIfReadOnly.some((folder) => isWithin(source, folder))) continue;
      report(
        `${type === serviceType ? "Service" : "Volume"} "${name}" mounts "${source}" of its node (${path}): its ` +
          "tasks can read what belongs to the node and to other containers, or change it. Mount only the file or " +
          `folder that the service needs, or add the name to this rule's setting "except".`,
      );
    }
  },
});

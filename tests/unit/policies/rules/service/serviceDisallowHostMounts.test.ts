import { posix } from "node:path";
import { evaluateResource } from "../../../../../policies/evaluation/evaluate";
import { volumeType } from "../../../../../policies/facts/hostMounts";
import { serviceDisallowHostMounts as policy } from "../../../../../policies/rules/service/serviceDisallowHostMounts";
import { evaluateService, silent, undecided } from "../../stacks";
import { unknownText } from "../../violations";

type Said = ReturnType<typeof evaluateService>;

const bind = (source: string, settings = {}, type = "bind"): Said =>
  evaluateService(
    policy,
    { taskSpec: { containerSpec: { mounts: [{ type, source, target: "/x", readOnly: true }] } } },
    settings,
  );

const refusal = (source: string, path = "taskSpec.containerSpec.mounts[0]", subject = "Service"): Said => ({
  violations: [
    `${subject} "api" mounts "${source}" of its node (${path}): its tasks can read what belongs to the node and to ` +
      "other containers, or change it. Mount only the file or folder that the service needs, or add the name to this " +
      'rule\'s setting "except".',
  ],
});

test.each([
  "/",
  "/etc",
  "/dev",
  "/usr",
  "/boot",
  "/boot/grub",
  "/proc",
  "/proc/sys",
  "/sys",
  "/sys/kernel",
  "/var/lib/docker",
  "/var/lib/docker/volumes",
  "/var/lib",
  "/var",
  "/etc/shadow",
  "/etc/ssh",
  "/etc/docker",
  "/root",
  "/home",
  "/usr/bin",
  "/etc/../etc/cron.d",
  "/etc/cron.daily",
  "/etc/crontab",
  "/etc/systemd/system",
  "/etc/sudoers.d",
  "/etc/ssl",
  "/etc/gshadow",
  "/etc/ld.so.preload",
  "/root/.docker/config.json",
  "/home/deploy/.ssh",
  "/dev/mem",
  "/dev/sda",
  "/dev/nvme0n1p1",
  "/dev/mapper/root",
  "/dev/kmsg",
  "/var/lib/kubelet/pki",
  "/var/lib/rancher",
  "/var/lib/containers/storage",
  "/var/snap/docker/common/var-lib-docker",
  "/home/deploy/.local/share/docker",
])("The mount of %s is refused", (source) => {
  expect(bind(source)).toEqual(refusal(posix.normalize(source)));
});

test.each([
  "/etc/ssl/certs",
  "/etc/letsencrypt",
  "/etc/cron",
  "/dev/shm",
  "/dev/net/tun",
  "/dev/dri",
  "/dev/ttyACM0",
  "/home/app/data",
  "/root/traefik/acme.json",
  "/srv/.sshd",
  "/lib/modules",
  "/etc/localtime",
  "/etc/nginx/conf.d",
  "/sys/fs/cgroup",
  "/srv/shop",
  "/usr/share/zoneinfo",
  "/var/log",
  "/var/run",
  "/process",
  "/var/lib/dockerized",
])("The mount of %s passes", (source) => {
  expect(bind(source)).toEqual(silent);
});

test("Volumes that bind a folder of the node are checked, and other volumes pass", () => {
  const of = (o: string): Said =>
    evaluateService(policy, { driverOpts: { type: "none", o, device: "/etc/" } }, {}, volumeType);
  expect(of("bind")).toEqual(refusal("/etc", "driverOpts.device", "Volume"));
  expect(of("addr=10.0.0.5")).toEqual(silent);
  expect(bind("/etc", {}, "volume")).toEqual(silent);
  expect(bind("/etc", {}, "Bind")).toEqual(refusal("/etc"));
});

test("Volumes that mount a disk of the node, or stack its folders, are checked", () => {
  const of = (driverOpts: object): Said => evaluateService(policy, { driverOpts }, {}, volumeType);
  const device = "driverOpts.device";
  expect(of({ type: "ext4", device: "/dev/sda1" })).toEqual(refusal("/dev/sda1", device, "Volume"));
  expect(of({ type: "ext4", o: "ro", device: "/dev/../dev/vdb" })).toEqual(refusal("/dev/vdb", device, "Volume"));
  const stacked = "lowerdir=/srv/a:/etc,upperdir=/srv/up,workdir=/srv/work";
  expect(of({ type: "overlay", device: "overlay", o: stacked })).toEqual(refusal("/etc", device, "Volume"));
  expect(of({ type: "overlay", device: "overlay", o: "lowerdir=/srv/a,upperdir=/srv/up" })).toEqual(silent);
  expect(of({ type: "nfs", o: "addr=10.0.0.5,lowerdir=/etc", device: ":/dev/sda1" })).toEqual(silent);
  expect(of({ type: "nfs", o: "addr=10.0.0.5", device: unknownText })).toEqual(silent);
  expect(of({ type: "ext4", device: unknownText })).toEqual(undecided("", device));
});

test("The settings name further folders, and services that may mount all of them", () => {
  expect(bind("/srv/keys/a", { folders: ["/srv/keys"] })).toEqual(refusal("/srv/keys/a"));
  expect(bind("/srv", { folders: ["/srv/keys"] })).toEqual(refusal("/srv"));
  expect(bind("/etc", { except: ["api"] })).toEqual(silent);
});

test.each(["/sys/fs/cgroup", "/sys/fs/cgroup/memory", "/lib/modules", "/usr/lib/modules/6.1.0"])(
  "A container may see %s, but not change it",
  (source) => {
    const mounted = (more: object): Said =>
      evaluateService(policy, { taskSpec: { containerSpec: { mounts: [{ type: "bind", source, ...more }] } } });
    expect(mounted({ readOnly: true })).toEqual(silent);
    expect(mounted({ readOnly: "true" })).toEqual(silent);
    expect(mounted({ readOnly: false })).toEqual(refusal(source));
    expect(mounted({})).toEqual(refusal(source));
  },
);

describe("A volume of a file system of the kernel", () => {
  const device = "taskSpec.containerSpec.mounts[0].volumeOptions.driverOptions.device";
  const mounted = (driverOptions: object, readOnly = false): Said =>
    evaluateService(policy, {
      taskSpec: { containerSpec: { mounts: [{ type: "volume", readOnly, volumeOptions: { driverOptions } }] } },
    });

  test.each([
    ["proc", "/proc"],
    ["sysfs", "/sys"],
    [" DevTmpfs", "/dev"],
    ["cgroup", "/sys/fs/cgroup"],
    ["cgroup2", "/sys/fs/cgroup"],
    ["bpf", "/sys/fs/bpf"],
    ["debugfs", "/sys/kernel/debug"],
    ["tracefs", "/sys/kernel/tracing"],
    ["securityfs", "/sys/kernel/security"],
    ["efivarfs", "/sys/firmware/efi/efivars"],
    ["binfmt_misc", "/proc/sys/fs/binfmt_misc"],
  ])("is refused with the type %s, whatever its device", (type, source) => {
    expect(mounted({ type, device: "none" })).toEqual(refusal(source, device));
    expect(mounted({ type })).toEqual(refusal(source, device));
  });

  test("passes if it is read-only and of a kind that a container may see", () => {
    expect(mounted({ type: "cgroup2", o: "ro,nosuid" })).toEqual(silent);
    expect(mounted({ type: "cgroup2" }, true)).toEqual(silent);
    expect(mounted({ type: "proc", o: "ro" })).toEqual(refusal("/proc", device));
  });

  test("in a docker.Volume is refused as well, other types are not", () => {
    const volume = (driverOpts: object): readonly unknown[] =>
      evaluateResource(policy, { type: volumeType, name: "data", props: { driverOpts } }).violations;
    expect(volume({ type: "sysfs", device: "sysfs" })).toHaveLength(1);
    expect(volume({ type: "tmpfs", device: "tmpfs" })).toEqual([]);
    expect(volume({ type: "nfs", device: ":/proc" })).toEqual([]);
  });
});

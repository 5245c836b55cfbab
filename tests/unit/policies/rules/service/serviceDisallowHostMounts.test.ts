import { volumeType } from "../../../../../policies/facts/hostMounts";
import { serviceDisallowHostMounts as policy } from "../../../../../policies/rules/service/serviceDisallowHostMounts";
import { evaluateService, silent } from "../../stacks";

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
])("The mount of %s is refused", (source) => {
  expect(bind(source)).toEqual(refusal(source));
});

test.each([
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

test("The settings name further folders, and services that may mount all of them", () => {
  expect(bind("/srv/keys/a", { folders: ["/srv/keys"] })).toEqual(refusal("/srv/keys/a"));
  expect(bind("/srv", { folders: ["/srv/keys"] })).toEqual(refusal("/srv"));
  expect(bind("/etc", { except: ["api"] })).toEqual(silent);
});

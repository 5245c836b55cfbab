import { volumeType } from "../../../../../policies/facts/hostMounts";
import { serviceDisallowDockerSocket as policy } from "../../../../../policies/rules/service/serviceDisallowDockerSocket";
import { evaluateService, silent, undecided } from "../../stacks";
import { unknownText } from "../../violations";

type Said = ReturnType<typeof evaluateService>;

const mounts = (given: unknown, settings = {}): Said =>
  evaluateService(policy, { taskSpec: { containerSpec: { mounts: given } } }, settings);
const bind = (source: unknown, settings = {}): Said => mounts([{ type: "bind", source, target: "/x" }], settings);

const refusal = (source: string, path = "taskSpec.containerSpec.mounts[0]", subject = "Service", what = ""): Said => ({
  violations: [
    `${subject} "api" mounts ${what}the socket of the Docker daemon, "${source}" (${path}): its tasks can control ` +
      "the node as root, also through a read-only mount. Remove the mount, or add the name to this rule's setting " +
      '"except".',
  ],
});

test.each([
  ["/var/run/docker.sock", "/var/run/docker.sock"],
  ["/run/docker.sock", "/run/docker.sock"],
  ["/var/../run//docker.sock", "/run/docker.sock"],
  ["/run/containerd/containerd.sock", "/run/containerd/containerd.sock"],
  ["/srv/docker.sock", "/srv/docker.sock"],
  ["/run/user/1000/docker.sock", "/run/user/1000/docker.sock"],
  ["/run/podman/podman.sock", "/run/podman/podman.sock"],
  ["/run/k3s/containerd/containerd.sock", "/run/k3s/containerd/containerd.sock"],
  ["/var/run/balena-engine.sock", "/var/run/balena-engine.sock"],
  ["/run/host-services/docker.proxy.sock", "/run/host-services/docker.proxy.sock"],
  ["/run/buildkit/buildkitd.sock", "/run/buildkit/buildkitd.sock"],
  ["/run/cri-dockerd.sock", "/run/cri-dockerd.sock"],
  ["/proc/1/root/run/docker.sock", "/proc/1/root/run/docker.sock"],
])("The mount of the socket %s is refused", (source, shown) => {
  expect(bind(source)).toEqual(refusal(shown));
});

test.each([
  ["/var/run", "/var/run"],
  ["/run/", "/run"],
  ["/var", "/var"],
  ["/run/containerd", "/run/containerd"],
  ["/run/user/1000", "/run/user/1000"],
  ["/run/user", "/run/user"],
  ["/var/run/user/0/podman", "/var/run/user/0/podman"],
  ["/run/k3s", "/run/k3s"],
  ["/run/crio", "/run/crio"],
])("The mount of the folder %s, which has the socket, is refused", (source, shown) => {
  expect(bind(source)).toEqual(refusal(shown, undefined, undefined, "a folder with "));
});

test.each([
  "/var/lib",
  "/run/app",
  "/run/user/1000/app",
  "/run/user/1000/docker",
  "/srv/docker.sock.d",
  "/var/run/docker.sock2",
  "/",
  "docker.sock",
])("The mount of %s passes", (source) => {
  expect(bind(source)).toEqual(silent);
});

test("The socket is found in each mount and in volumes with the option o=bind", () => {
  const volume = (driverOptions: object): object => ({ type: "volume", source: "v", volumeOptions: { driverOptions } });
  expect(
    mounts([
      { type: "volume", source: "/var/run/docker.sock" },
      volume({ type: "none", o: "ro,bind", device: "/run/docker.sock" }),
    ]),
  ).toEqual(refusal("/run/docker.sock", "taskSpec.containerSpec.mounts[1].volumeOptions.driverOptions.device"));
  expect(mounts([volume({ type: "nfs", o: "addr=binder", device: "/run/docker.sock" })])).toEqual(silent);
  const of = (driverOpts: object): Said => evaluateService(policy, { driverOpts }, {}, volumeType);
  expect(of({ type: "none", o: "bind", device: "/var/run/docker.sock" })).toEqual(
    refusal("/var/run/docker.sock", "driverOpts.device", "Volume"),
  );
  expect(of({ type: "none", o: "rbind", device: "/srv/shop" })).toEqual(silent);
  expect(evaluateService(policy, {}, {}, volumeType)).toEqual(silent);
});

test("Docker's pipe on Windows is refused, and other pipes pass", () => {
  const pipe = (source: unknown): Said => mounts([{ type: "npipe", source, target: "\\\\.\\pipe\\x" }]);
  expect(pipe("\\\\.\\pipe\\docker_engine")).toEqual(refusal("\\\\.\\pipe\\docker_engine"));
  expect(pipe("//./pipe/docker_engine")).toEqual(refusal("//./pipe/docker_engine"));
  expect(pipe("\\\\.\\pipe\\sql")).toEqual(silent);
  expect(pipe(unknownText)).toEqual(undecided("", "taskSpec.containerSpec.mounts[0].source"));
});

test("The settings allow services to have the socket", () => {
  expect(bind("/var/run/docker.sock", { except: ["ap*"] })).toEqual(silent);
  expect(bind("/var/run/docker.sock", { except: ["web"] })).toEqual(refusal("/var/run/docker.sock"));
});

test("The rule cannot decide if the source of a bind mount is unknown, but does not need the name of a volume", () => {
  expect(bind(unknownText)).toEqual(undecided("", "taskSpec.containerSpec.mounts[0].source"));
  expect(mounts([{ type: "volume", source: unknownText, target: "/data" }])).toEqual(silent);
});

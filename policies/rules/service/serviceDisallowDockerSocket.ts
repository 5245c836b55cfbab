import * as example from "../../rule/example";
import { cisDocker, cisDockerSource } from "../../rule/framework";
import { hostMountsIn, isWithin, volumeType } from "../../facts/hostMounts";
import { matchesAny } from "../../facts/pattern";
import { resourcePolicy } from "../../rule/policy";
import { serviceType } from "../../facts/service";
import { texts } from "../../rule/settings";

const containerSpec = { image: "registry.example.com/shop/proxy:1.4.2" };

/** The name of a socket of a container engine, under any path, and of Docker's pipe on Windows. */
const socketName =
  /[/\\](?:(?:docker(?:\.proxy|\.raw)?|containerd|buildkitd|podman|crio|cri-dockerd|balena|balena-engine)\.sock|docker_engine)$/i;

/** Where the sockets are; /var/run is a link to /run. A daemon without root has them in the folder of its user. */
const sockets = [
  "docker.sock",
  "containerd/containerd.sock",
  "podman/podman.sock",
  "crio/crio.sock",
  "k3s/containerd/containerd.sock",
  "host-services/docker.proxy.sock",
  "user/UID/docker.sock",
  "user/UID/podman/podman.sock",
].flatMap((socket) => [`/run/${socket}`, `/var/run/${socket}`]);

/** A client of the Engine's socket is root on the node, and on a manager controls the swarm. */
export const serviceDisallowDockerSocket = resourcePolicy({
  name: "swarm-service-disallow-docker-socket",
  description: "A service must not mount the socket of the Docker daemon.",
  enforcementLevel: "mandatory",
  severity: "high",
  framework: cisDocker("5.32"),
  tags: ["swarm", "service", "host"],
  remediationSteps:
    "Remove the mount. If the service needs the Engine's API, run a proxy that allows only the requests that it " +
    "needs, and list the proxy in this rule's setting `except`.",
  docs: {
    about:
      "A container with the socket of the Docker daemon can start a privileged container: it is root on the node, " +
      "and on a manager it controls the swarm and reads its configs. A read-only mount does not help, because it " +
      "protects the file and not the API. The rule also finds the socket in a folder that is mounted (`/var/run`), " +
      "in a volume of the local driver with `o=bind`, and under another path if the file has the name of a socket of " +
      "Docker, containerd, Podman, CRI-O or balenaEngine. " +
      "Services that manage the swarm (a reverse proxy that reads labels, a dashboard) need an entry in `except`.",
    sources: [
      cisDockerSource("5.32"),
      "[Protect the Docker daemon socket](https://docs.docker.com/engine/security/protect-access/)",
    ],
    bad: [
      example.service("proxy", {
        taskSpec: {
          containerSpec: {
            ...containerSpec,
            mounts: [{ type: "bind", source: "/var/run/docker.sock", target: "/var/run/docker.sock", readOnly: true }],
          },
        },
      }),
    ],
    good: [
      example.service("proxy", {
        taskSpec: { containerSpec: { ...containerSpec, env: { DOCKER_HOST: "tcp://socket-proxy:2375" } } },
      }),
    ],
  },
  types: [serviceType, volumeType],
  settings: {
    except: texts("Logical names of services and volumes that may have the socket; * matches any characters."),
  },
  validate: ({ name, type, props, settings: { except } }, report) => {
    if (matchesAny([name], except) !== undefined) return;
    for (const { path, source } of hostMountsIn(type, props)) {
      // The root of the node is the subject of swarm-service-disallow-host-mounts.
      const isSocket = socketName.test(source);
      const folder = source.replace(/(?<=\/run\/user\/)\d+/, "UID");
      if (!isSocket && (source === "/" || !sockets.some((socket) => isWithin(socket, folder)))) continue;
      report(
        `${type === serviceType ? "Service" : "Volume"} "${name}" mounts ${isSocket ? "" : "a folder with "}the ` +
          `socket of the Docker daemon, "${source}" (${path}): its tasks can control the node as root, also through ` +
          `a read-only mount. Remove the mount, or add the name to this rule's setting "except".`,
      );
    }
  },
});

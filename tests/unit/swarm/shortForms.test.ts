import { parseExtraHost } from "../../../swarm/shortForms/extraHost";
import { parseMemory } from "../../../swarm/shortForms/memory";
import type { Parsed } from "../../../swarm/shortForms/parsed";
import { parsePublish } from "../../../swarm/shortForms/publish";
import { parseVolume } from "../../../swarm/shortForms/volume";

function reasonOf(parsed: Parsed<unknown>): string {
  return "reason" in parsed ? parsed.reason : `no refusal, but ${JSON.stringify(parsed.value)}`;
}

// The examples of Docker's reference for compose files, and of `docker service create --publish`.
test.each<[string, object[]]>([
  ["3000", [{ targetPort: 3000 }]],
  ["3000-3002", [{ targetPort: 3000 }, { targetPort: 3001 }, { targetPort: 3002 }]],
  ["8000:8000", [{ targetPort: 8000, publishedPort: 8000 }]],
  ["8080:80", [{ targetPort: 80, publishedPort: 8080 }]],
  [
    "9090-9091:8080-8081",
    [
      { targetPort: 8080, publishedPort: 9090 },
      { targetPort: 8081, publishedPort: 9091 },
    ],
  ],
  [
    "8000-8001:80",
    [
      { targetPort: 80, publishedPort: 8000 },
      { targetPort: 80, publishedPort: 8001 },
    ],
  ],
  ["6060:6060/udp", [{ targetPort: 6060, publishedPort: 6060, protocol: "udp" }]],
  ["53:53/UDP", [{ targetPort: 53, publishedPort: 53, protocol: "udp" }]],
  ["80/tcp", [{ targetPort: 80 }]],
  ["3868/sctp", [{ targetPort: 3868, protocol: "sctp" }]],
  ["65535:1", [{ targetPort: 1, publishedPort: 65535 }]],
  ["published=8080,target=80", [{ targetPort: 80, publishedPort: 8080 }]],
  [
    "mode=host,protocol=udp, Target=53 ,published=53",
    [{ targetPort: 53, publishedPort: 53, protocol: "udp", publishMode: "host" }],
  ],
  ["target=80", [{ targetPort: 80 }]],
  ["target=80,mode=ingress", [{ targetPort: 80, publishMode: "ingress" }]],
])("The ports %s are read as Docker reads them", (text, ports) => {
  expect(parsePublish(text)).toEqual({ value: ports });
});

test.each<[string, string]>([
  ["", `'publish' "" is not a port from 1 to 65535.`],
  ["http", `'publish' "http" is not a port from 1 to 65535.`],
  ["8080:8o", `'publish' "8080:8o": "8o" at character 6 is not a port from 1 to 65535.`],
  ["0:80", `'publish' "0:80": "0" at character 1 is not a port from 1 to 65535.`],
  ["8080:65536", `'publish' "8080:65536": "65536" at character 6 is not a port from 1 to 65535.`],
  [":80", `'publish' ":80": "" at character 1 is not a port from 1 to 65535.`],
  ["8080:", `'publish' "8080:": "" at character 6 is not a port from 1 to 65535.`],
  ["-1:80", `'publish' "-1:80": "" at character 1 is not a port from 1 to 65535.`],
  ["8080 : 80", `'publish' "8080 : 80": "8080 " at character 1 is not a port from 1 to 65535.`],
  ["80/http", `'publish' "80/http": "http" at character 4 is not a protocol: "tcp", "udp" or "sctp".`],
  [
    "127.0.0.1:8001:8001",
    `'publish' "127.0.0.1:8001:8001": "127.0.0.1" at character 1 is not a port: Swarm publishes on all addresses of ` +
      `a node, so an address is not possible.`,
  ],
  [
    "[::1]:6001:6001",
    `'publish' "[::1]:6001:6001": "[::1]" at character 1 is not a port: Swarm publishes on all addresses of a node, ` +
      `so an address is not possible.`,
  ],
  [
    "8000-8002:80-81",
    `'publish' "8000-8002:80-81": "80-81" at character 11 has 2 ports, and "8000-8002" has 3: both must have the ` +
      `same number.`,
  ],
  ["82-80", `'publish' "82-80" is a range whose end is below its start.`],
  ["8080:82-80", `'publish' "8080:82-80": "82-80" at character 6 is a range whose end is below its start.`],
  ["published=8080", `'publish' "published=8080" has no target=, the port inside the task.`],
  ["target=80,mode=hst", `'publish' "target=80,mode=hst": "hst" at character 16 is not a mode: "ingress" or "host".`],
  [
    "target=80,publish=8080",
    `'publish' "target=80,publish=8080": "publish=8080" at character 11 is not one of target=, published=, protocol= ` +
      `and mode=.`,
  ],
  ["target=80,target=81", `'publish' "target=80,target=81": "target=81" at character 11 is given twice.`],
])("The ports %s are refused at the part that is wrong", (text, reason) => {
  expect(reasonOf(parsePublish(text))).toBe(
    `${reason} Use "8080:80", "53:53/udp", "8000-8002:80-82", "80" to let Swarm choose a port, or ` +
      `"published=8080,target=80,mode=host".`,
  );
});

test.each<[string, object]>([
  ["db-data:/var/lib/db", { type: "volume", source: "db-data", target: "/var/lib/db" }],
  ["db-data:/var/lib/db:ro", { type: "volume", source: "db-data", target: "/var/lib/db", readOnly: true }],
  ["db-data:/var/lib/db:rw", { type: "volume", source: "db-data", target: "/var/lib/db" }],
  [
    "db-data:/var/lib/db:ro,nocopy",
    { type: "volume", source: "db-data", target: "/var/lib/db", readOnly: true, volumeNoCopy: true },
  ],
  ["/var/lib/mysql", { type: "volume", target: "/var/lib/mysql" }],
  ["/opt/data:/var/lib/mysql", { type: "bind", source: "/opt/data", target: "/var/lib/mysql" }],
  [
    "/var/run/docker.sock:/var/run/docker.sock:ro,rslave",
    {
      type: "bind",
      source: "/var/run/docker.sock",
      target: "/var/run/docker.sock",
      readOnly: true,
      bindPropagation: "rslave",
    },
  ],
  ["C:\\data:D:\\data:ro", { type: "bind", source: "C:\\data", target: "D:\\data", readOnly: true }],
  ["data:C:/data", { type: "volume", source: "data", target: "C:/data" }],
])("The volume %s is read as Docker reads it", (text, mount) => {
  expect(parseVolume(text)).toEqual({ value: mount });
});

test.each<[string, string]>([
  ["", `'volumes' "" is empty.`],
  ["data", `'volumes' "data" is not an absolute path in the task.`],
  ["data:var/lib", `'volumes' "data:var/lib": "var/lib" at character 6 is not an absolute path in the task.`],
  ["data:", `'volumes' "data:" has an empty part at character 6.`],
  [":/data", `'volumes' ":/data" has an empty part at character 1.`],
  [
    "./cache:/tmp/cache",
    `'volumes' "./cache:/tmp/cache": "./cache" at character 1 is a relative path, but a swarm has no folder that it ` +
      `is relative to.`,
  ],
  [
    "~/configs:/etc/configs",
    `'volumes' "~/configs:/etc/configs": "~/configs" at character 1 is a relative path, but a swarm has no folder ` +
      `that it is relative to.`,
  ],
  [
    "a/b:/data",
    `'volumes' "a/b:/data": "a/b" at character 1 is neither the name of a volume nor an absolute path on the node.`,
  ],
  [
    "data:/data:readonly",
    `'volumes' "data:/data:readonly": "readonly" at character 12 is not an option of a volume: ro, rw, nocopy.`,
  ],
  [
    "/srv:/srv:ro,nocopy",
    `'volumes' "/srv:/srv:ro,nocopy": "nocopy" at character 14 is not an option of a path on the node: ro, rw, ` +
      `shared, rshared, slave, rslave, private, rprivate.`,
  ],
  ["/srv:/srv:z", `'volumes' "/srv:/srv:z": "z" at character 11 is a label of SELinux, which Swarm does not set.`],
  ["data:/data:ro,rw", `'volumes' "data:/data:ro,rw": "rw" at character 15 is a second option among ro and rw.`],
  [
    "data:/data:ro:x",
    `'volumes' "data:/data:ro:x": "x" at character 15 is a fourth part, but a volume has at most three.`,
  ],
])("The volume %s is refused at the part that is wrong", (text, reason) => {
  expect(reasonOf(parseVolume(text))).toBe(
    `${reason} Use "db-data:/var/lib/db", "db-data:/var/lib/db:ro", "/host/path:/path", or "/path" for a new volume.`,
  );
});

// The examples of docker/go-units, whose units are powers of 1024 with any spelling.
test.each<[string, number]>([
  ["32", 32],
  ["32b", 32],
  ["32B", 32],
  ["32k", 32 * 1024],
  ["32K", 32 * 1024],
  ["32kb", 32 * 1024],
  ["32Kb", 32 * 1024],
  ["32Kib", 32 * 1024],
  ["32MiB", 32 * 1024 ** 2],
  ["128M", 128 * 1024 ** 2],
  ["1.5G", 1.5 * 1024 ** 3],
  ["0.5g", 512 * 1024 ** 2],
  [".5g", 512 * 1024 ** 2],
  ["32 mb", 32 * 1024 ** 2],
  ["2T", 2 * 1024 ** 4],
  ["1p", 1024 ** 5],
  ["1.3k", 1331],
])("The memory %s is read as Docker reads it", (text, bytes) => {
  expect(parseMemory(text)).toEqual({ value: bytes });
});

test.each<[string, string]>([
  ["", `'memory' "" is not a number with a unit.`],
  ["hello", `'memory' "hello" is not a number with a unit.`],
  ["-32", `'memory' "-32" is not a number with a unit.`],
  ["32.3.4", `'memory' "32.3.4" is not a number with a unit.`],
  ["1,5G", `'memory' "1,5G" is not a number with a unit.`],
  [" 32m", `'memory' " 32m" is not a number with a unit.`],
  ["32q", `'memory' "32q": "q" at character 3 is not a unit: b, k, m, g, t or p.`],
  ["32mm", `'memory' "32mm": "mm" at character 3 is not a unit: b, k, m, g, t or p.`],
  ["1 ib", `'memory' "1 ib": "ib" at character 3 is not a unit: b, k, m, g, t or p.`],
])("The memory %s is refused", (text, reason) => {
  expect(reasonOf(parseMemory(text))).toBe(`${reason} Use "128M", "1.5G", or a number of bytes in quotes.`);
});

test.each<[string, object]>([
  ["somehost=162.242.195.82", { host: "somehost", ip: "162.242.195.82" }],
  ["otherhost:50.31.209.229", { host: "otherhost", ip: "50.31.209.229" }],
  ["myhostv6=::1", { host: "myhostv6", ip: "::1" }],
  ["myhostv6:2001:db8::1", { host: "myhostv6", ip: "2001:db8::1" }],
  ["myhostv6=[2001:db8::1]", { host: "myhostv6", ip: "2001:db8::1" }],
])("The host %s is read as Docker reads it", (text, host) => {
  expect(parseExtraHost(text)).toEqual({ value: host });
});

test.each<[string, string]>([
  ["", `'extraHosts' "" does not have a name, a separator and an IP address.`],
  ["db", `'extraHosts' "db" does not have a name, a separator and an IP address.`],
  ["=10.0.0.1", `'extraHosts' "=10.0.0.1" does not have a name, a separator and an IP address.`],
  ["db=10.0.0", `'extraHosts' "db=10.0.0": "10.0.0" at character 4 is not an IP address.`],
  ["d b=10.0.0.1", `'extraHosts' "d b=10.0.0.1": "d b" at character 1 is not a host name.`],
  [
    "host.docker.internal=host-gateway",
    `'extraHosts' "host.docker.internal=host-gateway": "host-gateway" at character 22 is possible for single ` +
      `containers, but not in Swarm.`,
  ],
])("The host %s is refused", (text, reason) => {
  expect(reasonOf(parseExtraHost(text))).toBe(`${reason} Use e.g. "db=192.0.2.10" or "db:192.0.2.10".`);
});

import { isIP } from "node:net";
import { isPresent, unknown } from "../../../swarm/draft";
import { show } from "../../../swarm/typed";
import type { CheckFailure } from "../../handler/handler";
import type { Properties, Property } from "../../handler/properties";
import { block } from "../fields/block";
import { distinct } from "../fields/distinct";
import { environment, labels, options } from "../fields/entries";
import {
  additional,
  elementsOf,
  isAbsent,
  listOf,
  propertiesOf,
  recordOf,
  since,
  textOf,
  type Field,
  type Json,
} from "../fields/field";
import { image } from "./image";
import { capability, duration, flag, oneOf, packed, sequence, text, whole } from "../fields/leaf";
import { unordered } from "../fields/unordered";

const healthcheck = block({
  tests: ["Test", sequence()],
  // Zero: inherited from the image.
  interval: ["Interval", duration()],
  timeout: ["Timeout", duration()],
  startPeriod: ["StartPeriod", duration()],
  startInterval: ["StartInterval", since("25.0", duration())],
  retries: ["Retries", whole()],
});

const mount = block(
  {
    target: ["Target", text()],
    source: ["Source", text()],
    type: ["Type", oneOf(["bind", "volume", "tmpfs", "npipe", "cluster"])],
    readOnly: ["ReadOnly", flag()],
    bindOptions: [
      "BindOptions",
      block({
        propagation: [
          "Propagation",
          oneOf(["private", "rprivate", "shared", "rshared", "slave", "rslave"], { default: "rprivate" }),
        ],
        // The Engine drops the other options of a bind mount in a service (moby daemon/cluster/convert/container.go).
        nonRecursive: ["NonRecursive", additional(flag())],
      }),
    ],
    volumeOptions: [
      "VolumeOptions",
      block({
        noCopy: ["NoCopy", flag()],
        labels: ["Labels", labels()],
        driverName: ["DriverConfig.Name", text()],
        driverOptions: ["DriverConfig.Options", options()],
        subpath: ["Subpath", since("26.0", text())],
      }),
    ],
    tmpfsOptions: [
      "TmpfsOptions",
      block({
        sizeBytes: ["SizeBytes", whole()],
        mode: ["Mode", whole()],
        options: ["Options", since("27.0", sequence(tmpfsOption()))],
      }),
    ],
  },
  { required: ["target", "type"], rule: checkMountOptions },
);

/** `noexec` or `uid=1000`; the Engine has a list of one or two words. */
function tmpfsOption(): Field<string> {
  return packed<string>({
    pack: (value) => {
      const [, name = "", , assigned] = /^([^=]*)(=(.*))?$/s.exec(textOf(value)) ?? [];
      return assigned === undefined ? [name] : [name, assigned];
    },
    unpack: (live) => listOf(live).map(textOf).join("="),
    refuse: (value) =>
      typeof value === "string" && /^[^=]/.test(value)
        ? undefined
        : `${show(value)} is not an option. Use e.g. "noexec".`,
  });
}

/** A secret or config as a file in the container. The Engine looks it up by id and also requires its name. */
function fileOf(kind: "secret" | "config"): ReturnType<typeof block> {
  const [id, name] = kind === "secret" ? ["SecretID", "SecretName"] : ["ConfigID", "ConfigName"];
  return block(
    {
      [`${kind}Id`]: [id, text()],
      [`${kind}Name`]: [name, text()],
      fileName: ["File.Name", text()],
      // Sent, because no process could read a file with mode 0.
      fileUid: ["File.UID", text({ default: "0", sent: true })],
      fileGid: ["File.GID", text({ default: "0", sent: true })],
      fileMode: ["File.Mode", whole({ default: 0o444, sent: true })],
    },
    { required: [`${kind}Id`, `${kind}Name`, "fileName"] },
  );
}

function files(kind: "secret" | "config"): ReturnType<typeof unordered> {
  const fileName = (element: Json): string => textOf(recordOf(recordOf(element).File).Name);
  return unordered(fileOf(kind), { order: fileName, identities: [fileName] });
}

/** The names of an entry: `10.0.0.1 db` is an address of `db`. */
function hostName(entry: Json): string {
  return textOf(entry).split(/\s+/).slice(1).join(" ");
}

const host = packed({
  pack: (value) => {
    const { ip, host: name } = propertiesOf(value);
    return `${textOf(ip)} ${textOf(name)}`;
  },
  unpack: (live) => {
    const [ip = "", ...names] = textOf(live).split(/\s+/);
    return { host: names.join(" "), ip };
  },
  refuse: (value) => {
    const { ip, host: name } = propertiesOf(value);
    if (typeof name !== "string" || name === "") return "needs 'host', a name, and 'ip', its address.";
    return typeof ip === "string" && isIP(ip) !== 0
      ? undefined
      : `gives ${show(name)} the address ${show(ip)}, which is none. Use e.g. "10.0.0.5".`;
  },
});

/** A seccomp profile: JSON text here, its bytes as base64 in the Engine. */
const seccompProfile = packed<string>({
  pack: (value) => Buffer.from(textOf(value)).toString("base64"),
  unpack: (live) => Buffer.from(textOf(live), "base64").toString(),
  refuse: (value) => (typeof value === "string" ? undefined : `${show(value)} is not text. Use JSON text.`),
});

const privileges = block({
  credentialSpec: [
    "CredentialSpec",
    block({ file: ["File", text()], registry: ["Registry", text()] }, { rule: checkCredentialSpec }),
  ],
  seLinuxContext: [
    "SELinuxContext",
    block({
      disable: ["Disable", flag()],
      user: ["User", text()],
      role: ["Role", text()],
      type: ["Type", text()],
      level: ["Level", text()],
    }),
  ],
  seccomp: [
    "Seccomp",
    block(
      {
        mode: ["Mode", since("25.0", oneOf(["default", "unconfined", "custom"], { default: "default" }))],
        profile: ["Profile", since("25.0", seccompProfile)],
      },
      { rule: checkSeccomp },
    ),
  ],
  appArmor: ["AppArmor.Mode", since("25.0", oneOf(["default", "disabled"], { default: "default" }))],
  noNewPrivileges: ["NoNewPrivileges", since("25.0", flag())],
});

const ulimit = block(
  {
    name: ["Name", text()],
    soft: ["Soft", whole({ lowest: -1, why: "-1 stands for no limit" })],
    hard: ["Hard", whole({ lowest: -1, why: "-1 stands for no limit" })],
  },
  { required: ["name", "soft", "hard"] },
);

const ulimitName = (element: Json): string => textOf(recordOf(element).Name);

/** `taskSpec.containerSpec`. */
export const containerSpec = block(
  {
    image: ["Image", image()],
    labels: ["Labels", labels()],
    commands: ["Command", sequence()],
    args: ["Args", sequence()],
    hostname: ["Hostname", text()],
    env: ["Env", environment()],
    dir: ["Dir", text()],
    user: ["User", text()],
    groups: ["Groups", distinct(unordered(text(), { order: textOf }))],
    privileges: ["Privileges", privileges],
    init: ["Init", flag()],
    tty: ["TTY", additional(flag())],
    stdinOpen: ["OpenStdin", additional(flag())],
    readOnly: ["ReadOnly", flag()],
    mounts: [
      "Mounts",
      unordered(mount, {
        order: (element) => textOf(recordOf(element).Target),
        identities: [(element) => textOf(recordOf(element).Target)],
      }),
    ],
    stopSignal: ["StopSignal", text()],
    // Absent: 10 s. The official plugin sends 0 for that.
    stopGracePeriod: ["StopGracePeriod", duration({ default: "10s" })],
    healthcheck: ["Healthcheck", healthcheck],
    // A name with several addresses resolves to the first one in /etc/hosts.
    hosts: ["Hosts", unordered(host, { order: textOf, group: hostName })],
    dnsConfig: [
      "DNSConfig",
      block(
        {
          nameservers: ["Nameservers", sequence()],
          searches: ["Search", sequence()],
          options: ["Options", sequence()],
        },
        { rule: checkNameservers },
      ),
    ],
    secrets: ["Secrets", files("secret")],
    configs: ["Configs", files("config")],
    isolation: ["Isolation", oneOf(["default", "process", "hyperv"], { default: "default" })],
    sysctl: ["Sysctls", options()],
    capAdds: ["CapabilityAdd", unordered(capability(), { order: textOf })],
    capDrops: ["CapabilityDrop", unordered(capability(), { order: textOf })],
    ulimits: ["Ulimits", additional(unordered(ulimit, { order: ulimitName, identities: [ulimitName] }))],
    oomScoreAdj: ["OomScoreAdj", since("27.0", whole({ lowest: -1000, highest: 1000 }))],
  },
  { required: ["image"] },
);

/** The Engine silently accepts options of another type, and then each node rejects the task. */
function checkMountOptions(path: string, draft: Properties): CheckFailure[] {
  const { type } = draft;
  if (typeof type !== "string") return [];
  const belongs = { bindOptions: "bind", volumeOptions: "volume", tmpfsOptions: "tmpfs" } as const;
  const failures = Object.entries(belongs)
    .filter(([name, owner]) => owner !== type && !isAbsent(draft[name]))
    .map(([name, owner]) => ({
      property: `${path}.${name}`,
      reason: `'${name}' belongs to a mount of type "${owner}", but this mount has type "${type}". Remove one of them.`,
    }));
  if (type === "tmpfs" && isPresent(draft.source) && draft.source !== "") {
    failures.push({
      property: `${path}.source`,
      reason: "a mount of type \"tmpfs\" has no source. Remove 'source'.",
    });
  }
  if (type === "bind" && (isAbsent(draft.source) || draft.source === "")) {
    failures.push({
      property: `${path}.source`,
      reason: "'source' is missing: a bind mount needs the path on the node. Add it.",
    });
  }
  return failures;
}

/** The Engine silently ignores a profile in another mode, and each node rejects the tasks without one in this mode. */
function checkSeccomp(path: string, { mode, profile }: Properties): CheckFailure[] {
  if (mode === unknown || profile === unknown) return [];
  const hasProfile = !isAbsent(profile) && profile !== "";
  if (hasProfile === (mode === "custom")) return [];
  return [
    {
      property: `${path}.profile`,
      reason: hasProfile
        ? `'profile' is only for 'mode' "custom", and 'mode' is ${show(mode ?? "default")}. Set 'mode' to "custom".`
        : `'profile' is missing for 'mode' "custom". Add it as JSON text.`,
    },
  ];
}

function checkCredentialSpec(path: string, { file, registry }: Properties): CheckFailure[] {
  const isGiven = (value: Property): boolean => !isAbsent(value) && value !== "";
  if (isGiven(file) !== isGiven(registry)) return [];
  return [
    {
      property: path,
      reason: "a credential spec comes from a 'file' or from the 'registry'. Give exactly one of them.",
    },
  ];
}

function checkNameservers(path: string, { nameservers }: Properties): CheckFailure[] {
  return elementsOf(nameservers).flatMap((address: Property, i) => {
    if (!isPresent(address) || (typeof address === "string" && isIP(address) !== 0)) return [];
    return [
      { property: `${path}.nameservers[${i}]`, reason: `${show(address)} is not an address. Use e.g. "10.0.0.53".` },
    ];
  });
}

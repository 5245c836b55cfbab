import { isIP } from "node:net";
import { isPresent } from "../../../swarm/draft";
import { show } from "../../../swarm/typed";
import type { CheckFailure } from "../../handler/handler";
import type { Properties, Property } from "../../handler/properties";
import { block } from "../fields/block";
import { distinct } from "../fields/distinct";
import { environment, labels, options } from "../fields/entries";
import { elementsOf, isAbsent, propertiesOf, recordOf, textOf, type Json } from "../fields/field";
import { image } from "./image";
import { capability, duration, flag, oneOf, packed, sequence, text, whole } from "../fields/leaf";
import { unordered } from "../fields/unordered";

const healthcheck = block({
  tests: ["Test", sequence()],
  // Zero: inherited from the image.
  interval: ["Interval", duration()],
  timeout: ["Timeout", duration()],
  startPeriod: ["StartPeriod", duration()],
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
      }),
    ],
    volumeOptions: [
      "VolumeOptions",
      block({
        noCopy: ["NoCopy", flag()],
        labels: ["Labels", labels()],
        driverName: ["DriverConfig.Name", text()],
        driverOptions: ["DriverConfig.Options", options()],
      }),
    ],
    tmpfsOptions: ["TmpfsOptions", block({ sizeBytes: ["SizeBytes", whole()], mode: ["Mode", whole()] })],
  },
  { required: ["target", "type"], rule: checkMountOptions },
);

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
});

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

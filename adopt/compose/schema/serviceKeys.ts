import { madeList, madeMap } from "../source/tree";
import { deployKeys, driverOptions } from "./deployKeys";
import { portsIn, volumeIn } from "./servicePlaces";
import { command, healthTest, hosts, mapping, names, source, textOrList, variables } from "./shortForms";
import type { Key, Keys, Shape } from "./shape";
import { any, duration, flag, ignored, list, map, record, refused, short, text, to, wholeNumber } from "./shape";

const unsupported = "Swarm has no such setting, and docker stack deploy ignores it.";

const limits = "Use deploy.resources instead; docker stack deploy refuses the key.";

/** A key of the Compose Specification that `docker stack deploy` refuses. */
function notInStacks(remedy = "Remove it."): Key {
  return refused(`docker stack deploy refuses the key. ${remedy}`);
}

/** The secrets or configs of a service. */
function references(argument: string): Shape {
  const entry = record("the entry", {
    source: to(argument, text),
    target: to(`${argument}[].fileName`, text),
    uid: to(`${argument}[].uid`, text),
    gid: to(`${argument}[].gid`, text),
    mode: to(`${argument}[].mode`, wholeNumber),
  });
  return list(short("a name or a mapping", entry, source), { by: "source" });
}

const attachment = record(
  "the network of a service",
  {
    aliases: to("networks[].aliases", list(text)),
    driver_opts: to("networks[].driverOptions", driverOptions),
    ipv4_address: ignored("Swarm chooses the addresses of tasks."),
    ipv6_address: ignored("Swarm chooses the addresses of tasks."),
    priority: notInStacks(),
    gw_priority: notInStacks(),
    link_local_ips: notInStacks(),
    mac_address: notInStacks(),
    interface_name: notInStacks(),
  },
  "attachment",
);

const port = record("a port", {
  target: to("ports[].targetPort", wholeNumber),
  published: to("ports[].publishedPort", wholeNumber),
  protocol: to("ports[].protocol", text),
  mode: to("ports[].publishMode", text),
  name: notInStacks("Set `name` of the port in the program."),
  app_protocol: notInStacks(),
  host_ip: notInStacks("Swarm publishes on all addresses of a node."),
});

const mount = record("a volume of a service", {
  type: to("mounts[].type", text),
  source: to("mounts[].source", text),
  target: to("mounts[].target", text),
  read_only: to("mounts[].readOnly", flag),
  consistency: ignored("Docker on Linux does not use it."),
  bind: to(
    "mounts[].bindPropagation",
    record("'bind'", {
      propagation: to("mounts[].bindPropagation", text),
      create_host_path: ignored("Swarm never creates paths on a node."),
      selinux: ignored(unsupported),
      recursive: ignored(unsupported),
    }),
  ),
  volume: to(
    "mounts[].volumeNoCopy",
    record("'volume'", {
      nocopy: to("mounts[].volumeNoCopy", flag),
      subpath: to("mounts[].volumeSubpath", text),
      labels: ignored("docker stack deploy takes the labels from the volume below 'volumes'."),
    }),
  ),
  tmpfs: to(
    "mounts[].tmpfsSizeBytes",
    record("'tmpfs'", {
      size: to("mounts[].tmpfsSizeBytes", wholeNumber),
      mode: ignored("docker stack deploy does not pass it on. Set `tmpfsMode` in the program."),
    }),
  ),
  image: notInStacks(),
  cluster: refused("SwarmService has no argument for cluster volumes. Remove the mount."),
});

const healthcheck = record("'healthcheck'", {
  test: to("healthcheck.test", healthTest, { note: "`healthcheck.shell` for text" }),
  interval: to("healthcheck.interval", duration),
  timeout: to("healthcheck.timeout", duration),
  start_period: to("healthcheck.startPeriod", duration),
  start_interval: to("healthcheck.startInterval", duration),
  retries: to("healthcheck.retries", wholeNumber, { zeroCounts: true }),
  disable: to("healthcheck.test", flag, { note: '`["NONE"]`' }),
});

/** A limit of processes: a number stands for both limits. */
const ulimit = short(
  "a number, or a mapping with soft and hard",
  record("a limit", { soft: to("ulimits.soft", wholeNumber), hard: to("ulimits.hard", wholeNumber) }, "replace"),
  (node) => (node.kind === "scalar" && node.value !== null ? madeMap(node, { soft: node }) : node),
);

/** Files of variables. Docker stack deploy knows only their paths. */
const envFiles = short(
  "a path or a list of paths",
  list(
    short(
      "a path",
      record("an env file", {
        path: to("env", text),
        format: notInStacks("Use lines of NAME=value."),
        required: notInStacks("Remove files that may be missing."),
      }),
      (node) => (node.kind === "scalar" && node.value !== null ? madeMap(node, { path: node }) : node),
    ),
  ),
  (node) => (node.kind === "list" ? node : madeList(node, [node])),
);

/** The keys of a service: those of version 3, and those of the Compose Specification. */
export const serviceKeys: Keys = {
  image: to("image", text),
  command: to("args", command),
  entrypoint: to("command", command),
  environment: to("env", variables),
  env_file: to("env", envFiles, { note: "the content of the files is written into the program" }),
  labels: to("containerLabels", mapping("")),
  hostname: to("hostname", text),
  user: to("user", text),
  working_dir: to("workingDir", text),
  read_only: to("readOnly", flag),
  init: to("init", flag),
  stop_grace_period: to("stopGracePeriod", duration),
  stop_signal: to("stopSignal", text),
  cap_add: to("capabilityAdds", list(text)),
  cap_drop: to("capabilityDrops", list(text)),
  sysctls: to("sysctls", mapping("")),
  extra_hosts: to("extraHosts", hosts),
  dns: to("dns.nameservers", textOrList),
  dns_search: to("dns.searches", textOrList),
  networks: to("networks", short("a list of networks, or a mapping", map(attachment, ""), names), {
    note: "without it, the service joins the network `default`",
  }),
  ports: to("publish", short("a list of ports", list(port, { by: "published" }), portsIn), {
    note: "`ports` for the long form",
  }),
  volumes: to("volumes", list(short("a volume or a mapping", mount, volumeIn), { by: "target" }), {
    note: "`mounts` for the long form",
  }),
  secrets: to("secrets", references("secrets")),
  configs: to("configs", references("configs")),
  healthcheck: to("healthcheck", healthcheck),
  logging: to(
    "logDriver",
    record(
      "'logging'",
      { driver: to("logDriver.name", text), options: to("logDriver.options", driverOptions) },
      "logging",
    ),
  ),
  deploy: to("", record("'deploy'", deployKeys)),
  restart: to("restartPolicy", text, { note: "only without `deploy.restart_policy`" }),

  ulimits: to("ulimits", map(ulimit, "")),
  tty: to("tty", flag),
  stdin_open: to("stdinOpen", flag),
  isolation: to("isolation", text),
  oom_score_adj: to("oomScoreAdj", wholeNumber),
  credential_spec: to(
    "credentialSpec",
    record("'credential_spec'", {
      file: to("credentialSpec.file", text),
      registry: to("credentialSpec.registry", text),
      config: refused("SwarmService has no argument for a credential spec in a config. Use 'file' or 'registry'."),
    }),
  ),

  build: ignored("a swarm runs images that are in a registry. Build and push the image before you deploy."),
  cgroupns_mode: ignored(unsupported),
  cgroup_parent: ignored(unsupported),
  container_name: ignored("Swarm names the containers of tasks itself."),
  depends_on: to("", any, {
    note: "the option `dependsOn` for a job; other services are ignored, because Swarm starts all of them at once",
  }),
  devices: ignored(unsupported),
  domainname: ignored(unsupported),
  expose: ignored("services on the same network reach every port."),
  external_links: ignored("use the names of services on a common network."),
  ipc: ignored(unsupported),
  links: ignored("services on the same network reach each other by name."),
  mac_address: ignored(unsupported),
  network_mode: ignored("docker stack deploy attaches the service to 'networks', or to the default network."),
  pid: ignored(unsupported),
  privileged: ignored(unsupported),
  security_opt: ignored(unsupported),
  shm_size: ignored(`${unsupported} Mount a tmpfs at /dev/shm in the program.`),
  tmpfs: ignored("docker stack deploy does not pass it on. Use 'volumes' with the type tmpfs."),
  userns_mode: ignored(unsupported),

  extends: notInStacks("Use YAML anchors and merge keys."),
  volume_driver: notInStacks("Set 'driver' of the volume below the top-level 'volumes'."),
  volumes_from: notInStacks("Name the volume below the top-level 'volumes', and mount it in both services."),
  cpu_quota: refused(limits),
  cpu_shares: refused(limits),
  cpuset: refused(limits),
  mem_limit: refused(limits),
  memswap_limit: refused(limits),

  annotations: notInStacks(),
  attach: notInStacks(),
  blkio_config: notInStacks(),
  cgroup: notInStacks(),
  cpu_count: refused(limits),
  cpu_percent: refused(limits),
  cpu_period: refused(limits),
  cpu_rt_period: refused(limits),
  cpu_rt_runtime: refused(limits),
  cpus: refused(limits),
  develop: notInStacks(),
  device_cgroup_rules: notInStacks(),
  dns_opt: notInStacks("Set `dns.options` in the program."),
  gpus: notInStacks("Use generic resources."),
  group_add: notInStacks("Set `groups` in the program."),
  label_file: notInStacks("Use 'labels'."),
  mem_reservation: refused(limits),
  mem_swappiness: refused(limits),
  models: notInStacks(),
  oom_kill_disable: notInStacks(),
  pids_limit: refused(limits),
  platform: notInStacks("Set `platforms` in the program."),
  post_start: notInStacks(),
  pre_stop: notInStacks(),
  profiles: notInStacks("Move the service to a file of its own."),
  provider: notInStacks(),
  pull_policy: notInStacks("Swarm pulls an image if a node does not have it."),
  pull_refresh_after: notInStacks(),
  runtime: notInStacks(),
  scale: notInStacks("Use deploy.replicas."),
  storage_opt: notInStacks(),
  use_api_socket: notInStacks(),
  uts: notInStacks(),
};

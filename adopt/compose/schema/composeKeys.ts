import { driverOptions } from "./deployKeys";
import { serviceKeys } from "./serviceKeys";
import { mapping } from "./shortForms";
import type { Keys } from "./shape";
import { any, flag, ignored, list, map, record, refused, text, to } from "./shape";

const notInStacks = refused("docker stack deploy refuses the key. Remove it.");

/** The keys of a network. */
export const networkKeys: Keys = {
  name: to("name", text, { note: "without it, `<stack>_<key>`" }),
  driver: to("OverlayNetwork", text, { note: "only `overlay`" }),
  driver_opts: to("driverOptions", driverOptions, { note: "`encrypted` and `mtu` for these options" }),
  ipam: to(
    "subnets",
    record("'ipam'", {
      driver: to("ipamDriver", text),
      config: to(
        "subnets",
        list(
          record("an entry of 'config'", {
            subnet: to("subnets[].subnet", text),
            gateway: refused("docker stack deploy refuses the key. Set `gateway` of the subnet in the program."),
            ip_range: refused("docker stack deploy refuses the key. Set `ipRange` of the subnet in the program."),
            aux_addresses: notInStacks,
          }),
        ),
      ),
      options: refused("docker stack deploy refuses the key. Set `ipamOptions` in the program."),
    }),
  ),
  external: to("OverlayNetwork.existing()", any, { note: "`true`, or the older `external.name`" }),
  internal: to("internal", flag),
  attachable: to("attachable", flag),
  labels: to("labels", mapping("")),
  enable_ipv4: notInStacks,
  enable_ipv6: notInStacks,
};

/** The keys of a volume, which become properties of the mounts. */
export const volumeKeys: Keys = {
  name: to("mounts[].source", text, { note: "with `volumeExternal: true`" }),
  driver: to("mounts[].volumeDriver", text),
  driver_opts: to("mounts[].volumeDriverOptions", driverOptions),
  external: to("mounts[].volumeExternal", any, { note: "`true`, or the older `external.name`" }),
  labels: to("mounts[].volumeLabels", mapping("")),
  "x-cluster-spec": refused("SwarmService has no argument for cluster volumes. Remove the key."),
};

const payloadKeys: Keys = {
  name: to("name", text, { note: "without it, `<stack>_<key>`" }),
  labels: to("labels", mapping("")),
  template_driver: to("templateDriver", text),
  environment: refused("docker stack deploy refuses the key. Use 'file'."),
};

/** The keys of a secret. */
export const secretKeys: Keys = {
  ...payloadKeys,
  file: to("text", text, { note: "a secret setting; `base64` if the content is not text" }),
  external: to("SwarmSecret.existing()", any, { note: "`true`, or the older `external.name`" }),
  driver: refused("SwarmSecret has no argument for drivers. Use 'file' or 'external'."),
  driver_opts: refused("SwarmSecret has no argument for drivers. Use 'file' or 'external'."),
};

/** The keys of a config. */
export const configKeys: Keys = {
  ...payloadKeys,
  file: to("text", text, { note: "a file that is copied into the project; `base64` if the content is not text" }),
  external: to("SwarmConfig.existing()", any, { note: "`true`, or the older `external.name`" }),
  content: refused("docker stack deploy refuses the key. Use 'file'."),
};

/** The keys at the top of a compose file. */
export const composeKeys: Keys = {
  version: to("", any, { note: "3 to 3.13; it changes nothing" }),
  name: ignored("the name of the stack is the one that you give to the command."),
  services: to("SwarmService", map(record("a service", serviceKeys), "service")),
  networks: to("OverlayNetwork", map(record("a network", networkKeys), "network")),
  volumes: to("mounts", map(record("a volume", volumeKeys), "volume")),
  secrets: to("SwarmSecret", map(record("a secret", secretKeys), "secret")),
  configs: to("SwarmConfig", map(record("a config", configKeys), "config")),
  include: refused("docker stack deploy refuses the key. Name the files one after the other instead."),
  models: notInStacks,
};

/** A whole compose file. */
export const composeFile = record("a compose file", composeKeys);

import fc from "fast-check";
import type { ServiceSpec } from "../../../provider/engine/types";
import type { Properties } from "../../../provider/handler/properties";
import {
  createSpec,
  differences,
  inputsOf,
  isAsDeclared,
  outputsOf,
  updateSpec,
} from "../../../provider/mapping/service/service";
import { everything, services, turnedRound } from "./serviceModel";

/** A service with these container properties: most tests change nothing else. */
function withContainer(container: Properties): Properties {
  return { name: "web", taskSpec: { containerSpec: { image: "web:1", ...container } } };
}

/** The Engine's defaults for an update config without these properties. */
const rolloutZeros = { Parallelism: 0, FailureAction: "pause", MaxFailureRatio: 0, Order: "stop-first" };

/** A spec as the Engine returns it: with defaults filled in, and `null` for empty values. */
function asStored(spec: ServiceSpec): ServiceSpec {
  return {
    ...spec,
    Labels: spec.Labels ?? {},
    TaskTemplate: {
      ...spec.TaskTemplate,
      ContainerSpec: { Isolation: "default", ...spec.TaskTemplate.ContainerSpec },
      ForceUpdate: spec.TaskTemplate.ForceUpdate ?? 0,
      Runtime: "container",
    },
    ...(spec.UpdateConfig === undefined
      ? {}
      : { UpdateConfig: { ...rolloutZeros, Monitor: 5e9, ...spec.UpdateConfig } }),
    ...(spec.RollbackConfig === undefined ? {} : { RollbackConfig: { ...rolloutZeros, ...spec.RollbackConfig } }),
  };
}

test("Every input has its place in the Engine's spec", () => {
  expect(createSpec(everything)).toEqual({
    Name: "web",
    Labels: { empty: "", team: "shop" },
    TaskTemplate: {
      ContainerSpec: {
        Image: "registry.example.com:5000/shop/web:1.2",
        Labels: { "com.example.tier": "front" },
        Command: ["/server"],
        Args: ["--port", ""],
        Hostname: "web-{{.Task.Slot}}",
        Env: ["A=1=2", "EMPTY=", "PATH=/bin"],
        Dir: "/srv",
        User: "1000:1000",
        Groups: ["1001", "audio"],
        Privileges: {
          CredentialSpec: { File: "spec.json" },
          SELinuxContext: { Disable: true, User: "u", Role: "r", Type: "t", Level: "l" },
          Seccomp: { Mode: "custom", Profile: Buffer.from('{"defaultAction":"SCMP_ACT_ALLOW"}').toString("base64") },
          AppArmor: { Mode: "disabled" },
          NoNewPrivileges: true,
        },
        Init: true,
        ReadOnly: true,
        Mounts: [
          {
            Target: "/data",
            Source: "data",
            Type: "volume",
            VolumeOptions: {
              NoCopy: true,
              Labels: { keep: "yes" },
              DriverConfig: { Name: "local", Options: { device: ":/data", type: "nfs" } },
              Subpath: "shop",
            },
          },
          {
            Target: "/tmp",
            Type: "tmpfs",
            TmpfsOptions: { Mode: 0o1777, SizeBytes: 1048576, Options: [["noexec"], ["uid", "1000"]] },
          },
          {
            Target: "/z",
            Source: "/srv/z",
            Type: "bind",
            ReadOnly: true,
            BindOptions: { Propagation: "rshared", NonRecursive: true },
          },
        ],
        StopSignal: "SIGINT",
        StopGracePeriod: 90e9,
        Healthcheck: {
          Test: ["CMD", "/server", "-healthcheck"],
          Interval: 5e9,
          Timeout: 2e9,
          StartPeriod: 90e9,
          StartInterval: 1e9,
          Retries: 4,
        },
        Hosts: ["10.0.0.5 db", "fd00::5 cache"],
        DNSConfig: { Nameservers: ["10.0.0.53", "10.0.0.54"], Search: ["example.org"], Options: ["ndots:2"] },
        Secrets: [
          {
            SecretID: "secret1",
            SecretName: "password",
            File: { Name: "password", UID: "1000", GID: "1000", Mode: 0o400 },
          },
        ],
        Configs: [
          {
            ConfigID: "config1",
            ConfigName: "site",
            File: { Name: "/etc/site.conf", UID: "1", GID: "2", Mode: 0o440 },
          },
        ],
        Isolation: "process",
        Sysctls: { "net.core.somaxconn": "1024" },
        CapabilityAdd: ["CAP_NET_ADMIN", "CAP_SYS_TIME"],
        CapabilityDrop: ["CAP_MKNOD"],
        TTY: true,
        OpenStdin: true,
        Ulimits: [
          { Name: "core", Soft: 0, Hard: -1 },
          { Name: "nofile", Soft: 1024, Hard: 65536 },
        ],
        OomScoreAdj: -500,
      },
      Resources: {
        Limits: { NanoCPUs: 500000000, MemoryBytes: 536870912, Pids: 100 },
        Reservations: {
          NanoCPUs: 1000000,
          MemoryBytes: 4194304,
          GenericResources: [
            { NamedResourceSpec: { Kind: "GPU", Value: "a" } },
            { NamedResourceSpec: { Kind: "GPU", Value: "b" } },
            { DiscreteResourceSpec: { Kind: "SSD", Value: 3 } },
          ],
        },
        SwapBytes: 0,
        MemorySwappiness: 0,
      },
      RestartPolicy: { Condition: "on-failure", Delay: 3e9, MaxAttempts: 4, Window: 10e9 },
      Placement: {
        Constraints: ["node.labels.zone!=a", "node.role==worker"],
        Preferences: [
          { Spread: { SpreadDescriptor: "node.labels.zone" } },
          { Spread: { SpreadDescriptor: "node.labels.rack" } },
        ],
        MaxReplicas: 2,
        Platforms: [{ Architecture: "amd64", OS: "linux" }],
      },
      Networks: [{ Target: "aaa" }, { Target: "zzz", Aliases: ["shop", "web"], DriverOpts: { "com.example.a": "1" } }],
      LogDriver: { Name: "json-file", Options: { "max-file": "3", "max-size": "10m" } },
      ForceUpdate: 7,
      Runtime: "container",
    },
    Mode: { Replicated: { Replicas: 3 } },
    UpdateConfig: {
      Parallelism: 2,
      Delay: 10e9,
      FailureAction: "rollback",
      Monitor: 20e9,
      MaxFailureRatio: 0.1,
      Order: "start-first",
    },
    RollbackConfig: {
      Parallelism: 0,
      Delay: 5e6,
      FailureAction: "continue",
      Monitor: 36e12,
      MaxFailureRatio: 0.9,
      Order: "start-first",
    },
    EndpointSpec: {
      Mode: "vip",
      Ports: [
        { Protocol: "udp", TargetPort: 9090, PublishMode: "host" },
        { Name: "http", Protocol: "tcp", TargetPort: 8080, PublishedPort: 80, PublishMode: "ingress" },
      ],
    },
  });
});

test("A service with only an image sends little more: one replica and a virtual IP", () => {
  expect(createSpec(withContainer({}))).toEqual({
    Name: "web",
    TaskTemplate: { ContainerSpec: { Image: "web:1" } },
    Mode: { Replicated: { Replicas: 1 } },
    EndpointSpec: { Mode: "vip" },
  });
});

test("A declared zero is sent", () => {
  const { TaskTemplate, Mode } = createSpec({
    ...withContainer({ stopGracePeriod: "0s", init: false, healthcheck: { tests: ["NONE"], retries: 0 } }),
    mode: { replicated: { replicas: 0 } },
  });
  expect(TaskTemplate.ContainerSpec).toEqual({
    Image: "web:1",
    StopGracePeriod: 0,
    Init: false,
    Healthcheck: { Test: ["NONE"], Retries: 0 },
  });
  expect(Mode).toEqual({ Replicated: { Replicas: 0 } });
});

describe("An update config", () => {
  test("without a parallelism sends one at a time, because the Engine would update all tasks at once", () => {
    const spec = createSpec({ ...withContainer({}), updateConfig: { order: "start-first" } });
    expect(spec.UpdateConfig).toEqual({ Parallelism: 1, Order: "start-first" });
  });

  test("added to a service without one also sends one at a time", () => {
    const updated = updateSpec(
      createSpec(withContainer({})),
      { ...withContainer({}), updateConfig: { monitor: "3s" } },
      withContainer({}),
    );
    expect(updated.UpdateConfig).toEqual({ Parallelism: 1, Monitor: 3e9 });
  });

  test("drifts when another client sets its parallelism to all at once", () => {
    const inputs = withContainer({});
    const live = { ...createSpec(inputs), UpdateConfig: { Parallelism: 0 } };
    expect(inputsOf(inputs, live)).toEqual({ ...inputs, updateConfig: { parallelism: 0 } });
  });
});

describe("For generated services,", () => {
  test("the spec that is sent is read back as the same inputs", () => {
    fc.assert(
      fc.property(services, (inputs) => {
        expect(inputsOf(inputs, asStored(createSpec(inputs)))).toEqual(inputs);
      }),
    );
  });

  test("an import returns inputs that cause no change", () => {
    fc.assert(
      fc.property(services, (inputs) => {
        const imported = inputsOf(undefined, asStored(createSpec(inputs)));
        expect(differences(imported, inputs)).toEqual([]);
        expect(differences(inputs, imported)).toEqual([]);
      }),
    );
  });

  test("the order of an unordered list affects neither the spec nor the difference", () => {
    fc.assert(
      fc.property(services, (inputs) => {
        const turned = turnedRound(inputs) as Properties;
        expect(createSpec(turned)).toEqual(createSpec(inputs));
        expect(differences(inputs, turned)).toEqual([]);
        const live = asStored(createSpec(inputs));
        expect(updateSpec(live, turned, inputs)).toBe(live);
      }),
    );
  });

  test("an update results in the declared spec, whatever the live spec was", () => {
    fc.assert(
      fc.property(services, services, (before, wanted) => {
        const updated = asStored(updateSpec(asStored(createSpec(before)), wanted, before));
        expect(isAsDeclared(wanted, updated)).toBe(true);
        expect(differences(inputsOf(wanted, updated), wanted)).toEqual([]);
      }),
    );
  });
});

describe("An update", () => {
  const before = withContainer({ env: { A: "1" } });
  const after = withContainer({ env: { A: "2" } });

  test("keeps what another client has set, while the program does not declare it", () => {
    const live: ServiceSpec = {
      ...createSpec(before),
      TaskTemplate: {
        ...createSpec(before).TaskTemplate,
        ContainerSpec: { Image: "web:1", Env: ["A=1"], TTY: true, Ulimits: [{ Name: "nofile", Soft: 1, Hard: 2 }] },
        Placement: { Platforms: [{ Architecture: "amd64", OS: "linux" }] },
        Resources: { Limits: { Pids: 100 } },
        ForceUpdate: 5,
      },
    };
    expect(updateSpec(live, after, before)).toEqual({
      ...live,
      TaskTemplate: { ...live.TaskTemplate, ContainerSpec: { ...live.TaskTemplate.ContainerSpec, Env: ["A=2"] } },
    });
  });

  test("removes what the program has declared before", () => {
    const declared = withContainer({ env: { A: "1" }, tty: true, ulimits: [{ name: "nofile", soft: 1, hard: 2 }] });
    expect(updateSpec(createSpec(declared), before, declared)).toEqual(createSpec(before));
  });

  test("tells no swap from an undeclared swap", () => {
    const limited = (resources: Properties): Properties => ({
      name: "web",
      taskSpec: { containerSpec: { image: "web:1" }, resources },
    });
    const none = limited({ swapBytes: 0 });
    expect(differences(limited({}), none)).toEqual([{ path: "taskSpec.resources.swapBytes", kind: "add" }]);
    expect(updateSpec(createSpec(limited({})), none, limited({})).TaskTemplate.Resources).toEqual({ SwapBytes: 0 });
    expect(inputsOf(limited({}), createSpec(none))).toEqual(none);
  });

  test("keeps the digest of the tag, and only a new tag requests a new digest", () => {
    const digest = `web:1@sha256:${"a".repeat(64)}`;
    const live = createSpec(withContainer({ image: digest }));
    expect(updateSpec(live, after, before).TaskTemplate.ContainerSpec?.Image).toBe(digest);
    expect(updateSpec(live, withContainer({ image: "web:2" }), before).TaskTemplate.ContainerSpec?.Image).toBe("web:2");
  });

  test("removes a zero when the program no longer declares it", () => {
    const zero = withContainer({ stopGracePeriod: "0s" });
    const live = createSpec(zero);
    expect(differences(zero, withContainer({}))).toEqual([
      { path: "taskSpec.containerSpec.stopGracePeriod", kind: "delete" },
    ]);
    expect(updateSpec(live, withContainer({}), zero).TaskTemplate.ContainerSpec).toEqual({ Image: "web:1" });
  });

  test("does not reset a counter that the program does not declare", () => {
    const counted = { name: "web", taskSpec: { containerSpec: { image: "web:1" }, forceUpdate: 3 } };
    expect(updateSpec(createSpec(counted), after, counted).TaskTemplate.ForceUpdate).toBe(3);
  });

  test("attaches and detaches networks and leaves the others as they are", () => {
    const attached = (...networksAdvanceds: Properties[]): Properties => ({
      name: "web",
      taskSpec: { containerSpec: { image: "web:1" }, networksAdvanceds },
    });
    const [one, two] = [{ id: "n1", aliases: ["web"] }, { id: "n2" }];
    const spec = createSpec(attached(two, one));
    expect(spec.TaskTemplate.Networks).toEqual([{ Target: "n1", Aliases: ["web"] }, { Target: "n2" }]);
    expect(updateSpec(spec, attached({ id: "n0" }, one), attached(two, one)).TaskTemplate.Networks).toEqual([
      { Target: "n0" },
      { Target: "n1", Aliases: ["web"] },
    ]);
    expect(updateSpec(spec, attached(), attached(two, one)).TaskTemplate.Networks).toBeUndefined();
  });
});

describe("A service of the official plugin", () => {
  const inputs: Properties = {
    __defaults: ["name"],
    name: "web",
    taskSpec: {
      __defaults: [],
      containerSpec: { __defaults: [], image: "web:1", env: { A: "1", B: "2" } },
      restartPolicy: { condition: "any" },
      networksAdvanceds: [{ id: "n1" }, { id: "n2" }],
      placement: {
        platforms: [
          { architecture: "amd64", os: "linux" },
          { architecture: "arm64", os: "linux" },
        ],
      },
    },
    endpointSpec: {
      ports: [
        { targetPort: 80, publishedPort: 8080 },
        { targetPort: 81, publishedPort: 8081 },
      ],
    },
  };
  /** Zeros for what is unset, lists in the order of a hash, the image's own platform for two that were declared. */
  const live: ServiceSpec = {
    Name: "web",
    Labels: {},
    TaskTemplate: {
      ContainerSpec: {
        Image: `web:1@sha256:${"a".repeat(64)}`,
        Env: ["B=2", "A=1"],
        Init: false,
        StopGracePeriod: 0,
        Healthcheck: {},
        DNSConfig: {},
        Privileges: {},
        Mounts: null,
        Isolation: "default",
      },
      Resources: { Limits: {}, Reservations: {} },
      RestartPolicy: { Condition: "any", Delay: 0, MaxAttempts: 0, Window: 0 },
      Placement: { Platforms: [{ Architecture: "amd64", OS: "linux" }] },
      Networks: [{ Target: "n2" }, { Target: "n1" }],
      ForceUpdate: 0,
      Runtime: "container",
    },
    Mode: { Replicated: { Replicas: 1 } },
    EndpointSpec: {
      Mode: "vip",
      Ports: [
        { Protocol: "tcp", TargetPort: 81, PublishedPort: 8081, PublishMode: "ingress" },
        { Protocol: "tcp", TargetPort: 80, PublishedPort: 8080, PublishMode: "ingress" },
      ],
    },
  };

  test("is read back as its inputs", () => {
    expect(inputsOf(inputs, live)).toBe(inputs);
  });

  test("keeps the mark of an automatic name when a property has drifted", () => {
    const drifted = inputsOf(inputs, { ...live, Labels: { foreign: "yes" } });
    expect([drifted.__defaults, drifted.labels]).toEqual([["name"], [{ label: "foreign", value: "yes" }]]);
    expect(Object.keys(outputsOf(drifted, undefined))).not.toContain("__defaults");
  });

  test("spreads over labels with docker's prefix, and shows no difference", () => {
    const preferences = [{ Spread: { SpreadDescriptor: "spread=node.labels.zone" } }];
    const spread = { ...live, TaskTemplate: { ...live.TaskTemplate, Placement: { Preferences: preferences } } };
    for (const pref of ["spread=node.labels.zone", "node.labels.zone"]) {
      const asked = { ...inputs, taskSpec: { ...(inputs.taskSpec as Properties), placement: { prefs: [pref] } } };
      expect([isAsDeclared(asked, spread), inputsOf(asked, spread)]).toEqual([true, asked]);
    }
    expect(inputsOf(undefined, spread).taskSpec).toMatchObject({ placement: { prefs: ["node.labels.zone"] } });
  });

  test("shows no difference from a program without the plugin's notes", () => {
    const noted = Object.entries(inputs).filter(([name]) => name !== "__defaults");
    expect(differences(inputs, Object.fromEntries(noted))).toEqual([]);
  });

  test("gets a label and keeps its task template byte for byte, so that no task restarts", () => {
    const labelled = { ...inputs, labels: [{ label: "team", value: "shop" }] };
    const updated = updateSpec(live, labelled, inputs);
    expect(updated).toEqual({ ...live, Labels: { team: "shop" } });
    expect([updated.TaskTemplate, updated.EndpointSpec]).toEqual([live.TaskTemplate, live.EndpointSpec]);
    expect(updated.TaskTemplate).toBe(live.TaskTemplate);
  });
});

describe("A service that was created outside of Pulumi", () => {
  const live = {
    Name: "web",
    TaskTemplate: {
      ContainerSpec: {
        Image: "web:1",
        Env: ["A=1", "REMOVED", "Z="],
        Hosts: ["10.0.0.2 db", "10.0.0.9 cache", "10.0.0.1 db"],
      },
      Resources: {
        Reservations: { GenericResources: [{ DiscreteResourceSpec: { Kind: "gpu" } }] },
      },
    },
  } as ServiceSpec;

  test("is imported as inputs that it already matches", () => {
    const inputs = inputsOf(undefined, live);
    expect(inputs).toMatchObject({
      taskSpec: {
        containerSpec: {
          env: { A: "1", REMOVED: "", Z: "" },
          hosts: [
            { host: "db", ip: "10.0.0.2" },
            { host: "cache", ip: "10.0.0.9" },
            { host: "db", ip: "10.0.0.1" },
          ],
        },
        resources: { reservation: { genericResources: { discreteResourcesSpecs: ["gpu=0"] } } },
      },
    });
    expect(isAsDeclared(inputs, live)).toBe(true);
  });

  test("keeps a variable that unsets one of the image when another variable changes", () => {
    const inputs = inputsOf(undefined, live);
    const { taskSpec } = inputs as { taskSpec: { containerSpec: Properties } };
    const env = { ...(taskSpec.containerSpec.env as Properties), A: "2" };
    const wanted = { ...inputs, taskSpec: { ...taskSpec, containerSpec: { ...taskSpec.containerSpec, env } } };
    const updated = updateSpec(live, wanted, inputs);
    expect(updated.TaskTemplate.ContainerSpec?.Env).toEqual(["A=2", "REMOVED", "Z="]);
    expect(updated.TaskTemplate.ContainerSpec?.Hosts).toBe(live.TaskTemplate.ContainerSpec?.Hosts);
  });
});

test("The addresses of a host name are sent in the order of the program", () => {
  const { Hosts } =
    createSpec(
      withContainer({
        hosts: [
          { host: "db", ip: "10.0.0.2" },
          { host: "cache", ip: "10.0.0.9" },
          { host: "db", ip: "10.0.0.1" },
        ],
      }),
    ).TaskTemplate.ContainerSpec ?? {};
  expect(Hosts).toEqual(["10.0.0.2 db", "10.0.0.1 db", "10.0.0.9 cache"]);
});

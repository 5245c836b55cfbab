type Properties = Readonly<Record<string, unknown>>;

/**
 * A message of the policy pack in the words of the docker command line, for a swarm that no Pulumi program describes:
 * `--publish 8080:80` instead of `endpointSpec.ports[0]`.
 *
 * @param props the properties of the object, which tell what is at an index
 */
export function inDockerWords(message: string, props: Properties): string {
  return replacements.reduce(
    (text, [pattern, words]) => text.replace(pattern, (...match: (string | undefined)[]) => words(match, props)),
    message,
  );
}

/** The text in docker's words for a match and its groups, of which one that is absent is undefined. */
type Words = (match: readonly (string | undefined)[], props: Properties) => string;

type Replacement = readonly [RegExp, Words];

function flag(words: string): Words {
  return () => words;
}

const again = "Create the network again";
const encryptIngress = "Create the ingress network again with --opt encrypted";

/** The flags of `docker network create` for the properties of a subnet. */
const subnetFlags: Readonly<Record<string, string>> = {
  subnet: "--subnet",
  gateway: "--gateway",
  ipRange: "--ip-range",
  auxAddress: "--aux-address",
};

const container = "taskSpec\\.containerSpec";

/** What a sentence says in docker's words. Sentences come before the paths that they contain. */
const replacements: readonly Replacement[] = [
  // Networks
  [/Remove 'attachable'/g, flag(`${again} without --attachable`)],
  [/Remove 'internal'/g, flag(`${again} without --internal`)],
  [/Remove 'ipv6' and IPv6 subnets/g, flag(`${again} without --ipv6 and IPv6 subnets`)],
  [/'ipv6: true'/g, flag("--ipv6")],
  [/Remove 'ingress' from one/g, flag("Remove one")],
  [/Remove 'auxAddress', and set 'ipRange'/g, flag(`${again} without --aux-address, and set --ip-range`)],
  [
    /Remove the key if the network should not be encrypted, or set encrypted: "" if it should/g,
    flag(`${again} without --opt encrypted if it should not be encrypted, and with --opt encrypted if it should`),
  ],
  [/Add options: \{ encrypted: "" \} to the ingress \(encrypted: true in an IngressConfig\)/g, flag(encryptIngress)],
  [/Declare an encrypted ingress \(an IngressConfig with 'encrypted' true\)/g, flag(encryptIngress)],
  [/Add options: \{ encrypted: "" \}(?: \(encrypted: true in an [ \w]+\))?/g, flag(`${again} with --opt encrypted`)],
  [/options\["([^"]+)"\]/g, ([, option]) => `--opt ${option}`],
  [/ipamConfigs\[\d+\](?:\.(\w+))?/g, ([, property = "subnet"]) => subnetFlags[property] ?? "--subnet"],
  [/'(ipRange|auxAddress)'/g, ([, property = ""]) => subnetFlags[property] ?? ""],
  [/without appearing in the Pulumi program/g, flag("without appearing in the specs of the services")],
  // Ports
  [/publishes endpointSpec\.ports\[(\d+)\]/g, ([, index], props) => `publishes a port (${publishOf(props, index)})`],
  [/endpointSpec\.ports\[(\d+)\]/g, ([, index], props) => publishOf(props, index)],
  [/endpointSpec\.ports/g, flag("--publish")],
  [/Set publishMode: "host" on the port/g, flag("Publish the port with --publish-add mode=host,…")],
  [/publishMode(?:: |=)"?host"?/g, flag("--publish mode=host,…")],
  [/'publishedPort'/g, flag("the published port")],
  // Networks and volumes of a service
  [/taskSpec\.networksAdvanceds\[(\d+)\]/g, ([, index], props) => networkOf(props, index)],
  [pattern(`${container}.mounts\\[(\\d+)\\](?:.volumeOptions.driverOptions.device)?`), mountAt],
  // Placement
  [/Add the constraint "([^"]+)" to taskSpec\.placement\.constraints/g, ([, text]) => `Use --constraint-add ${text}`],
  [
    /Add a constraint such as (.*?) to taskSpec\.placement\.constraints/g,
    ([, examples]) => `Add a constraint with --constraint-add, such as ${examples}`,
  ],
  [/taskSpec\.placement\.constraints/g, flag("--constraint")],
  [/taskSpec\.placement\.maxReplicas(?: to)?/g, flag("--replicas-max-per-node")],
  [/Set mode\.replicated\.replicas to 2 or more/g, flag("Scale it to 2 replicas or more")],
  // Updates
  [
    /updateConfig: \{ failureAction: "rollback", monitor: "(\w+)" \}/g,
    ([, monitor = "10s"]) => `--update-failure-action rollback --update-monitor ${monitor}`,
  ],
  [/the failureAction "pause" in rollbackConfig/g, flag("--rollback-failure-action pause")],
  [/(?:the )?updateConfig\.failureAction "(\w+)"/g, ([, action]) => `--update-failure-action ${action}`],
  [/(?:the )?rollbackConfig\.failureAction "(\w+)"/g, ([, action]) => `--rollback-failure-action ${action}`],
  [/(update|rollback)Config\.order "([\w-]+)"/g, ([, what, order]) => `--${what}-order ${order}`],
  [/updateConfig\.monitor/g, flag("--update-monitor")],
  [/has no updateConfig/g, flag("has no update options")],
  // The container
  [pattern(`Set ${container}.healthcheck`), flag("Set --health-cmd")],
  [pattern(`${container}.healthcheck(?:\\.tests)?`), flag("--health-cmd")],
  [pattern(`'user'( "[^"]*")? \\(${container}.user\\)`), ([, user = ""]) => `--user${user}`],
  [pattern(`'readOnly' \\(${container}.readOnly\\)`), flag("--read-only")],
  [/Set readOnly: true/g, flag("Set --read-only")],
  [/Set capDrops: \["ALL"\] and list what the program needs in capAdds/g, flag("Use --cap-drop ALL, and --cap-add")],
  [pattern(`${container}.capDrops(?:\\[\\d+\\])?`), flag("--cap-drop")],
  [pattern(`${container}.capAdds(?:\\[\\d+\\])?`), flag("--cap-add")],
  [pattern(`${container}.(?:args|commands?)\\[(\\d+)\\]`), ([, index]) => `argument ${Number(index) + 1}`],
  [/without a change to the program/g, flag("although its spec stays the same")],
  // Limits
  [/taskSpec\.resources\.limits does not set (\w+)(?: or (\w+))?/g, limitsOf],
  // Names
  [/, or leave 'name' out to let Pulumi choose one/g, flag("")],
];

/** A pattern about the path of a property. */
function pattern(source: string): RegExp {
  return new RegExp(source, "g");
}

function limitsOf([, ...names]: readonly (string | undefined)[]): string {
  const flags = names.flatMap((name) =>
    name === "memoryBytes" ? ["--limit-memory"] : name === "nanoCpus" ? ["--limit-cpu"] : [],
  );
  return `${flags.join(" and ")} ${flags.length === 1 ? "is" : "are"} not set`;
}

/** The flag that publishes a port, such as `--publish 8080:80/udp`. */
function publishOf(props: Properties, index: string | undefined): string {
  const { targetPort, publishedPort, protocol, publishMode } = entryOf(props["endpointSpec"], "ports", index);
  if (targetPort === undefined) return "--publish";
  const suffix = protocol === undefined || protocol === "tcp" ? "" : `/${protocol}`;
  const isChosen = publishedPort === undefined || publishedPort === "0";
  if (publishMode === "host") {
    const published = isChosen ? "" : `published=${publishedPort},`;
    const kind = suffix === "" ? "" : `,protocol=${protocol}`;
    return `--publish mode=host,${published}target=${targetPort}${kind}`;
  }
  return `--publish ${isChosen ? "" : `${publishedPort}:`}${targetPort}${suffix}`;
}

function networkOf(props: Properties, index: string | undefined): string {
  const { name, id } = entryOf(props["taskSpec"], "networksAdvanceds", index);
  const network = name ?? id;
  return network === undefined ? "--network" : `--network ${network}`;
}

function mountAt([, index]: readonly (string | undefined)[], props: Properties): string {
  const task = props["taskSpec"] as Properties | undefined;
  const { type, source, target } = entryOf(task?.["containerSpec"], "mounts", index);
  if (target === undefined) return "--mount";
  const from = source === undefined ? "" : `source=${source},`;
  return `--mount type=${type ?? "volume"},${from}target=${target}`;
}

/** The entry of a list: those of its values that are texts or numbers, as texts. */
function entryOf(
  holder: unknown,
  list: string,
  index: string | undefined,
): Readonly<Record<string, string | undefined>> {
  const entries = (holder as Properties | undefined)?.[list];
  const entry = Array.isArray(entries) ? (entries as readonly (Properties | undefined)[])[Number(index)] : undefined;
  const texts = Object.entries(entry ?? {}).flatMap(([key, value]): [string, string][] =>
    typeof value === "string" || typeof value === "number" ? [[key, String(value)]] : [],
  );
  return Object.fromEntries(texts);
}

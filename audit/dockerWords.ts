type Properties = Readonly<Record<string, unknown>>;

/**
 * A message of the policy pack in the words of the docker command line, for a swarm that no Pulumi program describes:
 * `--publish 8080:80` instead of `endpointSpec.ports[0]`.
 *
 * @param props the properties of the object, which tell what is at an index
 */
export function inDockerWords(message: string, props: Properties): string {
  return replacements.reduce(
    (text, [pattern, words]) => text.replace(pattern, (...match: string[]) => words(match, props)),
    message,
  );
}

type Replacement = readonly [RegExp, (match: readonly string[], props: Properties) => string];

function flag(words: string): Replacement[1] {
  return () => words;
}

const encrypt = "Create the network again with --opt encrypted";

/** Longer paths come first, since they contain the shorter ones. */
const replacements: readonly Replacement[] = [
  [/endpointSpec\.ports\[(\d+)\]/g, ([, index], props) => publishOf(props, Number(index))],
  [/taskSpec\.networksAdvanceds\[(\d+)\]/g, ([, index], props) => networkOf(props, Number(index))],
  [/taskSpec\.containerSpec\.mounts\[(\d+)\]/g, ([, index], props) => mountOf(props, Number(index))],
  [/Set publishMode: "host" on the port/g, flag("Publish the port with --publish-add mode=host,…")],
  [/publishMode(?:: |=)"?host"?/g, flag("--publish mode=host,…")],
  [/Set taskSpec\.containerSpec\.healthcheck/g, flag("Set --health-cmd")],
  [/taskSpec\.containerSpec\.healthcheck/g, flag("--health-cmd")],
  [
    /taskSpec\.resources\.limits does not set memoryBytes or nanoCpus/g,
    flag("--limit-memory and --limit-cpu are not set"),
  ],
  [/taskSpec\.resources\.limits does not set memoryBytes/g, flag("--limit-memory is not set")],
  [/taskSpec\.resources\.limits does not set nanoCpus/g, flag("--limit-cpu is not set")],
  [/taskSpec\.placement\.maxReplicas to 1/g, flag("--replicas-max-per-node 1")],
  [/taskSpec\.placement\.maxReplicas/g, flag("--replicas-max-per-node")],
  [/taskSpec\.placement\.constraints/g, flag("--constraint")],
  [
    /updateConfig: \{ failureAction: "rollback", monitor: "(\w+)" \}/g,
    ([, monitor = "10s"]) => `--update-failure-action rollback --update-monitor ${monitor}`,
  ],
  [/the failureAction "pause" in rollbackConfig/g, flag("--rollback-failure-action pause")],
  [/has no updateConfig/g, flag("has no update options")],
  [/Add options: \{ encrypted: "" \} \(encrypted: true in an OverlayNetwork or IngressConfig\)/g, flag(encrypt)],
  [/Add options: \{ encrypted: "" \}/g, flag(encrypt)],
  [/taskSpec\.containerSpec\.(?:args|commands?)\[(\d+)\]/g, ([, index]) => `argument ${Number(index) + 1}`],
  [/taskSpec\.containerSpec\.user/g, flag("--user")],
  [/taskSpec\.containerSpec\.readOnly/g, flag("--read-only")],
  [/taskSpec\.containerSpec\.capabilityDrops/g, flag("--cap-drop")],
  [/taskSpec\.containerSpec\.capabilityAdds/g, flag("--cap-add")],
  [/without appearing in the Pulumi program/g, flag("without appearing in the specs of the services")],
  [/Remove 'attachable'/g, flag("Create the network again without --attachable")],
];

/** The flag that publishes a port, such as `--publish 8080:80/udp`. */
function publishOf(props: Properties, index: number): string {
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

function networkOf(props: Properties, index: number): string {
  const { name, id } = entryOf(props["taskSpec"], "networksAdvanceds", index);
  const network = name ?? id;
  return network === undefined ? "--network" : `--network ${network}`;
}

function mountOf(props: Properties, index: number): string {
  const task = props["taskSpec"] as Properties | undefined;
  const { type, source, target } = entryOf(task?.["containerSpec"], "mounts", index);
  if (target === undefined) return "--mount";
  const from = source === undefined ? "" : `source=${source},`;
  return `--mount type=${type ?? "volume"},${from}target=${target}`;
}

/** The entry of a list: those of its values that are texts or numbers, as texts. */
function entryOf(holder: unknown, list: string, index: number): Readonly<Record<string, string | undefined>> {
  const entries = (holder as Properties | undefined)?.[list];
  const entry = Array.isArray(entries) ? (entries as readonly (Properties | undefined)[])[index] : undefined;
  const texts = Object.entries(entry ?? {}).flatMap(([key, value]): [string, string][] =>
    typeof value === "string" || typeof value === "number" ? [[key, String(value)]] : [],
  );
  return Object.fromEntries(texts);
}

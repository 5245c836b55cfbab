import { checkAttachments, type Attachment } from "../../../swarm/attachments";
import { isPresent, unknown, type Draft } from "../../../swarm/draft";
import { under } from "../../../swarm/problem";
import { show } from "../../../swarm/typed";
import { spelled } from "../../../swarm/spelling";
import type { CheckFailure } from "../../handler/handler";
import type { Properties, Property } from "../../handler/properties";
import { block } from "../fields/block";
import { containerSpec } from "./container";
import { distinct } from "../fields/distinct";
import { assignments, options } from "../fields/entries";
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
  type Table,
} from "../fields/field";
import { duration, oneOf, packed, sequence, text, whole } from "../fields/leaf";
import { unordered } from "../fields/unordered";

/** The Engine's minimum: 0.001 CPU. */
const nanoCpus = (): Field => whole({ lowest: 1_000_000, why: "the Engine's minimum is 0.001 CPU, 1000000" });
/** The Engine's minimum: 4 MiB. */
const memoryBytes = (): Field => whole({ lowest: 4_194_304, why: "the Engine's minimum is 4 MiB" });

const resources = block({
  limits: [
    "Limits",
    block({
      nanoCpus: ["NanoCPUs", nanoCpus()],
      memoryBytes: ["MemoryBytes", memoryBytes()],
      pids: ["Pids", additional(whole())],
    }),
  ],
  reservation: [
    "Reservations",
    block({
      nanoCpus: ["NanoCPUs", nanoCpus()],
      memoryBytes: ["MemoryBytes", memoryBytes()],
      // Two lists here, one in the Engine.
      genericResources: ["GenericResources", genericResources()],
    }),
  ],
  // Zero means no swap, and an absent value twice the memory limit.
  swapBytes: ["SwapBytes", since("29.0", whole({ lowest: -1, why: "-1 stands for no limit", zeroIsValue: true }))],
  memorySwappiness: ["MemorySwappiness", since("29.0", whole({ lowest: -1, highest: 100, zeroIsValue: true }))],
});

const restartPolicy = block({
  condition: ["Condition", oneOf(["none", "on-failure", "any"], { default: "any" })],
  delay: ["Delay", duration({ default: "5s" })],
  maxAttempts: ["MaxAttempts", whole({ default: 0 })],
  window: ["Window", duration({ default: "0s" })],
});

/**
 * A node label, with or without docker's prefix `spread=`. The official plugin sends the prefix as a part of the label,
 * which then has no effect. Such a value in the Engine is not a difference.
 */
const spread = packed({
  pack: (value) => ({ Spread: { SpreadDescriptor: spreadLabel(textOf(value)) } }),
  unpack: (live) => spreadLabel(textOf(recordOf(recordOf(live).Spread).SpreadDescriptor)),
  refuse: (value) =>
    typeof value === "string" && /^[^=\s]+$/.test(spreadLabel(value))
      ? undefined
      : `${show(value)} is not a preference. Use e.g. "node.labels.zone".`,
});

function spreadLabel(preference: string): string {
  return preference.replace(/^spread=/, "");
}

const constraint = text({
  rule: (value: string) =>
    /^\s*[\w.-]+(?:\/[\w.-]+)*\s*[=!]=\s*\S/.test(value)
      ? undefined
      : `${show(value)} is not a constraint. Use e.g. "node.role==worker" or "node.labels.zone!=a".`,
});

const placement = block({
  constraints: ["Constraints", unordered(constraint, { order: textOf })],
  // The first one has the highest priority.
  prefs: ["Preferences", sequence(spread)],
  maxReplicas: ["MaxReplicas", whole()],
  platforms: ["Platforms", platforms()],
});

/** Without a name, the options are those of the Engine's own driver. */
const logDriver = block({ name: ["Name", text()], options: ["Options", options()] });

const target = (element: Json): string => textOf(recordOf(element).Target);

/** A network takes the place of another one, with the same aliases. Its id may be unknown. */
const asAttached = (element: Json): string => {
  const { Aliases, DriverOpts } = recordOf(element);
  return JSON.stringify([Aliases, DriverOpts]);
};

/** `taskSpec`. */
export const taskSpec = block(
  {
    containerSpec: ["ContainerSpec", containerSpec],
    resources: ["Resources", resources],
    restartPolicy: ["RestartPolicy", restartPolicy],
    placement: ["Placement", placement],
    networksAdvanceds: ["Networks", unordered(attachment(), { order: target, identities: [target], role: asAttached })],
    logDriver: ["LogDriver", logDriver],
    forceUpdate: ["ForceUpdate", keptWhenAbsent(whole())],
    // The plugin runtime needs its own spec, which the docker package cannot express.
    runtime: ["Runtime", oneOf(["container"], { default: "container" })],
  },
  { required: ["containerSpec"], rule: checkNetworks },
);

/**
 * A counter that `docker service update --force` increases too: an absent one keeps the live value, because setting it
 * back would restart every task.
 */
function keptWhenAbsent(field: Field): Field {
  return {
    ...field,
    fits: (wanted, live) => isAbsent(wanted) || field.fits(wanted, live),
    same: (before, wanted) => isAbsent(wanted) || field.same(before, wanted),
    differences: (path, before, wanted) => (isAbsent(wanted) ? [] : field.differences(path, before, wanted)),
    reconcile: (previous, live) => (isAbsent(previous) ? previous : field.reconcile(previous, live)),
    rewrite: (live, wanted, before) => (isAbsent(wanted) ? live : field.rewrite(live, wanted, before)),
  };
}

/**
 * An attachment is known by its network, which the docker package takes as `id`, or as `name`, which may hold either.
 */
function attachment(): Field {
  const table: Table = {
    id: ["Target", text()],
    aliases: ["Aliases", distinct(unordered(text(), { order: textOf }))],
    driverOpts: ["DriverOpts", assignments()],
  };
  const inner = block(table);
  const form = block({ ...table, name: ["Target", text()] });
  const folded = (value: Property): Property => {
    if (!isPresent(value) || typeof value !== "object" || Array.isArray(value)) return value;
    const { id, name, ...rest } = propertiesOf(value);
    return { ...rest, id: isAbsent(id) || id === "" ? name : id };
  };
  const usesName = (value: Property): boolean => {
    const { id, name } = propertiesOf(value);
    return (isAbsent(id) || id === "") && !isAbsent(name);
  };
  return {
    shape: form.shape,
    write: (wanted) => inner.write(folded(wanted)),
    fits: (wanted, live) => inner.fits(folded(wanted), live),
    same: (a, b) => inner.same(folded(a), folded(b)),
    differences: (path, before, wanted) =>
      inner
        .differences(path, folded(before), folded(wanted))
        .map((change) =>
          change.path === `${path}.id` && usesName(wanted) ? { ...change, path: `${path}.name` } : change,
        ),
    reconcile: (previous, live) => {
      if (inner.fits(folded(previous), live)) return previous;
      const { id, ...rest } = propertiesOf(inner.reconcile(folded(previous), live));
      return usesName(previous) ? { name: id, ...rest } : { id, ...rest };
    },
    rewrite: (live, wanted, before) => inner.rewrite(live, folded(wanted), folded(before)),
    check: (path, draft) => form.check(path, draft),
  };
}

/**
 * The platforms of the image. Docker's client always writes the registry's list, even over a declared one. So any part
 * of a declared list matches, and every list matches an absent one.
 */
function platforms(): Field {
  const platform = block(
    { architecture: ["Architecture", text()], os: ["OS", text()] },
    { required: ["architecture", "os"] },
  );
  const list = unordered(platform, {
    order: (element) => `${textOf(recordOf(element).OS)}/${textOf(recordOf(element).Architecture)}`,
  });
  const fits: Field["fits"] = (wanted, live) => {
    if (isAbsent(wanted)) return true;
    const isPart = listOf(live).every((one) => elementsOf(wanted).some((other) => platform.fits(other, one)));
    return list.fits(wanted, live) || (isPart && listOf(live).length > 0);
  };
  return {
    ...list,
    fits,
    reconcile: (previous, live) =>
      previous === unknown ? undefined : fits(previous, live) ? previous : list.reconcile(previous, live),
    rewrite: (live, wanted, before) =>
      fits(wanted, live) && list.same(before, wanted) ? live : list.rewrite(live, wanted, before),
  };
}

/** `GPU=id` by name, `SSD=3` by number. */
function genericResources(): Field {
  const named = packed({
    pack: (value) => ({ NamedResourceSpec: pairOf(textOf(value), (text) => text) }),
    unpack: (live) => assigned(recordOf(live).NamedResourceSpec),
    refuse: (value) =>
      typeof value === "string" && /^[^=]+=.+$/.test(value)
        ? undefined
        : `${show(value)} is not a resource. Use e.g. "GPU=UUID1".`,
  });
  const discrete = packed({
    pack: (value) => ({ DiscreteResourceSpec: pairOf(textOf(value), Number) }),
    // The Engine's JSON leaves a value of 0 out.
    unpack: (live) => assigned({ Value: 0, ...recordOf(recordOf(live).DiscreteResourceSpec) }),
    refuse: (value) =>
      typeof value === "string" && /^[^=]+=\d+$/.test(value)
        ? undefined
        : `${show(value)} is not a number of resources. Use e.g. "SSD=3".`,
  });
  const byText = { order: (element: Json): string => JSON.stringify(element) };
  const form = block({
    namedResourcesSpecs: ["named", unordered(named, byText)],
    discreteResourcesSpecs: ["discrete", unordered(discrete, byText)],
  });
  const apart = (live: Json): Json => ({
    named: listOf(live).filter((one) => "NamedResourceSpec" in recordOf(one)),
    discrete: listOf(live).filter((one) => "DiscreteResourceSpec" in recordOf(one)),
  });
  const together = (engine: Json): Json => {
    const { named: names, discrete: numbers } = recordOf(engine);
    const all = [...listOf(names), ...listOf(numbers)];
    return all.length === 0 ? undefined : all;
  };
  return {
    ...form,
    shape: { kind: "object", table: { namedResourcesSpecs: ["", named], discreteResourcesSpecs: ["", discrete] } },
    write: (wanted) => together(form.write(wanted)),
    fits: (wanted, live) => form.fits(wanted, apart(live)),
    reconcile: (previous, live) => form.reconcile(previous, apart(live)),
    rewrite: (live, wanted, before) =>
      form.fits(wanted, apart(live)) && form.same(before, wanted) ? live : together(form.write(wanted)),
  };
}

function pairOf<T>(text: string, valueOf: (value: string) => T): { Kind: string; Value: T } {
  const index = text.indexOf("=");
  return { Kind: text.slice(0, index), Value: valueOf(text.slice(index + 1)) };
}

function assigned(pair: Json): string {
  const { Kind, Value } = recordOf(pair);
  return `${textOf(Kind)}=${textOf(Value)}`;
}

function checkNetworks(path: string, { networksAdvanceds }: Properties): CheckFailure[] {
  const problems = under(
    `${path}.networksAdvanceds`,
    checkAttachments(networksAdvanceds as Draft<readonly Attachment[]>),
  );
  const failures = problems.map(({ path: property, reason }) => ({ property, reason }));
  elementsOf(networksAdvanceds).forEach((one, i) => {
    if (!isPresent(one) || typeof one !== "object") return;
    const { id, name } = propertiesOf(one);
    const at = `${path}.networksAdvanceds[${i}]`;
    if ((isAbsent(id) || id === "") && (isAbsent(name) || name === "")) {
      failures.push({
        property: `${at}.id`,
        reason:
          `'id' is missing. Give the id of a network: the output 'id' of a docker.Network, or ` +
          `${spelled("networkId")} of a component.`,
      });
    } else if (isPresent(id) && isPresent(name) && id !== name) {
      failures.push({
        property: `${at}.name`,
        reason: `'name' ${show(name)} and 'id' ${show(id)} refer to two networks in one entry. Keep only 'id'.`,
      });
    }
  });
  return failures;
}

import type { Mark } from "../../inspect/topology/topology";
import { label } from "../../inspect/topology/cards";
import type { Picture } from "../content/pictures";

/** With more lines than this, the picture cannot be read in a comment. GitHub's limit is 500. */
const mostLines = 120;

type Item = Picture["networks"][number] | Picture["services"][number];

/**
 * Draws the networks and services that an update changes, and their neighbours, as a Mermaid flowchart. Both sides of
 * the update are in one picture: what is removed is red and dashed.
 *
 * @returns `undefined` if nothing changes, or if there is too much to draw
 */
export function drawMermaid(before: Picture, after: Picture): string | undefined {
  const marks = { ...before.marks, ...after.marks };
  const networks = union(before.networks, after.networks);
  const services = union(before.services, after.services);
  const links = linksOf(before, after);
  const touched = new Set(
    [...Object.keys(marks)].filter((key) => !key.startsWith("link:")).map((key) => key.slice(key.indexOf(":") + 1)),
  );
  const shownLinks = links.filter(({ service, network }) => touched.has(service) || touched.has(network));
  const shown = new Set([...touched, ...shownLinks.flatMap(({ service, network }) => [service, network])]);
  if (touched.size === 0 || shownLinks.length > mostLines || shown.size > mostLines) return undefined;
  const ids = new Map([...shown].map((urn, index) => [urn, `n${index}`]));
  const node = (item: Item, kind: "network" | "service"): string[] => {
    const id = ids.get(item.id);
    if (id === undefined) return [];
    const mark = marks[`${kind}:${item.id}`];
    const [open, close] = kind === "network" ? ["[", "]"] : ["([", "])"];
    const lines = [label(item), ...subnetLine(item, before, after)].map(escaped).join("<br>");
    return [`  ${id}${open}"${lines}"${close}${mark === undefined ? "" : `:::${mark}`}`];
  };
  return [
    "flowchart TB",
    ...services.flatMap((item) => node(item, "service")),
    ...networks.flatMap((item) => node(item, "network")),
    ...shownLinks.map(({ service, network, mark }) => {
      const line = mark === "removed" ? "-.-" : mark === "added" ? "===" : "---";
      return `  ${ids.get(service) ?? ""} ${line} ${ids.get(network) ?? ""}`;
    }),
    ...shownLinks.flatMap(({ mark }, index) =>
      mark === undefined ? [] : [`  linkStyle ${index} stroke:${strokes[mark]}`],
    ),
    ...Object.entries(strokes).map(
      ([mark, stroke]) =>
        `  classDef ${mark} stroke:${stroke},stroke-width:3px${mark === "removed" ? ",stroke-dasharray:5 4" : ""}`,
    ),
  ].join("\n");
}

/** Colours that can be read on a light and on a dark page. */
const strokes: Readonly<Record<Mark, string>> = { added: "#2da44e", changed: "#bf8700", removed: "#cf222e" };

function union<T extends Item>(before: readonly T[], after: readonly T[]): T[] {
  return [...new Map([...before, ...after].map((item) => [item.id, item])).values()];
}

function linksOf(before: Picture, after: Picture): { service: string; network: string; mark: Mark | undefined }[] {
  const marks = { ...before.marks, ...after.marks };
  const all = new Map<string, { service: string; network: string; mark: Mark | undefined }>();
  for (const { id: service, attachments } of [...before.services, ...after.services]) {
    for (const { network } of attachments) {
      const key = `link:${service} ${network}`;
      all.set(key, { service, network, mark: marks[key] });
    }
  }
  return [...all.values()];
}

/** The subnets of a network, those of both sides if they differ. */
function subnetLine(item: Item, before: Picture, after: Picture): string[] {
  if (!("subnets" in item)) return [];
  const texts = [before, after].map(({ networks }) =>
    networks
      .find(({ id }) => id === item.id)
      ?.subnets.map(({ subnet }) => subnet)
      .join(", "),
  );
  const shown = [...new Set(texts.filter((text) => text !== undefined && text !== ""))];
  return shown.length === 0 ? [] : [shown.join(" → ")];
}

/** Text for a quoted label. Mermaid reads `#NUMBER;` as a character, so no other character than these has a meaning. */
function escaped(text: string): string {
  return Array.from(text, (character) =>
    /[\w ./:,→-]/.test(character) ? character : `#${character.codePointAt(0) ?? 0};`,
  ).join("");
}

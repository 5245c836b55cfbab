import { createHash } from "node:crypto";
import { composeTopology } from "../../../../inspect/topology/composeTopology";
import { graphOf } from "../../../../inspect/topology/graph";
import { layOut } from "../../../../inspect/topology/layout";
import { makePage } from "../../../../inspect/topology/page";
import { drawSvg, type Drawing } from "../../../../inspect/topology/svg";
import type { Topology } from "../../../../inspect/topology/topology";
import { node, overlay, service } from "../../../support/engineObjects";
import { generatedAnswers, generatedTopology } from "./swarms";

const hostile = `</script></style></title><img src=x onerror="alert('1')">&amp;\u0000\ud800`;

async function drawing(topology: Topology): Promise<Drawing> {
  const graph = graphOf(topology);
  return { topology, graph, laidOut: await layOut(graph.root) };
}

/** A swarm in which every name and label is hostile. */
function hostileTopology(): Topology {
  const network = overlay("n1", { Name: hostile, Labels: { [hostile]: hostile } });
  const web = service("s1", ["n1"]);
  return composeTopology(hostile, {
    networks: [network],
    services: [{ ...web, Spec: { ...web.Spec, Name: hostile, Labels: { [hostile]: hostile } } }],
    tasks: [],
    nodes: [node("m1", { Description: { Hostname: hostile } })],
    bridges: new Map(),
  });
}

/** The names of all start tags in a text in which all quotes are escaped. */
function tags(markup: string): string[] {
  return [...new Set(Array.from(markup.matchAll(/<([a-z]+)/gi), ([, name = ""]) => name))].sort();
}

test("Names and labels do not become markup in the picture", async () => {
  const svg = drawSvg(await drawing(hostileTopology()));
  expect(tags(svg)).toEqual(["g", "line", "polyline", "rect", "style", "svg", "text", "title"]);
  expect(/ on[a-z]+="/.test(svg)).toBe(false);
  // eslint-disable-next-line no-control-regex -- the characters that XML forbids
  expect(/[\u0000-\u0008]|\p{Surrogate}/u.test(svg)).toBe(false);
});

test("Names and labels do not become markup in the page", async () => {
  const page = makePage(await drawing(hostileTopology()));
  expect(tags(page)).not.toContain("img");
  expect(page.match(/<\/script>/g)).toHaveLength(2);
  const data = /<script id="data" type="application\/json">([^<]*)<\/script>/.exec(page)?.[1] ?? "";
  const details = JSON.parse(data) as Record<string, { title: string; facts: [string, string][] }>;
  expect(details["service:s1"]?.title).toBe(hostile);
  expect(details["service:s1"]?.facts.at(-1)).toEqual([`label ${hostile}`, hostile]);
});

test("The page only runs its own script and loads nothing", async () => {
  const page = makePage(await drawing(generatedTopology(3, 3)));
  const script = /<script>([^]*?)<\/script>/.exec(page)?.[1] ?? "";
  const hash = createHash("sha256").update(script).digest("base64");
  expect(/http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1]).toBe(
    `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`,
  );
  expect(page.match(/(?:src|href)=|url\(|@import|https?:\/\/(?!www\.w3\.org\/2000\/svg)/g)).toBe(null);
});

test("Equal swarms give equal pictures, in whatever order the Engine lists objects", async () => {
  const answers = generatedAnswers(30, 3);
  const reversed = {
    networks: answers.networks.toReversed(),
    services: answers.services.toReversed(),
    tasks: answers.tasks.toReversed(),
    nodes: answers.nodes.toReversed(),
    bridges: answers.bridges,
  };
  const [one, other] = await Promise.all(
    [answers, reversed].map(async (given) => drawSvg(await drawing(composeTopology("h", given)))),
  );
  expect(one).toBe(other);
});

test("A picture of 300 services has an element for each item and stays below a megabyte", async () => {
  const topology = generatedTopology(300, 5);
  const svg = drawSvg(await drawing(topology));
  const { networks, services, tasks, nodes } = topology;
  expect(svg.match(/data-key="/g)).toHaveLength(networks.length + services.length + tasks.length + nodes.length);
  expect(svg.length < 1_000_000).toBe(true);
});

import { graphOf } from "../../inspect/topology/graph";
import { layOut } from "../../inspect/topology/layout";
import { drawSvg } from "../../inspect/topology/svg";
import type { Picture } from "../content/pictures";

/** Draws the networks of a stack as an SVG document. */
export async function drawPicture(topology: Picture): Promise<string> {
  const graph = graphOf(topology);
  return drawSvg({ topology, graph, laidOut: await layOut(graph.root) });
}

import { isDeepStrictEqual } from "node:util";
import { graphOf } from "../../inspect/topology/graph";
import { layOut } from "../../inspect/topology/layout";
import { drawSvg } from "../../inspect/topology/svg";
import type { Picture } from "../content/pictures";

/**
 * Draws the networks of a stack before and after an update, each as an SVG document. The layout takes most of the time,
 * so both sides share it if they have the same boxes and lines, as after a change of images.
 */
export async function drawPictures(before: Picture, after: Picture): Promise<[before: string, after: string]> {
  const graphs = { before: graphOf(before), after: graphOf(after) };
  const isShared = isDeepStrictEqual(graphs.before.root, graphs.after.root);
  const laidOut = await layOut(graphs.before.root);
  return [
    drawSvg({ topology: before, graph: graphs.before, laidOut }),
    drawSvg({ topology: after, graph: graphs.after, laidOut: isShared ? laidOut : await layOut(graphs.after.root) }),
  ];
}

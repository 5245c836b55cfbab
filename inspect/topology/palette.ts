import type { Mark } from "./topology";

/** The colours of a theme. */
interface Theme {
  readonly page: string;
  readonly text: string;
  readonly muted: string;
  readonly border: string;
  readonly card: string;
  readonly group: string;
  readonly good: string;
  readonly waiting: string;
  readonly bad: string;
  /** For bars, which are small and need a strong colour. */
  readonly alarm: string;
  /** For networks: the first is for the ingress, the others are used in turn. */
  readonly hues: readonly string[];
}

const light: Theme = {
  page: "#ffffff",
  text: "#1f2328",
  muted: "#59636e",
  border: "#c8cfd7",
  card: "#ffffff",
  group: "#f3f5f8",
  good: "#dff3e4",
  waiting: "#fff1c2",
  bad: "#ffdcd8",
  alarm: "#cf222e",
  hues: [
    "#0969da",
    "#1a7f37",
    "#bf3989",
    "#9a6700",
    "#8250df",
    "#0f7b8a",
    "#cf4a22",
    "#57730d",
    "#b0316b",
    "#4d5fc7",
    "#7a5c3e",
  ],
};

const dark: Theme = {
  page: "#0d1117",
  text: "#e6edf3",
  muted: "#9aa4af",
  border: "#3d444d",
  card: "#161b22",
  group: "#11161d",
  good: "#143d22",
  waiting: "#4a3a08",
  bad: "#5c1f1c",
  alarm: "#f85149",
  hues: [
    "#4493f8",
    "#3fb950",
    "#db61a2",
    "#d29922",
    "#ab7df8",
    "#39c5cf",
    "#f0883e",
    "#a3c54b",
    "#ff7eb0",
    "#8c9cf5",
    "#c39b74",
  ],
};

/** The number of colours for networks, including the one for the ingress. */
const hueCount = light.hues.length;

/** The CSS class of a network's colour. The ingress has a colour of its own; other networks share the rest in turn. */
export function hueClass(index: number, ingress: boolean): string {
  return `hue-${ingress ? 0 : 1 + (index % (hueCount - 1))}`;
}

/**
 * The style sheet of the picture, with the light or dark theme of the reader's system. It uses only rules that every
 * SVG viewer supports.
 */
export function styleSheet(): string {
  return `${shapes}${colours(light)}@media (prefers-color-scheme: dark) {\n${colours(dark)}}\n`;
}

const shapes = `
text { font-family: system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; font-size: 11px; }
.title { font-size: 13px; font-weight: 600; }
.headline { font-size: 18px; font-weight: 600; }
.section { font-size: 12px; font-weight: 600; letter-spacing: 0.06em; text-transform: uppercase; }
.box { stroke-width: 1; }
.network .box { stroke-width: 1.5; fill-opacity: 0.09; }
.internal .box { stroke-dasharray: 5 4; }
.bridge .box { stroke-dasharray: 2 3; }
.link { fill: none; stroke-width: 1.5; stroke-linejoin: round; stroke-opacity: 0.75; }
.link.encrypted { stroke-width: 3; }
.link.internal { stroke-dasharray: 6 4; }
.padlock { fill: none; stroke-width: 1.6; }
`;

function colours(theme: Theme): string {
  const hues = [...theme.hues.map((colour, index) => hue(`hue-${index}`, colour)), hue("plain", theme.muted)];
  return (
    `.page { fill: ${theme.page}; }\n` +
    `text { fill: ${theme.text}; }\n` +
    `.line, .section { fill: ${theme.muted}; }\n` +
    `.box { fill: ${theme.card}; stroke: ${theme.border}; }\n` +
    `.rule { stroke: ${theme.border}; }\n` +
    `.group .box, .node .box, .unplaced .box { fill: ${theme.group}; }\n` +
    `.track { fill: ${theme.border}; }\n` +
    hues.join("") +
    `.task.running .box { fill: ${theme.good}; }\n` +
    `.task.waiting .box, .node.waiting .box { fill: ${theme.waiting}; }\n` +
    `.task.bad .box, .node.bad .box { fill: ${theme.bad}; }\n` +
    `.full { fill: ${theme.alarm}; }\n` +
    `.service.short .box { fill: ${theme.waiting}; }\n` +
    marked("added", theme.good, theme.hues[1] ?? theme.text) +
    marked("changed", theme.waiting, theme.hues[3] ?? theme.text) +
    marked("removed", theme.bad, theme.alarm)
  );
}

function hue(name: string, colour: string): string {
  return (
    `.${name} .box, .${name} .padlock, .link.${name} { stroke: ${colour}; }\n` +
    `.network.${name} .box, .${name} .stripe, .${name}.chip .dot { fill: ${colour}; }\n`
  );
}

/** An item that an update changes has its own fill and a thick border; a line has only the colour. */
function marked(mark: Mark, fill: string, stroke: string): string {
  return (
    `.item.${mark} .box { fill: ${fill}; fill-opacity: 1; stroke: ${stroke}; stroke-width: 2.5; }\n` +
    `.item.${mark} .stripe { fill: ${stroke}; }\n` +
    `.item.${mark} .padlock { stroke: ${stroke}; }\n` +
    `.link.${mark} { stroke: ${stroke}; stroke-width: 2.5; }\n`
  );
}

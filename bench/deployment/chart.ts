import { operations } from "./operation";
import { operationsIn, type Results } from "./results";

const colors = ["#7a8699", "#b9c1cc", "#d9b3c4", "#1769c2", "#e08a1e", "#7b52ab"];
const [left, right, bar, gap] = [190, 80, 14, 16];
const width = 760;

/** The medians as horizontal bars, grouped by operation, as SVG. */
export function chart(results: Results): string {
  const contenders = Object.entries(results.contenders);
  const groups = operationsIn(results).map((operation) => ({
    title: operations[operation],
    bars: contenders.flatMap(([name, contender], index) => {
      const median = contender[operation]?.seconds.median;
      return median === undefined ? [] : [{ name, median, color: colors[index % colors.length] ?? "" }];
    }),
  }));
  const longest = Math.max(...groups.flatMap(({ bars }) => bars.map(({ median }) => median)));
  const scale = (width - left - right) / longest;
  const parts: string[] = [];
  let y = 16;
  contenders.forEach(([name], index) => {
    const x = 10 + index * ((width - 20) / contenders.length);
    parts.push(rectangle(x, y, 10, 10, colors[index % colors.length] ?? ""), label(x + 16, y + 9, name));
  });
  y += 30;
  for (const { title, bars } of groups) {
    parts.push(label(left - 10, y + (bars.length * bar) / 2 + 4, title, "end"));
    for (const { median, color } of bars) {
      parts.push(rectangle(left, y, Math.max(1, median * scale), bar - 2, color));
      parts.push(label(left + Math.max(1, median * scale) + 6, y + bar - 4, `${median.toFixed(median < 1 ? 2 : 1)} s`));
      y += bar;
    }
    y += gap;
  }
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${y}" width="${width}" height="${y}" ` +
      `font-family="sans-serif" font-size="12">`,
    `<rect width="${width}" height="${y}" fill="#ffffff"/>`,
    ...parts,
    "</svg>",
    "",
  ].join("\n");
}

function rectangle(x: number, y: number, w: number, h: number, fill: string): string {
  return `<rect x="${x}" y="${y}" width="${w.toFixed(1)}" height="${h}" fill="${fill}"/>`;
}

function label(x: number, y: number, text: string, anchor = "start"): string {
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}" fill="#1f2733">${text}</text>`;
}

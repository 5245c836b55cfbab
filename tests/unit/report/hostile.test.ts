import MarkdownIt, { type Token } from "markdown-it";
import { composeReport } from "../../../report/content/composeReport";
import { drawPictures } from "../../../report/formats/drawing";
import { formatHtml } from "../../../report/formats/html";
import { formatMarkdown } from "../../../report/formats/markdown";
import { drawMermaid } from "../../../report/formats/mermaid";
import { preview, step, urnOf } from "../../support/previews/readPreview";

// Anyone who opens a pull request chooses names, labels and images, and can make a provider quote them.
const hostile = [
  '"]:::x; click n0 "javascript:alert(1)"',
  "```\n/close\n@everyone",
  "<img src=x onerror=alert(1)>",
  "<!-- swarm-report: other -->",
  "[click](https://evil.example) ![p](http://evil.example/p.png)",
  "a | b | <script>alert(1)</script>",
  "# heading\n- item\n> quote",
  "www.evil.example https://evil.example #1 !2 @user",
  "`",
];

const text = hostile.join(" ");
const network = (name: string): object => ({ name, driver: "overlay", labels: [{ label: name, value: name }] });
const files = preview({
  steps: [
    ...hostile.map((name) => step("create", "network:Network", name, { new: network(name) })),
    ...hostile.map((name) =>
      step("update", "service:Service", name, {
        old: { name, taskSpec: { containerSpec: { image: "a" }, networksAdvanceds: [] } },
        new: { name, taskSpec: { containerSpec: { image: name }, networksAdvanceds: [{ name }] } },
      }),
    ),
  ],
  diagnostics: [
    { severity: "error", urn: urnOf("service:Service", text), message: text },
    { severity: "info", urn: urnOf("service:Service", hostile[0] ?? ""), message: text },
  ],
  findings: [
    {
      policyName: text,
      policyPackName: "p",
      enforcementLevel: "advisory",
      message: `${text}\n${text}`,
      resourceUrn: urnOf("network:Network", text),
    },
  ],
});
const { report, before, after } = composeReport(files, "production");

test("Hostile names create no HTML, links, pictures or mentions in the comment", () => {
  const comment = formatMarkdown(report, drawMermaid(before, after));
  const tokens = new MarkdownIt({ html: true, linkify: true }).parse(comment, {});
  const all = tokens.flatMap((token): Token[] => [token, ...(token.children ?? [])]);
  const types = new Set(all.map(({ type }) => type));
  expect([...types].filter((type) => /^(link|image|html_inline|blockquote|strong|em|s_)/.test(type))).toEqual([]);
  // The marker is the only HTML, the picture the only block of code.
  expect(all.filter(({ type }) => type === "html_block").map(({ content }) => content)).toEqual([
    "<!-- swarm-report: production -->\n",
  ]);
  expect(all.filter(({ type }) => type === "fence").map(({ info }) => info)).toEqual(["mermaid"]);
  expect(all.filter(({ type }) => type === "heading_open").map(({ tag }) => tag)).toEqual([
    "h2",
    ...Array<string>(6).fill("h3"),
  ]);
  const plain = all.filter(({ type }) => type === "text").map(({ content }) => content);
  expect(plain.join("\n")).toContain("onerror");
  expect(plain.filter((content) => /(^|\W)@\w|(^|\s)#\d|https?:\/\/|www\.\w/.test(content))).toEqual([]);
});

test("No line of the comment begins with a hostile text, so GitLab finds no quick action", () => {
  const lines = formatMarkdown(report, undefined).split("\n");
  expect(
    lines.filter((line) => !/^($|<!-- swarm-report: production -->$|##|\d+ networks? |\s*- |\| |At most)/.test(line)),
  ).toEqual([]);
});

test("Hostile names stay inside the labels of the Mermaid picture", () => {
  const picture = drawMermaid(before, after) ?? "";
  const nodes = picture.split("\n").filter((line) => line.includes('"'));
  expect(nodes).toHaveLength(2 * hostile.length);
  for (const line of nodes) {
    expect(line).toMatch(
      /^ {2}n\d+(\["[^"`<>]*(<br>[^"`<>]*)*"\]|\(\["[^"`<>]*(<br>[^"`<>]*)*"\]\))(:::(added|changed|removed))?$/,
    );
  }
});

test("Hostile names create no elements in the page and in the pictures", async () => {
  const pictures = await drawPictures(before, after);
  const page = formatHtml(report, pictures);
  expect(page).toContain("onerror");
  expect(page.match(/<(script|img|a|iframe|!--)\b/gi)).toBeNull();
  expect(page).toContain("default-src 'none'; style-src 'unsafe-inline'");
  const names = new Set(Array.from(page.matchAll(/<([a-z][\w-]*)/gi), ([, name = ""]) => name.toLowerCase()));
  expect([...names].filter((name) => !allowed.includes(name))).toEqual([]);
});

const allowed = [
  ..."html head meta title style body h1 h2 p ul li strong table tr th td figure".split(" "),
  ..."svg rect text line g path polyline circle".split(" "),
];

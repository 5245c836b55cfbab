import type { Report } from "../../../report/content/report";
import { composeReport } from "../../../report/content/composeReport";
import { formatMarkdown, longestComment } from "../../../report/formats/markdown";
import { preview, readPreview, step, urnOf } from "../../support/previews/readPreview";

const nothing = composeReport(
  preview({ steps: [step("same", "network:Network", "a", { old: {}, new: {} })] }),
  "",
).report;

test("A preview without changes is one line", () => {
  expect(formatMarkdown(nothing, undefined)).toBe(
    "<!-- swarm-report: production -->\nSwarm preview of `production`: no changes.\n",
  );
});

test("Advisory findings of what is deployed already do not make it longer", () => {
  const { findings } = composeReport(readPreview("fiveChanges"), "").report;
  expect(formatMarkdown({ ...nothing, findings }, undefined).split("\n")[1]).toBe(
    "Swarm preview of `production`: no changes. 2 advisory policies violated.",
  );
});

test("A preview that did not end is not one without changes", () => {
  const { events, ...files } = preview({ steps: [] });
  const { report } = composeReport({ ...files, events: { ...events, isComplete: false } }, "production");
  expect(formatMarkdown(report, undefined)).toContain("Nothing changes. The update cannot start like this.");
});

test("A warning without changes is shown: the swarm may not have been reached", () => {
  const { report } = composeReport(
    preview({
      diagnostics: [{ severity: "warning", urn: urnOf("service:Service", "web"), message: "not compared\n" }],
    }),
    "production",
  );
  expect(formatMarkdown(report, undefined)).toContain("### Warnings\n\n- `service web`: not compared\n");
});

test("A conflict comes first, and the update cannot start", () => {
  const { report } = composeReport(
    preview({
      steps: [step("create", "network:Network", "front", { new: { name: "front", driver: "overlay" } })],
      diagnostics: [
        {
          severity: "error",
          urn: urnOf("network:Network", "front"),
          message: "<{%reset%}>error: the subnet is taken\n",
        },
        {
          severity: "error",
          urn: "urn:pulumi:production::shop::pulumi:pulumi:Stack::shop",
          message: "preview failed\n",
        },
      ].map((one) => ({ ...one, message: one.message.replace(/<\{%.*?%\}>/, "") })),
    }),
    "",
  );
  expect(report.passed).toBe(false);
  expect(report.messages).toEqual([{ severity: "error", subject: "network front", text: "the subnet is taken" }]);
  expect(formatMarkdown(report, undefined)).toMatch(/cannot start like this\.\n\n### The update would fail\n\n- /);
});

test("The names of two stacks give two comments", () => {
  const markers = ["production", "review 12"].map(
    (stack) => formatMarkdown({ ...nothing, stack }, undefined).split("\n")[0],
  );
  expect(markers).toEqual(["<!-- swarm-report: production -->", "<!-- swarm-report: review-12 -->"]);
});

test("A comment never exceeds the limit, keeps whole lines, and counts what is left out", () => {
  const [cache] = composeReport(readPreview("fiveChanges"), "").report.networks;
  const many: Report = {
    ...nothing,
    networks: Array.from({ length: 2000 }, (_, index) => ({
      ...(cache as NonNullable<typeof cache>),
      name: `n${index}`,
    })),
  };
  const comment = formatMarkdown(many, "x".repeat(longestComment));
  expect(comment.length).toBeLessThanOrEqual(longestComment);
  expect(comment.length).toBeGreaterThan(longestComment - 1000);
  const shown = comment.split("\n- ").length - 1;
  // The picture is left out as well.
  expect(comment).toContain(`\n${2001 - shown} more are in the report that the job has kept`);
});

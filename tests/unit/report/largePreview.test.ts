import ELK from "elkjs";
import { graphOf } from "../../../inspect/topology/graph";
import { drawSvg } from "../../../inspect/topology/svg";
import type { Topology } from "../../../inspect/topology/topology";
import { composeReport, type PreviewFiles } from "../../../report/content/composeReport";
import { addressUses } from "../../../report/content/addressUse";
import { drawPictures } from "../../../report/formats/drawing";
import { attachmentsOf } from "../../../report/preview/attachments";
import { previewedResources } from "../../../report/preview/resources";
import { preview, step, urnOf } from "../../support/previews/readPreview";

afterEach(() => {
  jest.restoreAllMocks();
});

/** A preview of services on a network of their own. Each gets another image. */
function largePreview(services: number): PreviewFiles {
  const names = Array.from({ length: services }, (_, i) => String(i));
  const network = (name: string): object => ({ name, driver: "overlay", ipamConfigs: [] });
  const service = (name: string, image: string): object => ({
    name: `service${name}`,
    taskSpec: { containerSpec: { image }, networksAdvanceds: [{ id: `id-own${name}` }] },
  });
  const steps = names.flatMap((name) => [
    step("same", "network:Network", `own${name}`, { old: network(`own${name}`), new: network(`own${name}`) }),
    step("update", "service:Service", `service${name}`, {
      old: service(name, "shop:1"),
      new: service(name, "shop:2"),
    }),
  ]);
  const urns = names.map((name) => urnOf("service:Service", `service${name}`));
  const diagnostics = urns.map((urn) => ({ urn, severity: "info", message: "The image changes." }));
  const plans = urns.map((urn) => ({ urn, summary: "", lost: [] }));
  return { ...preview({ steps, diagnostics }), plans };
}

/** The objects, which count each time that a property of one of them is read. */
function watched<T extends object>(objects: readonly T[], count: () => void): T[] {
  return objects.map(
    (object) =>
      new Proxy(object, {
        get: (target, key, receiver) => {
          count();
          return Reflect.get(target, key, receiver) as unknown;
        },
      }),
  );
}

/** What is computed from a preview, with what it reads watched. */
const computations: Readonly<Record<string, (files: PreviewFiles, count: () => void) => unknown>> = {
  attachments: ({ events, dependencies }, count) =>
    attachmentsOf(watched(previewedResources(events.steps), count), dependencies),
  "count of addresses": ({ events, dependencies }, count) => {
    const resources = previewedResources(events.steps);
    return addressUses(watched(resources, count), attachmentsOf(resources, dependencies));
  },
  plans: (files, count) => composeReport({ ...files, plans: watched(files.plans, count) }, ""),
  messages: (files, count) => {
    const diagnostics = watched(files.events.diagnostics, count);
    return composeReport({ ...files, events: { ...files.events, diagnostics } }, "");
  },
  graph: (files, count) => graphOf(watchedPicture(files, count)),
  drawing: (files, count) => {
    const graph = graphOf(composeReport(files, "").after);
    const root = { ...graph.root, children: graph.root.children ?? [] };
    return drawSvg({ topology: watchedPicture(files, count), graph, laidOut: root });
  },
};

function watchedPicture(files: PreviewFiles, count: () => void): Topology {
  const { after } = composeReport(files, "");
  return { ...after, networks: watched(after.networks, count), services: watched(after.services, count) };
}

test.each(Object.keys(computations))(
  "The %s of a report read each object as often with 500 services as with 50",
  (name) => {
    const [small, large] = [50, 500].map((services) => {
      let reads = 0;
      computations[name]?.(largePreview(services), () => reads++);
      return reads / services;
    });
    expect(small).toBeGreaterThan(0);
    expect(large).toBeLessThan(1.1 * (small ?? NaN));
  },
);

test("The pictures before and after an update share one layout if only images change", async () => {
  const layout = jest.spyOn(ELK.prototype, "layout");
  const { before, after } = composeReport(largePreview(3), "");
  const pictures = await drawPictures(before, after);
  expect(layout).toHaveBeenCalledTimes(1);
  expect(pictures.map((svg) => svg.match(/item service changed/g)?.length)).toEqual([3, 3]);
});

test("The pictures before and after an update have layouts of their own if a service is removed", async () => {
  const layout = jest.spyOn(ELK.prototype, "layout");
  const { before, after } = composeReport(largePreview(3), "");
  await drawPictures(before, { ...after, services: after.services.slice(1) });
  expect(layout).toHaveBeenCalledTimes(2);
});

test("A value of a variable is hidden in messages, also after characters outside the basic plane", () => {
  const files = largePreview(1);
  const secret = { name: "web", taskSpec: { containerSpec: { image: "web:1", env: { TOKEN: "s3cret-value" } } } };
  const { report } = composeReport(
    {
      ...files,
      events: {
        ...files.events,
        steps: [step("create", "service:Service", "web", { new: secret })],
        diagnostics: [{ severity: "error", message: "🔑🔑 refused: s3cret-value" }],
      },
    },
    "",
  );
  expect(report.messages.map(({ text }) => text)).toEqual(["🔑🔑 refused: [hidden]"]);
});

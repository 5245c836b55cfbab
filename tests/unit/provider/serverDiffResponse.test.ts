import type { PropertyChange } from "../../../provider/handler/handler";
import type { Properties } from "../../../provider/handler/properties";
import { diffResponse } from "../../../provider/server/diffResponse";

/** The paths of the detailed diff. */
function paths(before: Properties, after: Properties, changes: Record<string, PropertyChange>): string[] {
  const difference = { changes: new Map(Object.entries(changes)), deleteBeforeReplace: false, detailed: true };
  const detailed = diffResponse(difference, before, after).getDetaileddiffMap();
  return Array.from(detailed.entries(), ([path]) => path).sort();
}

const port = (publishedPort: number, others: Properties = {}): Properties => ({
  ports: [{ targetPort: 80, publishedPort, ...others }],
});

test("An element of a list whose properties change is compared as a whole as well, so that its name is shown", () => {
  const changes = { "ports[0].publishedPort": "update", "ports[0].name": "add" } as const;
  expect(paths(port(1), port(2, { name: "http" }), changes)).toEqual([
    "ports[0]",
    "ports[0].name",
    "ports[0].publishedPort",
  ]);
});

test("An element in which another notation would be shown as a change is not compared as a whole", () => {
  const changes = { "ports[0].publishedPort": "update" } as const;
  expect(paths(port(1), port(2, { protocol: "tcp" }), changes)).toEqual(Object.keys(changes));
});

test("An element of which only the state differs is not compared as a whole", () => {
  const changes = { "ports[0].publishedPort": "update" } as const;
  expect(paths(port(1), port(1), changes)).toEqual(Object.keys(changes));
});

test("A property that replaces the resource marks its element as well", () => {
  const difference = {
    changes: new Map([["ports[0].publishedPort", "update-replace"]] as const),
    deleteBeforeReplace: false,
    detailed: true,
  };
  const detailed = diffResponse(difference, port(1), port(2)).getDetaileddiffMap();
  expect(detailed.get("ports[0]")?.getKind()).toBe(detailed.get("ports[0].publishedPort")?.getKind());
});

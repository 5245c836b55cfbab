import fc from "fast-check";
import { checkAttachments } from "../../../swarm/attachments";
import type { Attachment } from "../../../swarm/attachments";
import type { Draft } from "../../../swarm/draft";
import { unknown } from "../../../swarm/draft";

const twice = (property: string, reference: string, first: number): string =>
  `'${property}' "${reference}" is attached twice, here and by [${first}]. ` +
  `A service has one address on a network. Attach it once, with all aliases.`;

describe("checkAttachments", () => {
  it("accepts several networks, by id or by name, with aliases", () => {
    expect(
      checkAttachments([{ id: "n1", aliases: ["api", "api.internal", "_x"] }, { name: "backend" }, { id: "n2" }]),
    ).toEqual([]);
    expect([checkAttachments([]), checkAttachments(undefined)]).toEqual([[], []]);
  });

  it("accepts a network whose id and name are equal", () => {
    expect(checkAttachments([{ id: "n1", name: "n1" }])).toEqual([]);
  });

  it("ignores unknown values at any depth", () => {
    const entry: Draft<Attachment> = { id: unknown, name: unknown, aliases: [unknown] };
    expect([checkAttachments(unknown), checkAttachments([unknown, unknown]), checkAttachments([entry, entry])]).toEqual(
      [[], [], []],
    );
  });

  it("refuses a network twice by id", () => {
    expect(checkAttachments([{ id: "n1" }, { id: "n2" }, { id: "n1", aliases: ["api"] }])).toEqual([
      { path: "[2].id", reason: twice("id", "n1", 0) },
    ]);
  });

  it("refuses a network twice by name", () => {
    expect(checkAttachments([{ name: "backend" }, { name: "backend" }])).toEqual([
      { path: "[1].name", reason: twice("name", "backend", 0) },
    ]);
  });

  it("refuses a network that is attached by id and by its id as the name", () => {
    expect(checkAttachments([{ id: "n1" }, { name: "n1" }])).toEqual([
      { path: "[1].name", reason: twice("name", "n1", 0) },
    ]);
  });

  it.each(["", "api!", "my api", ".api", "api.", "a..b", "-api", "api-", "x".repeat(64), `${"a.".repeat(127)}a`])(
    "refuses the alias %j",
    (alias) => {
      const [problem, ...more] = checkAttachments([{ id: "n1", aliases: ["ok", alias] }]);
      expect(more).toEqual([]);
      expect(problem?.path).toBe("[0].aliases[1]");
      expect(problem?.reason).toMatch(/^'alias' ".*is not a DNS name: .* Use e\.g\. "api"\.$/);
    },
  );

  it("refuses aliases that are not a list, and a reference that is not text", () => {
    expect(checkAttachments([{ id: 7 as never, aliases: "api" as never }])).toEqual([
      { path: "[0].id", reason: `'id' 7 is not text. Use text in quotes, e.g. "u5z3c7g0zmmvk7zqv5h2xoqbz".` },
      { path: "[0].aliases", reason: `'aliases' "api" is not a list. Use a list, also for a single entry: [ … ].` },
    ]);
  });

  it("finds every repeated attachment at any position", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("a", "b", "c", "d"), { maxLength: 6 }), (ids) => {
        const again = ids.flatMap((id, i) => (ids.indexOf(id) < i ? [`[${i}].id`] : []));
        expect(checkAttachments(ids.map((id) => ({ id }))).map(({ path }) => path)).toEqual(again);
      }),
    );
  });
});

import { isDeployed, pinned, tagged } from "../../../provider/mapping/service/image";

const digest = `sha256:${"0123456789abcdef".repeat(4)}`;

test("An image without a tag is looked up and pinned with the tag latest", () => {
  expect([tagged("web"), tagged("localhost:5000/web"), tagged(`web@${digest}`)]).toEqual([
    "web:latest",
    "localhost:5000/web:latest",
    `web@${digest}`,
  ]);
  expect(pinned("docker.io/library/web", digest)).toBe(`web:latest@${digest}`);
});

test.each([
  ["web:1", "web:1", true],
  ["web:1", `web:1@${digest}`, true],
  ["web", `web:latest@${digest}`, true],
  ["docker.io/library/web:1", `web:1@${digest}`, true],
  [`web:1@${digest}`, `web:1@${digest}`, true],
  ["web:2", `web:1@${digest}`, false],
  ["web:1", `shop/web:1@${digest}`, false],
  ["web:1", `web@${digest}`, false],
  [`web@${digest}`, "web:1", false],
  [`web:1@${digest}`, "web:1", false],
])("Whether the live image matches the declared one: declared %s, live %s: %s", (wanted, live, expected) => {
  expect(isDeployed(wanted, live)).toBe(expected);
});

import { isDeployed, parseImage, pinned, tagged } from "../../../provider/mapping/service/image";

const digest = `sha256:${"0123456789abcdef".repeat(4)}`;

test.each([
  ["web", { name: "web", tag: undefined, digest: undefined }],
  ["web:1.2-rc_3", { name: "web", tag: "1.2-rc_3", digest: undefined }],
  ["docker.io/library/web", { name: "web", tag: undefined, digest: undefined }],
  ["docker.io/shop/web:1", { name: "shop/web", tag: "1", digest: undefined }],
  ["localhost:5000/shop/web", { name: "localhost:5000/shop/web", tag: undefined, digest: undefined }],
  ["192.168.1.1:5000/web:1", { name: "192.168.1.1:5000/web", tag: "1", digest: undefined }],
  [`web@${digest}`, { name: "web", tag: undefined, digest }],
  [`r.example.com/a/b/c:x@${digest}`, { name: "r.example.com/a/b/c", tag: "x", digest }],
])("%s is read as its parts", (image, parts) => {
  expect(parseImage(image)).toEqual(parts);
});

test.each(["", "Web", "web:", "web:.x", "web@sha256:12", "/web", "web/", "a//b", "web web", `${digest}@${digest}@x`])(
  "%j is no reference",
  (image) => {
    expect(parseImage(image)).toBeUndefined();
  },
);

test("an image without a tag is asked for, and pinned, by the tag latest", () => {
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
])("asked for %s, live %s: deployed is %s", (wanted, live, expected) => {
  expect(isDeployed(wanted, live)).toBe(expected);
});

import { isVersionTag } from "../../../swarm/imageTag";

test.each([
  "1.4",
  "1.4.2",
  "v1.4.2",
  "V1.4",
  "release-1.4",
  "jdk-21.0.1",
  "1.4-alpine3.20",
  "1.4.2_rc1",
  "20261124",
  "2026-11-24",
  "RELEASE.2026-11-24T10-00-00Z",
  "noble-20261124",
  "build-42",
  "b42",
  "12345",
  "3f78685",
  "main-3f78685a",
  "alpine-7.0.5",
  "server-v2.4.1",
])("The tag %s names a version", (tag) => {
  expect(isVersionTag(tag, 2)).toBe(true);
});

test.each([
  "latest",
  "3",
  "v3",
  "3-management",
  "16-alpine",
  "alpine3.20",
  "alpine-3.20",
  "lts-alpine3.20.3",
  "lts-alpine3.20",
  "bookworm",
  "ltsc2022",
  "2022",
  "noble-20261324",
  "noble-20261140",
  "pr42x",
  "deadbeef",
  "3f7868",
  "1234",
  "stable",
])("The tag %s names no version", (tag) => {
  expect(isVersionTag(tag, 2)).toBe(false);
});

test("The least number of numbers in a version can be set", () => {
  expect([1, 2, 3].map((parts) => isVersionTag("3.12-slim", parts))).toEqual([true, true, false]);
  expect([3, 4].map((parts) => isVersionTag("3.12.7", parts))).toEqual([true, false]);
});

import { canMissStop } from "../../../swarm/engineVersion";

test.each([
  ["20.10.24+dfsg1", true],
  ["25.0.10", true],
  ["25.0.11", false],
  ["25.0.15", false],
  ["26.0.0", true],
  ["28.1.1", true],
  ["28.2.2", false],
  ["28.3.0", true],
  ["28.5.2", true],
  ["29.0.0-rc.1", false],
  ["29.2.1", false],
  ["0.0.0-20250101120000-abcdef0", false],
  ["master", false],
])("Engine %s can miss that a task of another node stops: %s", (version, expected) => {
  expect(canMissStop(version)).toBe(expected);
});

import { under } from "../../../swarm/problem";

describe("under", () => {
  it.each([
    ["", "ports"],
    ["[2].targetPort", "ports[2].targetPort"],
    ["targetPort", "ports.targetPort"],
    ['["com.example"]', 'ports["com.example"]'],
  ])("turns the path %j into the path %j", (path, expected) => {
    expect(under("ports", [{ path, reason: "r" }])).toEqual([{ path: expected, reason: "r" }]);
  });

  it("keeps paths if there is no prefix", () => {
    expect(under("", [{ path: "gateway", reason: "r" }])).toEqual([{ path: "gateway", reason: "r" }]);
  });
});

import { lateStopsIn } from "../../support/timeLine";

/** Of a replacement with Docker Engine 20.10: node1 heard eleven seconds late that a task of node2 stops. */
const late = `
1796074373.149 node2 ingress_sbox 0x10E: 10.242.8.15 1, 10.242.8.14 0, 10.242.8.13 1
1796074375.142 node2 kill gateway.2.4bzr68vwxgk5867o0fhhy10na
1796074382.512 node2 die gateway.2.4bzr68vwxgk5867o0fhhy10na
1796074383.123 node2 ingress_sbox 0x10E: 10.242.8.15 1, 10.242.8.13 1
1796074384.167 node1 ingress_sbox 0x113: 10.242.8.15 1, 10.242.8.13 1
`;
const before = `
1796074372.054 node1 ingress_sbox 0x113: 10.242.8.15 1, 10.242.8.14 1, 10.242.8.13 1
1796074372.092 node2 ingress_sbox 0x10E: 10.242.8.15 1, 10.242.8.14 1, 10.242.8.13 1`;

function windows(timeLine: string): string[] {
  return lateStopsIn(timeLine).map(({ from, to }) => `${from.toFixed(3)} ${to.toFixed(3)}`);
}

test("A node that hears late of a stop sends calls to the task from the signal until then", () => {
  expect(windows(before + late)).toEqual(["1796074375.149 1796074385.167"]);
});

test("A node that hears within two seconds is not late", () => {
  const heard = "1796074375.140 node1 ingress_sbox 0x113: 10.242.8.15 1, 10.242.8.14 0, 10.242.8.13 1";
  expect(windows(before + late.replace("\n1796074375.142", `\n${heard}$&`))).toEqual([]);
});

test("The node of the task itself is not late, and a node without the task is not either", () => {
  expect(windows(late)).toEqual([]);
  expect(windows(before.replace(/.*node1.*\n/, "") + late)).toEqual([]);
});

test("A node that keeps a removed task has left the network, so nothing there calls the task", () => {
  expect(windows(before + late.replace("1796074384.167 node1", "1796074420.000 node1"))).toEqual([]);
});

test("Addresses are compared in all load balancers of the nodes, and a second stop at one address counts again", () => {
  const [first, second] = [0, 100].map((seconds) =>
    (before + late).replaceAll(/^\d+/gm, (time) => String(Number(time) + seconds)).replaceAll("ingress_sbox", "lb_x"),
  );
  expect(windows(`${String(first)}${String(second)}`)).toEqual([
    "1796074375.149 1796074385.167",
    "1796074475.149 1796074485.167",
  ]);
});

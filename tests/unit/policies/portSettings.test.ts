import { isAllowed, portList } from "../../../policies/facts/portSettings";

const fault = (value: unknown): string | undefined => portList("Ports.").fault(value);

test.each([[[]], [[80, 443]], [["80"]], [[80, "8000-8099"]]])("%j is a list of ports", (value) => {
  expect(fault(value)).toBeUndefined();
});

test.each([80, "80", [0], [65536], ["http"], ["8000-70000"], [null], [{}], undefined])(
  "%j is not a list of ports",
  (value) => {
    expect(fault(value)).toBe('is not a list of ports (1 to 65535) and ranges ("8000-8099")');
  },
);

test.each([
  [{ first: 80, last: 80 }, [80], true],
  [{ first: 80, last: 80 }, [], false],
  [{ first: 80, last: 82 }, [82, "80-81"], true],
  [{ first: 80, last: 82 }, [80, 82], false],
  [{ first: 1, last: 65535 }, ["1-100", "50-65535"], true],
])("The ports %j are all in the list %j: %j", (ports, list, expected) => {
  expect(isAllowed(ports, list)).toBe(expected);
});

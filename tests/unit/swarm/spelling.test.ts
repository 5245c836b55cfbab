import { spelled } from "../../../swarm/spelling";

test.each([
  ["networkId", "'networkId' ('network_id' in Python)"],
  ["managerAddress", "'managerAddress' ('manager_address' in Python)"],
  ["name", "'name'"],
])("The output %s is spelled in every language", (output, text) => {
  expect(spelled(output)).toBe(text);
});

import { parseEnvFile } from "../../../../adopt/compose/source/envFile";

test("An env file gives the names and values of its lines as docker reads them", () => {
  const text = "\uFEFF# comment\nA=1\r\n\n  B='x y' \nC\nD=\nE=a=b\n";

  expect(parseEnvFile(text)).toEqual([
    { name: "A", value: "1", line: 2 },
    { name: "B", value: "'x y' ", line: 4 },
    { name: "C", line: 5 },
    { name: "D", value: "", line: 6 },
    { name: "E", value: "a=b", line: 7 },
  ]);
});

test.each([
  ["A=1\n=2\n", 2, 'the line has no name before "="'],
  ["export A=1\n", 1, 'the name "export A" contains a space'],
])("The env file %j is refused", (text, line, message) => {
  let error: unknown;
  try {
    parseEnvFile(text);
  } catch (caught) {
    error = caught;
  }

  expect(error).toMatchObject({ line, message: expect.stringContaining(message) as string });
});

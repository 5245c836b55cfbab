import { splitCommand } from "../../../../adopt/compose/source/splitCommand";

// Recorded from `docker stack config` 28.2.
test.each([
  ["redis-server --save 60 1", ["redis-server", "--save", "60", "1"]],
  [`sh -c "echo 'a  b' && exit"`, ["sh", "-c", "echo 'a  b' && exit"]],
  [`printf 'a\\n' "b\\n" c\\ d`, ["printf", "a\\n", "bn", "c d"]],
  [`a "" b''c`, ["a", "", "bc"]],
  ["a #b c\nd e#f", ["a", "d", "e#f"]],
  ["  a\t b \n", ["a", "b"]],
  [`--rule=Host(\`a.example\`)`, ["--rule=Host(`a.example`)"]],
  ["", []],
])("The command %j is split as docker splits it", (text, words) => {
  expect(splitCommand(text)).toEqual(words);
});

test.each([
  [`sh -c "echo`, 'the quote " is never closed.'],
  ["a \\", "it ends with a backslash."],
])("The command %j is refused", (text, message) => {
  expect(() => splitCommand(text)).toThrow(message);
});

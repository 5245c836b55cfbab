/**
 * An output of a component in a message. Pulumi spells it in snake case in Python, and in camel case in TypeScript and
 * YAML; the message cannot know in which language the program is.
 */
export function spelled(output: string): string {
  const snake = output.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return snake === output ? `'${output}'` : `'${output}' ('${snake}' in Python)`;
}

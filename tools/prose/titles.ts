import ts from "typescript";

/** A title of a test, and the line that it starts in (from 1). */
interface Title {
  readonly line: number;
  readonly text: string;
  /** Whether it is inside a `describe`, whose title it continues. */
  readonly isNested: boolean;
}

/** The problem with each title of a Jest test that is not a sentence, or not the end of its `describe`'s sentence. */
export function titleFindings(path: string, text: string): { readonly line: number; readonly message: string }[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest);
  return titlesIn(source, source, false).flatMap((title) => {
    const message = problemOf(title);
    return message === undefined ? [] : [{ line: title.line, message: `"${title.text}": ${message}` }];
  });
}

function problemOf({ text, isNested }: Title): string | undefined {
  if (/^(that|whose|which|who|nor|and|or)\b/.test(text)) return "start the title with its subject or verb";
  // A single word, or a first word with other characters, is code.
  if (!isNested && /^[a-z]+[ ,:]/.test(text))
    return "start the title of a test outside of describe with a capital letter";
  return undefined;
}

function titlesIn(node: ts.Node, source: ts.SourceFile, isNested: boolean): Title[] {
  const inner = (child: ts.Node, nested: boolean): Title[] => titlesIn(child, source, nested);
  const found: Title[] = [];
  const name = ts.isCallExpression(node) ? functionOf(node.expression) : undefined;
  if (ts.isCallExpression(node) && name !== undefined) {
    const [title] = node.arguments;
    if (title !== undefined && ts.isStringLiteralLike(title)) {
      const line = source.getLineAndCharacterOfPosition(title.getStart(source)).line + 1;
      found.push({ line, text: title.text, isNested });
    }
  }
  ts.forEachChild(node, (child) => {
    found.push(...inner(child, isNested || name === "describe"));
  });
  return found;
}

/** The Jest function that an expression calls: `test` for `test`, `test.concurrent` and `test.each(…)`. */
function functionOf(expression: ts.Expression): string | undefined {
  if (ts.isIdentifier(expression)) return /^(describe|it|test)$/.test(expression.text) ? expression.text : undefined;
  if (ts.isPropertyAccessExpression(expression) || ts.isCallExpression(expression)) {
    return functionOf(expression.expression);
  }
  return undefined;
}

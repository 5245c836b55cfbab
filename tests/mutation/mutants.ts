import * as ts from "typescript";

/** A change of one condition of a source file. */
export interface Mutant {
  /** Offsets in the source. */
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
  /** Line of the condition, from 1. */
  readonly line: number;
}

/** The operators that take the place of another, so that a condition means something else. */
const swapped: ReadonlyMap<ts.SyntaxKind, string> = new Map([
  [ts.SyntaxKind.EqualsEqualsEqualsToken, "!=="],
  [ts.SyntaxKind.ExclamationEqualsEqualsToken, "==="],
  [ts.SyntaxKind.LessThanToken, "<="],
  [ts.SyntaxKind.LessThanEqualsToken, "<"],
  [ts.SyntaxKind.GreaterThanToken, ">="],
  [ts.SyntaxKind.GreaterThanEqualsToken, ">"],
  [ts.SyntaxKind.AmpersandAmpersandToken, "||"],
  [ts.SyntaxKind.BarBarToken, "&&"],
]);

/** The mutants of a source file: each operator of a condition swapped, each negation dropped, each `if` fixed. */
export function mutantsOf(source: string): Mutant[] {
  const file = ts.createSourceFile("source.ts", source, ts.ScriptTarget.ES2022, true);
  const found: Mutant[] = [];
  const add = (node: ts.Node, replacement: string): void => {
    const start = node.getStart();
    const line = file.getLineAndCharacterOfPosition(start).line + 1;
    found.push({ start, end: node.getEnd(), replacement, line });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isBinaryExpression(node)) {
      const operator = swapped.get(node.operatorToken.kind);
      if (operator !== undefined) add(node.operatorToken, operator);
    }
    if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken)
      add(node, node.operand.getText());
    if (ts.isIfStatement(node)) for (const verdict of ["true", "false"]) add(node.expression, verdict);
    if (ts.isConditionalExpression(node)) for (const verdict of ["true", "false"]) add(node.condition, verdict);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** The source with one condition changed. */
export function withMutant(source: string, { start, end, replacement }: Mutant): string {
  return source.slice(0, start) + replacement + source.slice(end);
}

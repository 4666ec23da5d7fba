import { isDeepStrictEqual } from 'node:util';
import ts from '@tsd/typescript';

/** The claim of a comment about the statement before it. */
export type Claim =
  | {
      readonly says: 'value';
      /** as an expression */ readonly code: string;
      /** whether it is the type too */ readonly isType: boolean;
    }
  | { readonly says: 'type'; readonly code: string }
  | { readonly says: 'error'; readonly name: string; readonly sentence: string };

/**
 * Reads `5`, `=> 5`, `5, as a type too`, `Float32Array [1, 2]` and `RangeError: a flat array of …`. Undefined for
 * prose.
 *
 * @throws SyntaxError for text that begins like a value but is not one, since nothing would check it
 */
export function readClaim(comment: string): Claim | undefined {
  const text = comment.replace(/^=> /, '');
  const error = /^([A-Z]\w*Error): (.+)$/.exec(text);
  if (error !== null) return { says: 'error', name: error[1] as string, sentence: error[2] as string };
  const array = /^(\w+Array)(?:\(\d+\))? (?=\[)/.exec(text);
  const from = array?.[0].length ?? 0;
  const code = longest(text.slice(from), isLiteral) ?? unread(comment);
  if (code === undefined) return undefined;
  const isType = /\b(type|compiler)\b/.test(text.slice(from + code.length));
  return { says: 'value', code: array === null ? code : `${array[1]}.of(...${code})`, isType };
}

/** The claim of a comment after a type alias, which is a type. */
export function readTypeClaim(comment: string): Claim | undefined {
  const code = longest(comment.replace(/^=> /, ''), isPlainType) ?? unread(comment);
  return code === undefined ? undefined : { says: 'type', code };
}

function unread(comment: string): undefined {
  if (!/^(=> |[-\d'"`[{]|\w+Array(\(\d+\))? \[)/.test(comment)) return undefined;
  throw new SyntaxError(`'${comment}' starts as a value does, but is none that can be read`);
}

/** The longest prefix of a text that parses; other words may follow it. */
function longest(text: string, fits: (code: string) => boolean): string | undefined {
  for (let end = text.length; end > 0; end--) {
    if (/^($|[\s,;:.])/.test(text.slice(end)) && fits(text.slice(0, end))) return text.slice(0, end);
  }
  return undefined;
}

function isLiteral(code: string): boolean {
  const statement = parsed(`(${code})`);
  return (
    statement !== undefined &&
    ts.isExpressionStatement(statement) &&
    ts.isParenthesizedExpression(statement.expression) &&
    isPlain(statement.expression.expression)
  );
}

function isPlainType(code: string): boolean {
  const statement = parsed(`type T = ${code};`);
  return statement !== undefined && ts.isTypeAliasDeclaration(statement) && isPlainTypeNode(statement.type);
}

function parsed(code: string): ts.Statement | undefined {
  const file = ts.createSourceFile('claim.ts', code, ts.ScriptTarget.ES2022, true) as ts.SourceFile & {
    readonly parseDiagnostics: readonly unknown[]; // not in the compiler's declarations
  };
  return file.parseDiagnostics.length === 0 && file.statements.length === 1 ? file.statements[0] : undefined;
}

const WORDS: readonly ts.SyntaxKind[] = [
  ts.SyntaxKind.TrueKeyword,
  ts.SyntaxKind.FalseKeyword,
  ts.SyntaxKind.NullKeyword,
];
const TYPES: readonly ts.SyntaxKind[] = [
  ts.SyntaxKind.NumberKeyword,
  ts.SyntaxKind.StringKeyword,
  ts.SyntaxKind.NeverKeyword,
  ts.SyntaxKind.UnknownKeyword,
];

function isPlain(node: ts.Node): boolean {
  if (ts.isArrayLiteralExpression(node)) return node.elements.every(isPlain);
  if (ts.isObjectLiteralExpression(node))
    return node.properties.every((each) => ts.isPropertyAssignment(each) && isPlain(each.initializer));
  if (ts.isPrefixUnaryExpression(node))
    return node.operator === ts.SyntaxKind.MinusToken && ts.isNumericLiteral(node.operand);
  if (ts.isIdentifier(node)) return ['undefined', 'NaN', 'Infinity'].includes(node.text);
  return ts.isLiteralExpression(node) || WORDS.includes(node.kind);
}

function isPlainTypeNode(node: ts.TypeNode): boolean {
  if (ts.isLiteralTypeNode(node)) return isPlain(node.literal);
  if (ts.isTypeOperatorNode(node)) return isPlainTypeNode(node.type);
  if (ts.isTupleTypeNode(node)) return node.elements.every(isPlainTypeNode);
  if (ts.isArrayTypeNode(node)) return isPlainTypeNode(node.elementType);
  if (ts.isUnionTypeNode(node)) return node.types.every(isPlainTypeNode);
  return TYPES.includes(node.kind);
}

/** The type of a literal. Arrays are readonly tuples. */
export function typeOfLiteral(code: string): string {
  return code.replaceAll(/(?<=^|[[,]\s*)\[/g, 'readonly [');
}

export function holds(code: string, found: unknown): boolean {
  return isDeepStrictEqual((new Function(`return (${code})`) as () => unknown)(), found);
}

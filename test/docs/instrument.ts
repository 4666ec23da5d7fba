import ts from '@tsd/typescript';
import { type Claim, readClaim, readTypeClaim } from './claim.ts';
import { addTo, type Edit, edited } from './edit.ts';
import type { Program } from './page.ts';

/** A program in the forms for the compiler and for Node. Lines keep their numbers in both. */
export interface Instrumented {
  /** The code for the compiler: the program, with a comparison beside each claim about a type. */
  readonly code: string;
  /** The code for Node, which records the values, errors and output that the claims are about. */
  readonly recording: string;
  /** By line. */
  readonly claims: ReadonlyMap<number, Claim>;
  /** The errors that the compiler must report, by line. */
  readonly refusals: ReadonlyMap<number, string>;
  /** Comments with claims that nothing would check. */
  readonly problems: readonly { readonly line: number; readonly problem: string }[];
}

const DIRECTIVE = '// @ts-expect-error';
/**
 * A type that accepts its value only where `A` is `B` and not `any`. Elsewhere the compiler's error shows the type
 * found.
 */
const SAME =
  "type $Same<A, B> = [0 extends 1 & A ? 'any' : A, B] extends [B, A] ? 'the same' " +
  ": { readonly 'the type is not what is claimed, but': A };";

export function instrument({ source, prints }: Program): Instrumented {
  const file = ts.createSourceFile('program.ts', source, ts.ScriptTarget.ES2022, true);
  const lines = source.split('\n');
  const lineOf = (pos: number): number => file.getLineAndCharacterOfPosition(pos).line + 1;
  const statements = statementsOf(file);
  const comments = commentsOf(file);
  const claims = new Map<number, Claim>();
  const refusals = new Map<number, string>();
  const problems: { line: number; problem: string }[] = [];
  const edits = {
    typed: [] as Edit[],
    recorded: prints.map(({ line }) => ({
      at: file.getPositionOfLineAndCharacter(line - 1, 0),
      text: `$printed(${line});`,
    })),
  };
  const read = new Set<number>(); // the lines of comments that something checks

  for (const statement of statements) {
    const line = lineOf(statement.end);
    const said = saidOf(statement);
    if (said === undefined) continue;
    for (let each = line; each < said.until; each++) read.add(each);
    try {
      const claim = ts.isTypeAliasDeclaration(statement) ? readTypeClaim(said.text) : readClaim(said.text);
      if (claim === undefined) continue;
      claims.set(line, claim);
      if (!addTo(edits, statement, claim, line))
        problems.push({ line, problem: 'nothing can check that of such a statement' });
    } catch (error) {
      problems.push({ line, problem: (error as Error).message });
    }
  }
  for (const at of comments) {
    if (!source.startsWith(DIRECTIVE, at)) continue;
    const { text, until } = commentAt(lines, lineOf(at));
    refusals.set(until, text.slice(DIRECTIVE.length - 2).trim());
    for (let line = lineOf(at); line < until; line++) read.add(line);
    const statement = statements.find((each) => each.getFullStart() <= at && at < each.end);
    // The line runs too, and may throw the error that the compiler reports.
    if (statement !== undefined && ts.isExpressionStatement(statement) && !claims.has(lineOf(statement.end))) {
      edits.recorded.push({ at: statement.getStart(), text: 'try { ' }, { at: statement.end, text: ' } catch {}' });
    }
  }
  for (const at of comments) {
    const text = source.slice(at + 2, source.indexOf('\n', at) < 0 ? undefined : source.indexOf('\n', at)).trim();
    const isAlone = (lines[lineOf(at) - 1] as string).trim().startsWith('//');
    if (!read.has(lineOf(at)) && (isAlone ? text.startsWith('=>') : looksRead(text))) {
      problems.push({ line: lineOf(at), problem: `nothing checks '${text}' where it stands` });
    }
  }
  return {
    code: `${edited(source, edits.typed)}\n${SAME}`,
    recording: edited(source, edits.recorded),
    claims,
    refusals,
    problems,
  };

  /**
   * The comment after a statement, on the line where it ends or, from `// =>` on, below; and the first line after it.
   */
  function saidOf(statement: ts.Statement): { readonly text: string; readonly until: number } | undefined {
    const line = lineOf(statement.end);
    const [after] = ts.getTrailingCommentRanges(source, statement.end) ?? [];
    if (after !== undefined) return { text: source.slice(after.pos + 2, after.end).trim(), until: line + 1 };
    return lines[line]?.trim().startsWith('// =>') === true ? commentAt(lines, line + 1) : undefined;
  }
}

function looksRead(text: string): boolean {
  try {
    return readClaim(text) !== undefined;
  } catch {
    return true;
  }
}

/** The text of a comment that may go on in the lines below, and the first line after it. */
function commentAt(lines: readonly string[], from: number): { readonly text: string; readonly until: number } {
  const said: string[] = [];
  while (lines[from + said.length - 1]?.trim().startsWith('//') === true)
    said.push((lines[from + said.length - 1] as string).trim().slice(2).trim());
  return { text: said.join(' '), until: from + said.length };
}

/** The statements that can have claims: those of the program and those of its bare blocks. */
function statementsOf(parent: ts.SourceFile | ts.Block): ts.Statement[] {
  return parent.statements.flatMap((each) => (ts.isBlock(each) ? statementsOf(each) : [each]));
}

/** Where line comments start. */
function commentsOf(file: ts.SourceFile): Set<number> {
  const found = new Set<number>();
  const visit = (node: ts.Node): void => {
    const ranges = [
      ...(ts.getLeadingCommentRanges(file.text, node.getFullStart()) ?? []),
      ...(ts.getTrailingCommentRanges(file.text, node.end) ?? []),
    ];
    for (const { kind, pos } of ranges) if (kind === ts.SyntaxKind.SingleLineCommentTrivia) found.add(pos);
    node.getChildren().forEach(visit);
  };
  visit(file);
  return found;
}

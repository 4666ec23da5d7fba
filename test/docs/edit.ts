import ts from '@tsd/typescript';
import { type Claim, typeOfLiteral } from './claim.ts';

/** Text to insert into a line. No edit adds a line. */
export interface Edit {
  readonly at: number;
  readonly text: string;
}

export function edited(source: string, edits: readonly Edit[]): string {
  let done = source;
  for (const { at, text } of [...edits].sort((a, b) => b.at - a.at)) done = done.slice(0, at) + text + done.slice(at);
  return done;
}

/**
 * Inserts the check of a claim: into the compiled code for types, into the running code for the rest. False where the
 * statement cannot be checked.
 */
export function addTo(
  { typed, recorded }: { typed: Edit[]; recorded: Edit[] },
  statement: ts.Statement,
  claim: Claim,
  line: number,
): boolean {
  const { end } = statement;
  const same = (found: string, code: string): number =>
    typed.push({ at: end, text: ` { const $same: $Same<${found}, ${typeOfLiteral(code)}> = 'the same'; }` });
  if (claim.says === 'type') {
    same((statement as ts.TypeAliasDeclaration).name.text, claim.code);
    return true;
  }
  if (ts.isExpressionStatement(statement)) {
    const { expression } = statement;
    const start = expression.getStart();
    if (claim.says === 'error')
      recorded.push({ at: start, text: `await $refusal(${line}, async () => (` }, { at: expression.end, text: '))' });
    else {
      recorded.push({ at: start, text: `$claim(${line}, ` }, { at: expression.end, text: ')' });
      if (claim.isType) {
        const once = `const $found = ${expression.getText().replaceAll('\n', ' ')};`;
        typed.push({
          at: end,
          text: ` { ${once} const $same: $Same<typeof $found, ${typeOfLiteral(claim.code)}> = 'the same'; }`,
        });
      }
    }
    return true;
  }
  const [declared, ...others] = ts.isVariableStatement(statement) ? statement.declarationList.declarations : [];
  if (claim.says === 'error' || declared === undefined || others.length > 0 || !ts.isIdentifier(declared.name))
    return false;
  const { text } = declared.name;
  recorded.push({ at: end, text: ` $claim(${line}, ${text});` });
  if (claim.isType) same(`typeof ${text}`, claim.code);
  return true;
}

// No twin in types: the compiler does not follow rules into operations.
import type { Expression } from './expression.ts';
import type { ParsedRule } from './rule.ts';

/** @throws TypeError that names what of a mapping loses something */
export function requireInvertible(rules: readonly ParsedRule[], ignore: readonly string[], who: string): void {
  const [pattern] = ignore;
  if (pattern !== undefined)
    throw new TypeError(
      `${who}: the mapping ignores '${pattern}', so it has no inverse; give ignore to load instead of the mapping`,
    );
  const lossy = rules.find(({ file, layout }) => hasRows(file) || hasRows(layout));
  if (lossy !== undefined)
    throw new TypeError(
      `${who}: the rule ${lossy.text} takes only some rows, so the mapping has no ` +
        `inverse${who === 'save' ? '; the option into of save keeps the remaining rows of an older file' : ''}`,
    );
}

function hasRows(expression: Expression): boolean {
  if (expression.op === 'name') return false;
  if (expression.op === 'rows') return true;
  return expression.op === 'concat' ? expression.parts.some(hasRows) : hasRows(expression.of);
}

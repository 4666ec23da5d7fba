import { InvalidArgumentError } from 'commander';

/** Words that a module cannot export a constant under, in strict mode; and those that what is written imports. */
export const RESERVED_WORDS: ReadonlySet<string> = new Set(
  (
    'arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for function if implements import in ' +
    'instanceof interface let new null package private protected public return static super switch this throw true try typeof var void while with yield undefined ' +
    'layout ordered repeat schema tied'
  ).split(' '),
);

/** A name for what is exported. @throws InvalidArgumentError for what is none */
export function parseIdentifier(name: string): string {
  if (!/^[A-Za-z_$][\w$]*$/.test(name))
    throw new InvalidArgumentError('An identifier was expected: letters, digits, _ and $, no digit first.');
  if (RESERVED_WORDS.has(name)) throw new InvalidArgumentError('That word is reserved in such a module.');
  return name;
}

// The random schemas and paths of agree.test.ts must meet every error sentence of the library.
import { describe, expect, it } from 'vitest';
import * as library from '../../src/index.ts';
import * as schemaIssues from '../../src/schema/issues.ts';
import * as selectIssues from '../../src/select/issues.ts';
import type { Case } from './case.ts';
import { invalidCases } from './invalid.ts';
import { Random } from './random.ts';
import { validCases } from './valid.ts';

/** No sentences, and errors that only the run time reports: no type shows an endless schema or a hole in an array. */
const NOT_MET = ['SchemaError', 'MAX_DEPTH', 'MAX_ALIGNMENT', 'tooDeep', 'holeAt'];

const random = new Random(1);
const said = [...invalidCases(random, 300), ...validCases(random, 300)]
  .flatMap((each: Case) => each.stated(library, random).lines)
  .flatMap(([, { expectedError: it }]) => it?.says ?? []);

describe('coverage of the sentences', () => {
  it.each(Object.entries({ ...schemaIssues, ...selectIssues }).filter(([name]) => !NOT_MET.includes(name)))(
    'random schemas meet the sentence %s',
    (_, sentence) => {
      const text =
        typeof sentence === 'string' ? sentence : (
          (sentence as (...found: unknown[]) => string)(
            ...Array.from({ length: (sentence as () => string).length }, () => '\0'),
          )
        );
      const pattern = new RegExp(
        text
          .split('\0')
          .map((part) => part.replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&'))
          .join('.*'),
        's',
      );
      expect(said.some((each) => pattern.test(each))).toBe(true);
    },
  );
});

// The proof is one of all refusals only if each of them comes up: what is planted, and what is asked for in vain, must meet every sentence.
import { describe, expect, it } from 'vitest';
import * as library from '../../src/index.ts';
import * as refusal from '../../src/refusal.ts';
import type { Case } from './case.ts';
import { flawedCases } from './flawed.ts';
import { Random } from './random.ts';
import { soundCases } from './sound.ts';

/** Only the runtime says these: that a schema has no end or an array a hole is nothing that a type shows. */
const AT_RUN_TIME = ['SchemaError', 'DEEPEST', 'tooDeep', 'holeAt'];

const random = new Random(1);
const said = [...flawedCases(random, 300), ...soundCases(random, 300)]
  .flatMap((each: Case) => each.stated(library, random).lines)
  .flatMap(([, { refusal: it }]) => it?.says ?? []);

describe('coverage of the sentences', () => {
  it.each(Object.entries(refusal).filter(([name]) => !AT_RUN_TIME.includes(name)))(
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

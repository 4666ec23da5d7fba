// agree.test.ts must be able to fail: these tests plant mistakes in copies of the built package, and each must be
// found.
import { describe, expect, it } from 'vitest';
import { programOf } from './case.ts';
import type { Disagreement } from './disagreement.ts';
import { invalidCases } from './invalid.ts';
import { againstCompiler } from './judge.ts';
import { type Change, Installed } from './package.ts';
import { Random } from './random.ts';
import { validCases } from './valid.ts';

type Half = 'runtime' | 'types';
interface Fault {
  readonly what: string;
  readonly changes: readonly Change[];
  readonly seenBy: readonly Half[];
}

const lowerFirst: Change = {
  file: 'dist/types/schema/order.d.ts',
  from: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\\\]^_`abcdefghijklmnopqrstuvwxyz',
  to: 'abcdefghijklmnopqrstuvwxyz[\\\\]^_`ABCDEFGHIJKLMNOPQRSTUVWXYZ',
};
const backwards: readonly Change[] = [
  { file: 'dist/src/schema/order.js', from: 'return a < b;', to: 'return a > b;' },
  { file: 'dist/src/schema/order.js', from: '.sort();', to: '.sort().reverse();' },
  { file: 'dist/types/schema/order.d.ts', from: 'IsBefore<`${K}`, To>', to: 'IsBefore<To, `${K}`>' },
];

/** Mistakes that valid schemas show. A mistake of the run time also shows against the naive reference. */
const faults: readonly Fault[] = [
  {
    what: 'the runtime counts offsets from one',
    seenBy: ['runtime', 'types'],
    changes: [{ file: 'dist/src/schema/make-node.js', from: 'let end = 0;', to: 'let end = 1;' }],
  },
  {
    what: 'the runtime has a repeat of one element more',
    seenBy: ['types'],
    changes: [{ file: 'dist/src/schema/path.js', from: 'Number(segment) < count', to: 'Number(segment) <= count' }],
  },
  {
    what: 'the runtime sorts keys without regard to case',
    seenBy: ['runtime', 'types'],
    changes: [
      {
        file: 'dist/src/schema/order.js',
        from: '.sort();',
        to: '.sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));',
      },
    ],
  },
  {
    what: 'the runtime puts no pad behind a leaf',
    seenBy: ['runtime', 'types'],
    changes: [{ file: 'dist/src/schema/make-node.js', from: 'Math.ceil(length / align), align', to: 'length, 1' }],
  },
  {
    what: 'the runtime forgets the columns of a slice',
    seenBy: ['runtime', 'types'],
    changes: [{ file: 'dist/src/schema/tie.js', from: 'sum + index * node.strides[axis]', to: 'sum + index' }],
  },
  {
    what: 'the types round a count down',
    seenBy: ['types'],
    changes: [{ file: 'dist/types/arithmetic/power.d.ts', from: "Powers[B]['less']", to: '0' }],
  },
  {
    what: 'the types give a tie the alignment around it',
    seenBy: ['types'],
    changes: [
      { file: 'dist/types/schema/memory.d.ts', from: 'S extends AnyTied ? never', to: 'S extends AnyTied ? A' },
    ],
  },
  {
    what: 'the types leave one over when they carry ten',
    seenBy: ['types'],
    changes: [
      {
        file: 'dist/types/arithmetic/tally.d.ts',
        from: "    '|||||||||': '|||||||||';\n    '||||||||||': '';",
        to: "    '|||||||||': '|||||||||';\n    '||||||||||': '|';",
      },
    ],
  },
  { what: 'the types sort small letters before capital ones', seenBy: ['types'], changes: [lowerFirst] },
  {
    what: 'the types read a transposed matrix by rows',
    seenBy: ['types'],
    changes: [{ file: 'dist/types/schema/strides.d.ts', from: 'readonly [1, Rows]', to: 'readonly [Rows, 1]' }],
  },
  {
    what: 'the types suggest a name with other words',
    seenBy: ['types'],
    changes: [{ file: 'dist/types/schema/issues.d.ts', from: 'did you mean', to: 'do you mean' }],
  },
  // The order of keys is wrong in both halves alike, but not that of the names in errors.
  { what: 'both halves sort keys backwards', seenBy: ['runtime', 'types'], changes: backwards },
];
/** Mistakes that invalid schemas show. */
const faultsWithInvalid: readonly Fault[] = [
  {
    what: 'the runtime names the second block of a repeat',
    seenBy: ['runtime', 'types'],
    changes: [{ file: 'dist/src/schema/compile.js', from: 'join(path, 0)', to: 'join(path, 1)' }],
  },
  {
    what: 'the runtime finds another dimension',
    seenBy: ['runtime', 'types'],
    changes: [
      {
        file: 'dist/src/schema/issues.js',
        from: 'found ${String(found)}`;\nexport const badCount',
        to: 'found ${found + 1}`;\nexport const badCount',
      },
    ],
  },
  {
    what: 'the types name the second block of a repeat',
    seenBy: ['types'],
    changes: [{ file: 'dist/types/schema/explain.d.ts', from: 'Join<Path, 0>', to: 'Join<Path, 1>' }],
  },
];

async function seen(make: typeof validCases, count: number, changes: readonly Change[]): Promise<Disagreement[]> {
  const installed = new Installed(...changes);
  try {
    const { program, disagreements } = programOf(
      make(new Random(1), count),
      'schemas',
      await installed.runtime(),
      new Random(1),
    );
    return [...disagreements, ...(await againstCompiler('TypeScript 7', installed, [program])).flat()];
  } finally {
    installed.remove();
  }
}
const halves = (found: readonly Disagreement[]): readonly Half[] =>
  (['runtime', 'types'] as const).filter((half) =>
    found.some(
      ({ between }) => between === (half === 'runtime' ? 'runtime and naive reference' : 'runtime and TypeScript 7'),
    ),
  );

describe.each([
  ['valid', validCases, 40, faults],
  ['invalid', invalidCases, 80, faultsWithInvalid],
] as const)('planted mistakes, in %s schemas', (_, make, count, all) => {
  it('the unchanged package has no disagreement', async () => {
    expect(await seen(make, count, [])).toEqual([]);
  }, 120_000);
  it.each(all)(
    'the proof finds a planted mistake: $what',
    async ({ changes, seenBy }) => {
      expect(halves(await seen(make, count, changes))).toEqual(seenBy);
    },
    120_000,
  );
});

it('a change that matches no text of the package is an error', () => {
  expect(() => new Installed({ file: 'dist/src/schema/order.js', from: 'not there', to: '' })).toThrow(
    'dist/src/schema/order.js must have this once, so that it can be changed: not there',
  );
});

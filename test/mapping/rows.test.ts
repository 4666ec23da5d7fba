import { describe, expect, it } from 'vitest';
import type { CheckpointWarning, MappingRule } from '../../src/checkpoint/index.ts';
import { fileOf, openLayout, openLoad, openMapping } from './open.ts';

const model = openLayout({ e: [4, 2] });

/** What `load` gives, and the sentences of its warnings. */
async function loadRows(rule: MappingRule, rows: number, options: object = {}): Promise<readonly [number[], string[]]> {
  const warnings: CheckpointWarning[] = [];
  const related = openMapping(model, [rule]);
  const onWarning = (warning: CheckpointWarning): unknown => warnings.push(warning);
  const read = await openLoad(model, fileOf({ emb: [rows, 2] }), { mapping: related, onWarning, ...options });
  return [read, warnings.map(({ code, tensor, path, message }) => `${code} of ${tensor ?? ''}, ${path}: ${message}`)];
}

describe('rows', () => {
  it('rows of a larger embedding fill a leaf, and a warning says what was left', async () => {
    expect(await loadRows([{ rows: 'emb', range: [1, 5] }, 'e'], 6)).toEqual([
      [3, 4, 5, 6, 7, 8, 9, 10],
      ["rows left of emb, emb: 'emb' has 12 elements, and the mapping takes 8 of them"],
    ]);
  });

  it('a smaller embedding fills some rows of a leaf, and a warning says how many', async () => {
    const says =
      "partly filled of e, e: 'e' has 8 elements; the file fills 6 of them, and the others keep their values";
    const rule: MappingRule = ['emb', { rows: 'e', range: [0, 3] }];
    expect(await loadRows(rule, 3)).toEqual([[1, 2, 3, 4, 5, 6, 0, 0], [says]]);
    for (const staged of [true, false]) {
      const into = new Float32Array(8).fill(-1);
      expect(await loadRows(rule, 3, { into, staged })).toEqual([[1, 2, 3, 4, 5, 6, -1, -1], [says]]);
      expect([...into]).toEqual([1, 2, 3, 4, 5, 6, -1, -1]);
    }
  });

  it('rows on both sides move a range', async () => {
    const rule: MappingRule = [
      { rows: 'emb', range: [0, 3] },
      { rows: 'e', range: [1, 4] },
    ];
    expect(await loadRows(rule, 9, { into: new Float32Array(8).fill(-1) })).toEqual([
      [-1, -1, 1, 2, 3, 4, 5, 6],
      [
        "rows left of emb, emb: 'emb' has 18 elements, and the mapping takes 6 of them",
        "partly filled of e, e: 'e' has 8 elements; the file fills 6 of them, and the others keep their values",
      ],
    ]);
  });

  it('rows of all of a tensor give no warning', async () => {
    expect(await loadRows([{ rows: 'emb', range: [0, 4] }, 'e'], 4)).toEqual([[1, 2, 3, 4, 5, 6, 7, 8], []]);
  });

  it('rows stand within a concat', async () => {
    const rule: MappingRule = [
      {
        concat: [
          { rows: 'emb', range: [1, 3] },
          { rows: 'more', range: [0, 2] },
        ],
      },
      'e',
    ];
    const related = openMapping(model, [rule]);
    const bytes = fileOf({ emb: [3, 2], more: [3, 2] });
    expect(await openLoad(model, bytes, { mapping: related })).toEqual([3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it('a tensor with too few rows does not fit, and the error shows both shapes', async () => {
    await expect(loadRows([{ rows: 'emb', range: [1, 5] }, 'e'], 4)).rejects.toThrow(
      "tensor 'emb': the file does not fit the layout; the tensor has the " +
        'wrong shape: expected at least [5, 2], found [4, 2]',
    );
  });
});

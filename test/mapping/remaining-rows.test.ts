import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { load, mapping, readHeader, save, serialize } from '../../src/checkpoint/index.ts';
import { layout } from '../../src/index.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rows-'));
});
afterAll(() => rm(folder, { recursive: true }));

const model = layout({ bias: [3], wte: [4, 3] });
const hub = layout({ bias: [3], wte: [100_000, 3] });
const rules = mapping(model, [[{ rows: 'wte', range: [2, 6] }, 'wte']]);

describe('rows of a larger tensor', () => {
  test.each(['F32', 'BF16'] as const)('save keeps the remaining rows of the older %s file', async (dtype) => {
    const file = join(folder, `${dtype}.safetensors`);
    const old = hub.zeros().map((_, i) => (i % 251) + 1);
    await save(hub, old, file, { dtype });
    const flat = await load(model, file, { mapping: rules });
    expect(Array.from(flat)).toEqual([...old.subarray(0, 3), ...old.subarray(3 + 6, 3 + 18)]);

    await save(
      model,
      flat.map((x) => -x),
      file,
      { mapping: rules, into: file, dtype },
    );
    const found = await load(hub, file);
    const expected = old.map((x, i) => (i < 3 || (i >= 9 && i < 21) ? -x : x));
    expect(Buffer.compare(Buffer.from(found.buffer), Buffer.from(expected.buffer))).toBe(0);
    expect((await readHeader(file)).get('wte')?.dtype).toBe(dtype);
  });

  test('save reports values of the rows that the dtype cannot hold, once for the tensor', async () => {
    const file = join(folder, 'lossy.safetensors');
    await save(hub, hub.zeros(), file, { dtype: 'F16' });
    const flat = model.zeros().fill(1e9);
    const messages: string[] = [];
    const onWarning = ({ code, path, message }: { code: string; path: string; message: string }): void => {
      messages.push(`${code} ${path}: ${message}`);
    };
    await save(model, flat, file, { mapping: rules, into: file, dtype: 'F16', onWarning });
    expect(messages).toEqual([
      "lossy bias: 'bias' is written as F16, which cannot hold all of its values: 3 values become infinite",
      "lossy wte: 'wte' is written as F16, which cannot hold all of its values: 12 values become infinite",
    ]);
  });

  test('save refuses without an older file, and says what to give', async () => {
    await expect(save(model, model.zeros(), join(folder, 'x'), { mapping: rules })).rejects.toThrow(
      'save: the rule [{"rows":"wte","range":[2,6]}, "wte"] takes only some rows, so the mapping has no inverse; ' +
        'the option into of save keeps the remaining rows of an older file',
    );
  });

  test('save refuses an older file of another shape or dtype, and changes nothing', async () => {
    const file = join(folder, 'other.safetensors');
    const before = serialize(layout({ bias: [3], wte: [5, 3] }), new Float32Array(18));
    await save(layout({ bias: [3], wte: [5, 3] }), new Float32Array(18), file);
    const saving = save(model, model.zeros(), file, { mapping: rules, into: file });
    await expect(saving).rejects.toThrow(
      "tensor 'wte': the file given as into cannot complete its rows: expected F32 " +
        '[6, 3] with at least as many rows, found F32 [5, 3]',
    );
    expect(new Uint8Array(await readFile(file))).toEqual(before);
  });
});

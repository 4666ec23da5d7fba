import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { load, save, type SerializeOptions } from '../../src/checkpoint/index.ts';
import { layout, repeat } from '../../src/index.ts';
import { counted, openLayout, openLoad, openSerialize, tensorsOf } from './open.ts';

const model = openLayout({ h: repeat(2, { ln: { w: [2], b: [2] }, p: [2, 3] }), e: [2] });
const flat = counted(model);
type Naming = Pick<SerializeOptions, 'prefix' | 'names' | 'transpose'>;

describe('save with the options that load has for names', () => {
  it.each<[Naming, string]>([
    [
      { prefix: 'model.' },
      'model.e model.h.0.ln.b model.h.0.ln.w model.h.0.p model.h.1.ln.b model.h.1.ln.w model.h.1.p',
    ],
    [{ names: { emb: 'e', 'l{i}.proj': 'h.{i}.p' } }, 'emb h.0.ln.b h.0.ln.w l0.proj h.1.ln.b h.1.ln.w l1.proj'],
    [
      { names: { 'b.{i}.norm.{**rest}': 'h.{i}.ln.{rest}' } },
      'e b.0.norm.b b.0.norm.w h.0.p b.1.norm.b b.1.norm.w h.1.p',
    ],
    [
      { prefix: 'm.', names: { 'emb.{**rest}': 'e.{rest}' } },
      'm.emb m.h.0.ln.b m.h.0.ln.w m.h.0.p m.h.1.ln.b m.h.1.ln.w m.h.1.p',
    ],
    [{ names: { e: 'h.0.p', 'h.0.p': 'e' } }, 'h.0.p h.0.ln.b h.0.ln.w e h.1.ln.b h.1.ln.w h.1.p'],
    [
      { names: { toPath: (name) => name.replaceAll('/', '.'), toName: (path) => path.replaceAll('.', '/') } },
      'e h/0/ln/b h/0/ln/w h/0/p h/1/ln/b h/1/ln/w h/1/p',
    ],
  ])('save and load agree with %j', async (options, names) => {
    const bytes = openSerialize(model, flat, { ...options, order: 'layout' });
    expect(Object.keys(await tensorsOf(bytes)).join(' ')).toBe(names);
    expect(await openLoad(model, bytes, options)).toEqual([...flat]);
  });

  it('save writes the transpose of the matrices that transpose names', async () => {
    const bytes = openSerialize(model, flat, { transpose: ['h.*.p'] });
    const { 'h.0.p': first, e } = await tensorsOf(bytes);
    expect(first).toEqual([[3, 2], 7, 10, 8, 11, 9, 12]);
    expect(e).toEqual([[2], 1, 2]);
    expect(await openLoad(model, bytes, { transpose: ['h.*.p'] })).toEqual([...flat]);
  });

  it('save writes the same file to a disk', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'names-'));
    try {
      const typed = layout({ a: [2, 3] });
      const options = { prefix: 'm.', names: { w: 'a' }, transpose: ['a'] } as const;
      const file = join(folder, 'x.safetensors');
      await save(typed, Float32Array.of(1, 2, 3, 4, 5, 6), file, options);
      expect([...(await load(typed, file, options))]).toEqual([1, 2, 3, 4, 5, 6]);
      expect([...(await load(layout({ m: { w: [3, 2] } }), file))]).toEqual([1, 4, 2, 5, 3, 6]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it.each<[string, unknown, string]>([
    [
      'a function',
      (name: string) => name,
      "save needs the way back from a path to the file's name: pass names as { toPath, toName } instead of a function",
    ],
    [
      'half a pair',
      { toPath: (name: string) => name },
      "save needs names.toName, the way back from a path to the file's name, beside names.toPath",
    ],
    [
      'a pair that does not agree',
      { toPath: (name: string) => name, toName: (path: string) => `x${path}` },
      "save would write 'e' as 'xe', and load would read that as 'xe'",
    ],
    [
      'a pair that ignores the name',
      { toPath: () => undefined, toName: (path: string) => path },
      "save would write 'e' as 'e', and load would read that as nothing",
    ],
    [
      'a pair without a name',
      { toPath: (name: string) => name, toName: () => undefined },
      "names.toName must give a name for 'e', found undefined",
    ],
    [
      'a wildcard without a name',
      { 'b.*.w': 'h.0.ln.w' },
      "names: 'b.*.w' has a wildcard without a name, so save cannot tell the file's name; write {i}",
    ],
    [
      'a wildcard that the path lacks',
      { 'b.{i}.{j}': 'h.{i}.p' },
      "names: 'b.{i}.{j}' has the wildcard '{j}', which 'h.{i}.p' lacks, so save cannot tell the file's name",
    ],
    ['two names for a path', { a: 'e', b: 'e' }, "names maps 'a' and 'b' to 'e', so save cannot tell the file's name"],
    [
      'a name that another leaf has',
      { e: 'h.0.p' },
      "save would write 'e' as 'e', and load would read that as 'h.0.p'",
    ],
    [
      'a name that load reads as another leaf',
      { 'h.{i}.p': 'h.{i}.ln.w' },
      "save would write 'h.0.p' as 'h.0.p', and load would read that as 'h.0.ln.w'",
    ],
  ])('save refuses %s', (_, names, says) => {
    expect(() => openSerialize(model, flat, { names: names as never })).toThrow(new TypeError(says));
  });

  it('save refuses two leaves with one name', () => {
    const names = { toPath: () => 'e', toName: () => 'x' };
    expect(() => openSerialize(openLayout({ e: [1], f: [1] }), Float32Array.of(1, 2), { names })).toThrow(
      new TypeError("save would write 'f' as 'x', and load would read that as 'e'"),
    );
  });

  it('save refuses a pattern of transpose that matches no leaf, or no matrix', () => {
    expect(() => openSerialize(model, flat, { transpose: ['h.*.z'] })).toThrow(
      "no leaf of the layout matches the pattern 'h.*.z' of the option transpose",
    );
    expect(() => openSerialize(openLayout({ a: [2, 2, 2] }), new Float32Array(8), { transpose: ['a'] })).toThrow(
      "'a' has 3 dimensions, but only a matrix can be transposed",
    );
  });
});

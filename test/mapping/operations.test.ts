import { describe, expect, it } from 'vitest';
import { inverse } from '../../src/checkpoint/index.ts';
import type { Arrangement } from '../../src/checkpoint/index.ts';
import { counted, nested, openLayout, openLoad, openMapping, openSerialize, tensorsOf } from './open.ts';

type Tensors = Readonly<Record<string, readonly [shape: readonly number[], ...elements: number[]]>>;

/**
 * A rule, the shapes of its leaves, and the tensors of the file. The elements of the leaves are 1, 2, 3, … in the order
 * of the layout, which sorts keys.
 */
interface Case {
  readonly title: string;
  readonly rule: readonly [file: Arrangement, layout: Arrangement];
  readonly leaves: Readonly<Record<string, readonly number[]>>;
  readonly file: Tensors;
}

const cases: readonly Case[] = [
  {
    title: 'transpose swaps the axes of a matrix',
    rule: ['w', { transpose: 'a' }],
    leaves: { a: [2, 3] },
    file: { w: [[3, 2], 1, 4, 2, 5, 3, 6] },
  },
  {
    title: 'transpose on the side of the file gives the same',
    rule: [{ transpose: 'w' }, 'a'],
    leaves: { a: [2, 3] },
    file: { w: [[3, 2], 1, 4, 2, 5, 3, 6] },
  },
  {
    title: 'permute turns a filter [O, I, H, W] into [H, W, I, O]',
    rule: ['conv', { permute: 'a', axes: [2, 3, 1, 0] }],
    leaves: { a: [2, 3, 1, 2] }, // element (o, i, 0, w) is 6o + 2i + w + 1
    file: { conv: [[1, 2, 3, 2], 1, 7, 3, 9, 5, 11, 2, 8, 4, 10, 6, 12] },
  },
  {
    title: 'permute turns a filter [H, W, I, O] of the file into [O, I, H, W]',
    rule: [{ permute: 'conv', axes: [3, 2, 0, 1] }, 'a'],
    leaves: { a: [2, 3, 1, 2] },
    file: { conv: [[1, 2, 3, 2], 1, 7, 3, 9, 5, 11, 2, 8, 4, 10, 6, 12] },
  },
  {
    title: 'permute orders three axes as numpy does',
    rule: ['w', { permute: 'a', axes: [2, 0, 1] }],
    leaves: { a: [2, 2, 3] },
    file: { w: [[3, 2, 2], 1, 4, 7, 10, 2, 5, 8, 11, 3, 6, 9, 12] },
  },
  {
    title: 'reshape keeps the row-major order',
    rule: ['w', { reshape: 'a', shape: [3, -1] }],
    leaves: { a: [2, 3] },
    file: { w: [[3, 2], 1, 2, 3, 4, 5, 6] },
  },
  {
    title: 'reshape drops axes of one',
    rule: [{ reshape: 'w', shape: [-1], from: [-1, 1, 1] }, 'a'],
    leaves: { a: [4] },
    file: { w: [[4, 1, 1], 1, 2, 3, 4] },
  },
  {
    title: 'reshape makes a scalar an array of one',
    rule: ['w', { reshape: 'a', shape: [1] }],
    leaves: { a: [] },
    file: { w: [[1], 1] },
  },
  {
    title: 'reshape of a transpose flattens the columns',
    rule: ['w', { reshape: { transpose: 'a' }, shape: [6] }],
    leaves: { a: [2, 3] },
    file: { w: [[6], 1, 4, 2, 5, 3, 6] },
  },
  {
    title: 'concat of leaves along the first axis stacks their rows',
    rule: ['w', { concat: ['a', 'b'] }],
    leaves: { a: [1, 2], b: [2, 2] },
    file: { w: [[3, 2], 1, 2, 3, 4, 5, 6] },
  },
  {
    title: 'concat of leaves in another order than the layout',
    rule: ['w', { concat: ['b', 'a'] }],
    leaves: { a: [1, 2], b: [2, 2] },
    file: { w: [[3, 2], 3, 4, 5, 6, 1, 2] },
  },
  {
    title: 'concat of leaves along the second axis joins their columns',
    rule: ['w', { concat: ['a', 'b'], axis: 1 }],
    leaves: { a: [2, 1], b: [2, 2] },
    file: { w: [[2, 3], 1, 3, 4, 2, 5, 6] },
  },
  {
    title: 'concat of tensors cuts a leaf into equal parts',
    rule: [{ concat: ['u', 'v'] }, 'a'],
    leaves: { a: [2, 2] },
    file: { u: [[1, 2], 1, 2], v: [[1, 2], 3, 4] },
  },
  {
    title: 'concat of tensors cuts a leaf into stated parts along the second axis',
    rule: [{ concat: ['u', 'v', 'w'], axis: 1, sizes: [1, 0, 2] }, 'a'],
    leaves: { a: [2, 3] },
    file: { u: [[2, 1], 1, 4], v: [[2, 0]], w: [[2, 2], 2, 3, 5, 6] },
  },
  {
    title: 'concat on both sides cuts at other places',
    rule: [{ concat: ['u', 'v'], sizes: [1, 3] }, { concat: ['a', 'b'] }],
    leaves: { a: [2], b: [2] },
    file: { u: [[1], 1], v: [[3], 2, 3, 4] },
  },
  {
    title: 'a fused and transposed projection, as GPT-2 has it',
    rule: ['w', { transpose: { concat: ['a', 'b', 'c'] } }],
    leaves: { a: [1, 2], b: [1, 2], c: [1, 2] },
    file: { w: [[2, 3], 1, 3, 5, 2, 4, 6] },
  },
  {
    title: 'stack of leaves adds a first axis',
    rule: ['w', { stack: 'h.{i}', over: 'i' }],
    leaves: { 'h.0': [2], 'h.1': [2], 'h.2': [2] },
    file: { w: [[3, 2], 1, 2, 3, 4, 5, 6] },
  },
  {
    title: 'stack of leaves counts in numbers, not in letters',
    rule: ['w', { stack: 'h.{i}', over: 'i' }],
    leaves: Object.fromEntries(Array.from({ length: 11 }, (_, i) => [`h.${i}`, [1]])),
    file: { w: [[11, 1], 1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 3] }, // the keys of a struct are sorted: 0, 1, 10, 2, …
  },
  {
    title: 'stack of leaves adds a last axis',
    rule: ['w', { stack: 'h.{i}', over: 'i', axis: 1 }],
    leaves: { 'h.0': [2], 'h.1': [2], 'h.2': [2] },
    file: { w: [[2, 3], 1, 3, 5, 2, 4, 6] },
  },
  {
    title: 'stack of tensors takes a leaf apart along its second axis',
    rule: [{ stack: 'w.{i}', over: 'i', axis: 1 }, 'a'],
    leaves: { a: [2, 3] },
    file: { 'w.0': [[2], 1, 4], 'w.1': [[2], 2, 5], 'w.2': [[2], 3, 6] },
  },
  {
    title: 'stack inside stack adds two axes',
    rule: ['w', { stack: { stack: 'h.{i}.{j}', over: 'j' }, over: 'i' }],
    leaves: { 'h.0.0': [1], 'h.0.1': [1], 'h.1.0': [1], 'h.1.1': [1], 'h.2.0': [1], 'h.2.1': [1] },
    file: { w: [[3, 2, 1], 1, 2, 3, 4, 5, 6] },
  },
  {
    title: 'stack inside stack in the other order swaps the axes',
    rule: ['w', { stack: { stack: 'h.{i}.{j}', over: 'i' }, over: 'j' }],
    leaves: { 'h.0.0': [1], 'h.0.1': [1], 'h.1.0': [1], 'h.1.1': [1], 'h.2.0': [1], 'h.2.1': [1] },
    file: { w: [[2, 3, 1], 1, 3, 5, 2, 4, 6] },
  },
  {
    title: 'stack of a concat, as experts with fused projections',
    rule: ['w', { stack: { concat: ['h.{i}.a', 'h.{i}.b'] }, over: 'i' }],
    leaves: { 'h.0.a': [1], 'h.0.b': [2], 'h.1.a': [1], 'h.1.b': [2] },
    file: { w: [[2, 3], 1, 2, 3, 4, 5, 6] },
  },
  {
    title: 'a stack beside a free wildcard gives a tensor for each of its values',
    rule: ['l{i}.w', { stack: 'h.{i}.e.{e}', over: 'e' }],
    leaves: { 'h.0.e.0': [1], 'h.0.e.1': [1], 'h.1.e.0': [1], 'h.1.e.1': [1] },
    file: { 'l0.w': [[2, 1], 1, 2], 'l1.w': [[2, 1], 3, 4] },
  },
  {
    title: 'interleave takes the rows of both halves in turn',
    rule: ['w', { interleave: 'a', heads: 1 }],
    leaves: { a: [6, 1] },
    file: { w: [[6, 1], 1, 4, 2, 5, 3, 6] },
  },
  {
    title: 'interleave works within each head',
    rule: ['w', { interleave: 'a', heads: 2 }],
    leaves: { a: [8] },
    file: { w: [[8], 1, 3, 2, 4, 5, 7, 6, 8] },
  },
  {
    title: 'interleave of a head of two rows changes nothing',
    rule: ['w', { interleave: 'a', heads: 2 }],
    leaves: { a: [4] },
    file: { w: [[4], 1, 2, 3, 4] },
  },
  {
    title: 'operations of empty leaves give empty tensors',
    rule: ['w', { transpose: { concat: ['a', 'b'] } }],
    leaves: { a: [0, 3], b: [0, 3] },
    file: { w: [[3, 0]] },
  },
];

describe('operations', () => {
  it.each(cases)('$title', async ({ rule, leaves, file }) => {
    const model = openLayout(nested(leaves));
    const flat = counted(model);
    const related = openMapping(model, [rule]);
    const bytes = openSerialize(model, flat, { mapping: related });
    expect(await tensorsOf(bytes)).toEqual(file);
    expect(await openLoad(model, bytes, { mapping: related })).toEqual([...flat]);

    // The inverse reads a file of the leaves into a layout of the tensors.
    const shapes = Object.fromEntries(Object.entries(file).map(([name, [shape]]) => [name, shape]));
    const other = openLayout(nested(shapes));
    const read = await openLoad(other, openSerialize(model, flat), { mapping: inverse(related) });
    expect(read).toEqual(other.slots.flatMap(({ path }) => (file[path] as Tensors[string]).slice(1)));
  });

  it('interleave undoes the permutation of transformers for Llama', async () => {
    // convert_llama_weights_to_hf.py in transformers turns Meta's weights into those of Hugging Face:
    //   def permute(w, n_heads, dim1, dim2):
    //       return w.view(n_heads, dim1 // n_heads // 2, 2, dim2).transpose(1, 2).reshape(dim1, dim2)
    const [heads, dim1, dim2] = [3, 24, 5];
    const half = dim1 / heads / 2;
    const permute = (w: readonly number[]): number[] => {
      const permuted: number[] = [];
      for (let head = 0; head < heads; head++)
        for (let part = 0; part < 2; part++)
          for (let i = 0; i < half; i++)
            for (let column = 0; column < dim2; column++)
              permuted.push(w[((head * half + i) * 2 + part) * dim2 + column] as number);
      return permuted;
    };
    const model = openLayout({ q: [dim1, dim2] });
    const meta = openMapping(model, [['wq', { interleave: 'q', heads }]]);
    const hub = counted(model);
    const tensors = await tensorsOf(openSerialize(model, hub, { mapping: meta }));
    expect(permute((tensors['wq'] as Tensors[string]).slice(1) as number[])).toEqual([...hub]);
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromJSON, inverse, load, mapping, serialize } from '../../src/checkpoint/index.ts';
import { layout } from '../../src/index.ts';
import { type Draw, drawShape, drawSide, type RandomSide } from './random-mapping.ts';

interface RandomMapping {
  readonly sides: readonly (readonly [file: RandomSide, leaves: RandomSide])[];
  readonly model: ReturnType<typeof openLayout>;
  readonly rules: readonly (readonly [file: RandomSide['data'], layout: RandomSide['data']])[];
}
// A layout whose schema only the run time knows.
const openLayout = (tensors: Iterable<readonly [string, readonly number[]]>) =>
  layout(Object.fromEntries(tensors) as Readonly<Record<string, readonly number[]>>);

const offsetAt = (model: RandomMapping['model'], path: string): number =>
  model.slots.find((slot) => slot.path === path)?.offset ?? NaN;

function drawMapping(draw: Draw): RandomMapping {
  const sides = Array.from({ length: draw(fc.integer({ min: 1, max: 3 })) }, (_, i) => {
    const shape = drawShape(draw, draw(fc.constantFrom(0, 1, 2, 4, 6, 8, 12, 24, 30, 48)));
    return [drawSide(draw, shape, `f${i}x`, true), drawSide(draw, shape, `l${i}x`, false)] as const;
  });
  return {
    sides,
    rules: sides.map(([file, leaves]) => [file.data, leaves.data]),
    model: openLayout(sides.flatMap(([, leaves]) => [...leaves.tensors])),
  };
}
const mappings = fc.gen().map((gen) => drawMapping((arbitrary) => gen(() => arbitrary)));

// Shrinking a drawn mapping takes minutes and gigabytes; the seed in the message reproduces it.
const RUNS = { numRuns: 300, endOnFailure: true };

describe('random mappings', () => {
  test('load puts each element where the rules say, and save takes it from there', async () => {
    await fc.assert(
      fc.asyncProperty(mappings, async ({ sides, rules, model }) => {
        const related = mapping(model, rules);
        const flat = Uint32Array.from({ length: model.length }, (_, i) => i + 1);
        const numbers = new Float32Array(flat.buffer);
        const bytes = serialize(model, numbers as never, { mapping: related });
        const files = openLayout(sides.flatMap(([file]) => [...file.tensors]));
        const read = new Uint32Array((await load(files, bytes)).buffer);
        for (const [file, leaves] of sides)
          file.labels.forEach((label, i) => {
            const [name, index] = label.split(':') as [string, string];
            const [path, element] = (leaves.labels[i] as string).split(':') as [string, string];
            expect(read[offsetAt(files, name) + Number(index)]).toBe(flat[offsetAt(model, path) + Number(element)]);
          });
        const back = await load(model, bytes, { mapping: fromJSON(JSON.parse(JSON.stringify(related)), model) });
        expect(new Uint32Array(back.buffer)).toEqual(flat);
      }),
      RUNS,
    );
  });

  test('the inverse of a mapping loads the file that the mapping would save', async () => {
    await fc.assert(
      fc.asyncProperty(mappings, async ({ sides, rules, model }) => {
        const related = mapping(model, rules);
        const flat = Float32Array.from({ length: model.length }, (_, i) => i + 1);
        const files = openLayout(sides.flatMap(([file]) => [...file.tensors]));
        const expected = await load(files, serialize(model, flat as never, { mapping: related }));
        const turned = inverse(related);
        const found = await load(files, serialize(model, flat as never), { mapping: turned as never });
        expect(found).toEqual(expected);
        const twice = await load(model, serialize(files, found), { mapping: inverse(turned) as never });
        expect(Array.from(twice)).toEqual(Array.from(flat));
      }),
      RUNS,
    );
  });
});

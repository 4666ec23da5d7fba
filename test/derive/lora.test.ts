// Low-rank adapters (LoRA): add them to a trained model, train them alone, and merge them back into its weights.
import { describe, expect, it } from 'vitest';
import { copyInto, extend, gather, layout, omit, pick, repeat, sameLayout, scatter, select } from '../../src/index.ts';

const D = 4;
const model = layout({ h: repeat(2, { w: [D, D], b: [D] }) });
const adapted = extend(model, 'h.*', { lora: { down: [1, D], up: [D, 1] } });
type Layer = ReturnType<typeof adapted.view<Float64Array<ArrayBuffer>>>['h'][0];

/** Random numbers from -1 to 1, the same in each run. */
function* randomNumbers(): Generator<number, never> {
  for (let state = 1; ;) {
    state = (state * 48271) % 2147483647;
    yield (2 * state) / 2147483647 - 1;
  }
}
const numbers = randomNumbers();
const random = (): number => numbers.next().value;

/** The weight of a layer and its adapter: W + up · down. */
const effective = ({ w, lora }: Layer): number[] =>
  Array.from(w, (x, i) => x + (lora.up[Math.floor(i / D)] as number) * (lora.down[i % D] as number));

describe('adapters of low rank', () => {
  it('an adapter is added, trained alone and merged back', () => {
    const pretrained = model.zeros(Float64Array).map(random);
    const flat = adapted.zeros(Float64Array);
    const report = copyInto(model, pretrained, adapted, flat);
    expect(report.missing).toEqual(['h.0.lora.down', 'h.0.lora.up', 'h.1.lora.down', 'h.1.lora.up']);

    // The adapter begins at zero: `up` is zero and `down` random, so the model computes what it did before.
    const p = adapted.view(flat);
    for (const { lora } of p.h) lora.down.set([0.5, -0.4, 0.3, 0.2]);
    expect(effective(p.h[1])).toEqual([...model.view(pretrained).h[1].w]);

    // The goal: weights that differ from the trained ones by a matrix of rank one.
    const goal = p.h.map(({ w }, n) =>
      Array.from(w, (x, i) => x + 0.3 * (Math.floor(i / D) + 1 - n) * ((i % D) - 1.5)),
    );
    const trained = select(adapted, 'h.*.lora.**');
    expect(trained.length).toBe(16);
    const grad = adapted.zeros(Float64Array);
    const g = adapted.view(grad);
    const loss = (): number => {
      grad.fill(0);
      let sum = 0;
      p.h.forEach((layer, n) => {
        effective(layer).forEach((x, i) => {
          const error = x - (goal[n]?.[i] as number);
          const [row, column] = [Math.floor(i / D), i % D];
          const slopes = g.h[n as 0 | 1];
          slopes.w[i] = error;
          slopes.lora.up[row] = (slopes.lora.up[row] as number) + error * (layer.lora.down[column] as number);
          slopes.lora.down[column] = (slopes.lora.down[column] as number) + error * (layer.lora.up[row] as number);
          sum += (error * error) / 2;
        });
      });
      return sum;
    };
    const before = loss();
    for (let step = 0; step < 3000; step++) {
      loss();
      const weights = gather(trained, flat);
      const slopes = gather(trained, grad);
      scatter(
        trained,
        weights.map((x, i) => x - 0.05 * (slopes[i] as number)),
        flat,
      );
    }
    expect(loss()).toBeLessThan(1e-9 * before);

    // What was trained before has not changed by a single bit.
    const untouched = model.zeros(Float64Array);
    expect(copyInto(adapted, flat, model, untouched).unused).toEqual(report.missing);
    expect(untouched).toEqual(pretrained);

    // Merged, the model has its old layout again and the new weights.
    for (const layer of p.h) layer.w.set(effective(layer));
    const merged = omit(adapted, '**.lora');
    expect(sameLayout(merged, model)).toBe(true);
    const result = model.zeros(Float64Array);
    copyInto(adapted, flat, model, result);
    model.view(result).h.forEach(({ w, b }, n) => {
      w.forEach((x, i) => expect(x).toBeCloseTo(goal[n]?.[i] as number, 4));
      expect([...b]).toEqual([...model.view(pretrained).h[n as 0 | 1].b]);
    });
  });

  it('adapters alone make a layout of their own, to be saved and put on again', () => {
    const adapters = pick(adapted, '**.lora');
    expect(adapters.length).toBe(16);
    const flat = adapted.zeros().map((_, i) => i);
    const saved = adapters.zeros();
    copyInto(adapted, flat, adapters, saved);
    const again = adapted.zeros();
    const report = copyInto(adapters, saved, adapted, again);
    expect(report.copied).toHaveLength(4);
    expect(report.missing).toEqual(['h.0.b', 'h.0.w', 'h.1.b', 'h.1.w']);
    expect([...gather(select(adapted, '**.lora'), again)]).toEqual([...gather(select(adapted, '**.lora'), flat)]);
  });
});

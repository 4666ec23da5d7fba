// Rules that give each owner one value, and groups by name: what they give, and that they are total and disjoint.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AnyLayout,
  type Assignment,
  assign,
  groups,
  layout,
  mask,
  repeat,
  rest,
  select,
  type Slot,
  tied,
} from '../src/index.ts';
import { untyped, withTies } from './schemas.ts';

const block = { ln_1: { weight: [2], bias: [2] }, mlp: { weight: [2, 2], bias: [2] } } as const;
const model = layout({ wte: { weight: [3, 2] }, h: repeat(2, block), head: tied('wte') });

/** The compiler drops the index signature of a spread object, and with it that the keys are not known. */
const extended = (rules: Record<string, number>, more: Record<string, number>): Record<string, number> => ({
  ...rules,
  ...more,
});

describe('assign', () => {
  const decay = assign(model, { '**.bias': 0, '**.ln_*.**': 0, rest: 0.01 });

  it('gives each owner the value of its rule, and ties the value of their owner', () => {
    expect(decay.of('h.1.mlp.bias')).toBe(0);
    expect(decay.of('h.1.ln_1.weight')).toBe(0);
    expect(decay.of('h.1.mlp.weight')).toBe(0.01);
    expect([decay.of('wte.weight'), decay.of('head.weight'), decay.of('head')]).toEqual([0.01, 0.01, 0.01]);
  });

  it('gives a subtree the value that all its leaves have, or names two that differ', () => {
    expect(decay.of('h.0.ln_1')).toBe(0);
    expect(() => decay.of('h.0')).toThrow(
      new RangeError("'h.0' has several values: 'h.0.ln_1.bias' has 0, and 'h.0.mlp.weight' has 0.01"),
    );
    expect(() => decay.of('h.2' as string)).toThrow("index 2 is out of range in 'h', which has 2 items");
    expect(() => assign(layout({ a: [1], b: {} }), { rest: 1 }).of('b')).toThrow(
      "'b' has no value, because it has no leaves",
    );
  });

  it('runs lie in memory order, and neighbours of one value are one run', () => {
    expect(decay.runs).toEqual([
      { start: 0, end: 6, value: 0 },
      { start: 6, end: 10, value: 0.01 },
      { start: 10, end: 16, value: 0 },
      { start: 16, end: 26, value: 0.01 },
    ]);
    expect(Object.isFrozen(decay.runs)).toBe(true);
  });

  it('values may be objects and strings; expand turns each into one number', () => {
    const slow = { lr: 1e-4 };
    const fast = { lr: 1e-2 };
    const rates = assign(model, { wte: slow, 'h.*.mlp': slow, [rest]: fast });
    expect(rates.of('h.0.ln_1.bias')).toBe(fast);
    const expanded = rates.expand(({ lr }) => lr, Float64Array);
    expect([...new Set(expanded)]).toEqual([1e-2, 1e-4]);
    expect(expanded).toHaveLength(26);
    expect(decay.expand((x) => 1 - x)[25]).toBe(Math.fround(0.99));
    expect(() => rates.expand(() => 'x' as never)).toThrow('a number was expected for an object, found string');
  });

  it('an owner under two rules of different values is an error that names it and both rules', () => {
    const rules: Record<string, number> = { '**.bias': 0, '**.ln_*.**': 1, rest: 0.01 };
    expect(() => assign(model, rules)).toThrow(
      new RangeError("'h.0.ln_1.bias' is under two rules with different values, '**.bias' and '**.ln_*.**'"),
    );
    const sameType = { '**.bias': { lr: 1 }, '**.ln_*.**': { lr: 1 }, rest: { lr: 2 } };
    expect(() => assign(model, sameType)).toThrow("'h.0.ln_1.bias' is under two rules");
    expect(assign(model, extended(rules, { '**.ln_*.**': -0 * -1 })).of('h.0.ln_1.bias')).toBe(0);
  });

  it('an owner under no rule is an error that names it', () => {
    const rules: Record<string, number> = { '**.bias': 0, 'h.*.ln_1': 0 };
    expect(() => assign(model, rules)).toThrow(
      new RangeError(
        "'h.0.mlp.weight' is under no rule; add one for it, or 'rest' for all others ([rest] where 'rest' is a field)",
      ),
    );
    expect(assign(model, extended(rules, { '**.weight': 0 })).runs).toEqual([{ start: 0, end: 26, value: 0 }]);
  });

  it('a rule must match an owner, but the rest may be left with none', () => {
    expect(assign(model, { '**': 1, rest: 2 }).of('wte')).toBe(1);
    const wrong =
      (rules: Record<string, number>): (() => unknown) =>
      () =>
        assign(model, rules);
    expect(wrong({ head: 1, rest: 2 })).toThrow("the pattern 'head' matches only ties; name the owner 'wte.weight'");
    expect(wrong({ 'h.*.lm_1': 1, rest: 2 })).toThrow("there is no 'lm_1' in 'h.0'; did you mean 'ln_1'?");
  });

  it("where the root has a field 'rest', the key is a pattern, and the symbol stands for the rest", () => {
    const own = layout({ rest: [2], a: [1] });
    expect(assign(own, { rest: 1, [rest]: 2 }).runs).toEqual([
      { start: 0, end: 1, value: 2 },
      { start: 1, end: 3, value: 1 },
    ]);
    const rules: Record<string, number> = { rest: 1 };
    expect(() => assign(own, rules)).toThrow("'a' is under no rule");
    expect(() => assign(model, { rest: 1, [rest]: 2 } as never)).toThrow(
      'there must be one rule for the rest, found two',
    );
  });

  it('refuses what is no object of rules', () => {
    expect(() => assign(model, [1] as never)).toThrow(
      new TypeError('an object of rules was expected, found an array of 1'),
    );
    expect(() => assign(model, { [Symbol('x')]: 1 } as never)).toThrow(
      'a pattern or rest was expected, found Symbol(x)',
    );
    expect(() => assign({} as typeof model, { rest: 1 })).toThrow('a layout was expected');
  });

  it('a loop over the runs updates each element once', () => {
    const step = (flat: Float32Array, { runs }: Assignment<number>): void => {
      for (const { start, end, value } of runs) for (let i = start; i < end; i++) flat[i] = (flat[i] as number) + value;
    };
    const flat = model.zeros();
    step(flat, assign(model, { '**.bias': 1, rest: 2 }));
    expect(flat.reduce((sum, x) => sum + x, 0)).toBe(8 * 1 + 18 * 2);
  });
});

describe('groups', () => {
  const made = groups(model, { decay: ['**.weight'], noDecay: rest });

  it('gives names in place of values, and a selection for each group', () => {
    expect([made.of('head.weight'), made.of('h.0.mlp.bias')]).toEqual(['decay', 'noDecay']);
    expect([made.selections.decay.length, made.selections.noDecay.length]).toEqual([18, 8]);
    expect(made.selections.noDecay.ranges).toEqual(select(model, '**.bias').ranges);
    expect(made.runs[0]).toEqual({ start: 0, end: 2, value: 'noDecay' });
    expect([...made.expand((name) => (name === 'decay' ? 1 : 0))]).toEqual([...mask(made.selections.decay)]);
  });

  it('frozen and trainable are two groups', () => {
    const { selections } = groups(model, { frozen: ['wte', 'h.0'], trainable: 'rest' });
    expect([selections.frozen.length, selections.trainable.length]).toEqual([16, 10]);
  });

  it('an owner in two groups or in none is an error that names it', () => {
    const wrong =
      (given: Record<string, string | string[]>): (() => unknown) =>
      () =>
        groups(model, given);
    expect(wrong({ a: '**.bias', b: ['h.*.mlp', 'h.*.ln_1.weight'], c: 'wte' })).toThrow(
      "'h.0.mlp.bias' is under two rules with different values, 'a' and 'b'",
    );
    expect(wrong({ a: '**.bias' })).toThrow("'h.0.ln_1.weight' is under no rule");
    expect(wrong({ a: ['**.bias', 'h.0.mlp.bias'], b: 'rest' })).not.toThrow();
    expect(wrong({ a: 'rest', b: 'rest' })).toThrow('there must be one rule for the rest, found two');
    expect(() => groups(model, { a: 3 } as never)).toThrow('a pattern was expected, found number');
  });

  it('an empty group of the rest has an empty selection', () => {
    expect(groups(model, { all: '**', others: rest }).selections.others.ranges).toEqual([]);
  });
});

describe('any schema', { timeout: 60_000 }, () => {
  const segment = fc.constantFrom('*', '**', 'a', 'b', 'B', '0', '1', 'l*', '~');
  const pattern = fc.array(segment, { minLength: 1, maxLength: 3 }).map((segments) => segments.join('.'));

  it('each owner gets the value of every rule that selects it, or of the rest', () => {
    fc.assert(
      fc.property(withTies, fc.dictionary(pattern, fc.integer({ min: 0, max: 2 }), { maxKeys: 3 }), (schema, given) => {
        const any = untyped(schema) as unknown as AnyLayout; // made at random, so the compiler knows nothing of it
        const owners = any.slots.filter(({ tiedTo }) => tiedTo === undefined);
        const selectedBy = (each: string): readonly Slot[] => {
          try {
            return select(any, each).slots;
          } catch {
            return [];
          }
        };
        const rules = Object.fromEntries(Object.entries(given).filter(([key]) => selectedBy(key).length > 0));
        const values = owners.map((slot) => [
          ...new Set(
            Object.keys(rules)
              .filter((key) => selectedBy(key).includes(slot))
              .map((key) => rules[key] as number),
          ),
        ]);
        const run = (): Assignment<number> => assign(any, { ...rules, [rest]: 9 });
        if (values.some((each) => each.length > 1)) {
          expect(run).toThrow('is under two rules');
          return;
        }
        const expected = owners.flatMap(({ length }, i) => Array.from({ length }, () => values[i]?.[0] ?? 9));
        expect(run().runs.flatMap(({ start, end, value }) => Array.from({ length: end - start }, () => value))).toEqual(
          expected,
        );
        if (values.some((each) => each.length === 0)) expect(() => assign(any, rules)).toThrow('is under no rule');
      }),
      { numRuns: 300 },
    );
  });
});

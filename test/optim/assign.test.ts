import { expect, it } from 'vitest';
import { assign, groups, layout, repeat, rest, tied } from '../../src/index.ts';
import { adamw, clip, sgd } from '../../src/optim/index.ts';
const model = layout({ wte: { weight: [5, 4] }, h: repeat(2, { bias: [4], weight: [4, 4] }), head: tied('wte') });
it('assign', () => {
  const decay = assign(model, { '**.bias': 0, rest: 0.1 });
  const lr = assign(model, { 'h.*.bias': 0, rest: 0.5 });
  const opt = adamw(model, { lr, decay });
  const flat = model.zeros().fill(1);
  opt.step(flat, model.zeros().fill(1));
  expect(model.view(flat).h[0].bias[0]).toBe(1);
  opt.lr = assign(model, { '**': 0.1 });
  const g = groups(model, { decay: ['**.weight'], noDecay: rest });
  const norms = clip(model, model.zeros().fill(1), g, { decay: 1, noDecay: 2 });
  const typed: Map<'decay' | 'noDecay', number> = norms;
  expect([...typed.keys()].sort()).toEqual(['decay', 'noDecay']);
  const other = layout({ x: [60] });
  expect(() => sgd(model, { lr: assign(other, { '**': 1 }) })).toThrow('fingerprint');
});

import { layout } from '../../dist/src/index.js';
import { compare } from './measure.mjs';

const N = 4096;
// A function of its own for each contestant, so that one's types do not slow the other's loop.
const loops = () =>
  new Function(`return {
  read(x) { let sum = 0; for (let i = 0; i < ${N}; i++) sum += x[i]; return sum; },
  write(x, v) { for (let i = 0; i < ${N}; i++) x[i] = v; return x[7]; },
}`)();
const scalars = (read, write) =>
  new Function(`return {
  read(x) { let sum = 0; for (let i = 0; i < ${N}; i++) sum += x${read}; return sum; },
  write(x, v) { for (let i = 0; i < ${N}; i++) x${write} = v + i; return x${read}; },
}`)();

/** Elements through a leaf, and a scalar through its property, against an array. */
export function accessRows() {
  const model = layout({ alpha: [], w: [64, N / 64] });
  const flat = model.zeros().fill(1);
  const p = model.view(flat);
  const bare = flat.subarray(1);
  const [leaf, array] = [loops(), loops()];
  const [property, element] = [scalars('.alpha', '.alpha'), scalars('[0]', '[0]')];
  const each = { rounds: 101, turn: 2 };
  return [
    ...compare(
      'access',
      `read ${N} elements of a leaf`,
      { ours: () => leaf.read(p.w), 'a bare array': () => array.read(bare) },
      { 'a bare array': 1 },
      each,
    ),
    ...compare(
      'access',
      `write ${N} elements of a leaf`,
      { ours: (i) => leaf.write(p.w, i), 'a bare array': (i) => array.write(bare, i) },
      { 'a bare array': 1 },
      each,
    ),
    ...compare(
      'access',
      `read a scalar ${N} times`,
      { ours: () => property.read(p), 'flat[0]': () => element.read(flat) },
      {},
      each,
    ),
    ...compare(
      'access',
      `write a scalar ${N} times`,
      { ours: (i) => property.write(p, i), 'flat[0] = …': (i) => element.write(flat, i) },
      {},
      each,
    ),
  ];
}

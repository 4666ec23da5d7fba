// The layouts: a small transformer, the same with adapters, the adapters alone, and the same with q, k and v in one matrix.
import { extend, layout, pick, repeat, scope, tied } from 'paramlayout';

/** The space, which begins and ends a word, and the letters a to z. */
export const ALPHABET = ' abcdefghijklmnopqrstuvwxyz';
export const WIDTH = 16;
export const HEADS = 2;
/** How many rows `a` has, and how many columns `b`: far fewer than the matrix that they change. */
const RANK = 4;

const linear = <const O extends number, const I extends number>(outputs: O, inputs: I) =>
  ({ weight: [outputs, inputs], bias: [outputs] }) as const;
const projection = linear(WIDTH, WIDTH);
const mlp = { up: linear(32, WIDTH), down: linear(WIDTH, 32) } as const;
const embeddings = { wte: [27, WIDTH], wpe: [12, WIDTH], head: tied('wte') } as const;

export const model = layout({
  ...embeddings,
  h: repeat(2, { q: projection, k: projection, v: projection, o: projection, ...mlp }),
});

/** Each projection gets two small matrices; it computes weight + b · a. The paths of `model` stay as they are. */
export const adapted = extend(model, ['h.*.q', 'h.*.k', 'h.*.v', 'h.*.o'], {
  lora: { a: [RANK, WIDTH], b: [WIDTH, RANK] },
});
export const adapters = pick(adapted, '**.lora');

/** A projection that is tied to rows of the matrix `qkv` beside it. */
const rows = <const S extends number, const E extends number>(start: S, end: E) =>
  ({ weight: tied('qkv.weight', { rows: [start, end] }), bias: tied('qkv.bias', { rows: [start, end] }) }) as const;
const attention = { qkv: linear(48, WIDTH), q: rows(0, 16), k: rows(16, 32), v: rows(32, 48), o: projection } as const;
/** One matrix for q, k and v. Each keeps its name, as a tie. `scope` makes a tie look for `qkv` in its own block. */
export const fused = layout({
  ...embeddings,
  h: repeat(2, scope({ ...attention, ...mlp })),
});

/** The text of one program that asserts a length and the offset of its last leaf. `tail` is what else it says. */
function program(schema, length, [path, offset], tail = '') {
  return `import { layout${schema.startsWith('ordered') ? ', ordered' : ''} } from 'paramlayout';

const model = layout(${schema});
const length: ${length} = model.length;
const offset: ${offset} = model.at('${path}').offset;
// @ts-expect-error
const notLength: ${length + 1} = model.length;
// @ts-expect-error
const notOffset: ${offset + 1} = model.at('${path}').offset;
export const used = [length, offset, notLength, notOffset];
${tail}`;
}

/** Distinct four-digit numbers in no order that a sum could profit from: 7919 has no factor in common with 9000. */
const dimension = (i) => 1000 + ((i * 7919) % 9000);
const digits = (i) => String(i).padStart(3, '0');

/**
 * `n` leaves nested as PyTorch nests them: stages of ten linear layers, each a struct of weight and bias, all matrices.
 * `dims` gives the two dimensions of a leaf by its number.
 */
function nested(n, dims) {
  const leaf = (i) => `[${dims(i).join(', ')}]`;
  const layer = (i) => `fc_${i % 20}: { weight: ${leaf(i + 1)}, bias: ${leaf(i)} }`;
  const stage = (first) => `s${digits(first / 20)}: {\n${each(first, Math.min(first + 20, n), 2, layer).join(',\n')} }`;
  const schema = `{\n${each(0, n, 20, stage).join(',\n')} }`;
  const size = (i) => dims(i)[0] * dims(i)[1];
  const length = each(0, n, 1, size).reduce((sum, next) => sum + next, 0);
  // Within a stage, `fc_8` is the last key in code-unit order.
  const path = `s${digits((n - 20) / 20)}.fc_8.weight`;
  const behind = size(n - 20 + 9);
  return program(
    schema,
    length,
    [path, length - behind],
    `export const shape: readonly [${dims(n - 20 + 9).join(', ')}] = model.view(model.zeros()).${path}.shape;\n`,
  );
}
const each = (from, to, step, make) =>
  Array.from({ length: Math.ceil((to - from) / step) }, (_, i) => make(from + i * step));

/** Every leaf has two four-digit dimensions that no other has. */
export const unseen = (n) => nested(n, (i) => [dimension(2 * i), dimension(2 * i + 1)]);
/** All leaves have one shape. */
export const seen = (n) => nested(n, () => [1234, 4321]);

/** A tuple of `n` layers, all of different width. */
export function tupleOf(n) {
  const sizes = each(0, n, 1, (i) => 3 * (64 + i) + 3);
  const length = sizes.reduce((sum, next) => sum + next, 0);
  const layers = each(0, n, 1, (i) => `{ weight: [3, ${64 + i}], bias: [3] }`);
  return program(`[\n${layers.join(',\n')}]`, length, [`${n - 1}.weight`, length - sizes[n - 1] + 3]);
}

/** `ordered` of `n` fields, leaves of different size. */
export function orderedOf(n) {
  const length = each(0, n, 1, (i) => 64 + i).reduce((sum, next) => sum + next, 0);
  const fields = each(0, n, 1, (i) => `['k${digits(i)}', [${64 + i}]]`);
  return program(`ordered(\n${fields.join(',\n')})`, length, [`k${digits(n - 1)}`, length - (64 + n - 1)]);
}

/** A struct of `n` keys, leaves of different size. */
export function structOf(n) {
  const length = each(0, n, 1, (i) => 64 + i).reduce((sum, next) => sum + next, 0);
  const fields = each(0, n, 1, (i) => `k${digits(i)}: [${64 + i}]`);
  return program(`{\n${fields.join(',\n')} }`, length, [`k${digits(n - 1)}`, length - (64 + n - 1)]);
}

/** GPT-2 with its twelve blocks written out, every number a literal in the source. */
export function twelveBlocks() {
  const block = `{
    ln_1: { weight: [768], bias: [768] },
    attn: { c_attn: { weight: [768, 2304], bias: [2304] }, c_proj: { weight: [768, 768], bias: [768] } },
    ln_2: { weight: [768], bias: [768] },
    mlp: { c_fc: { weight: [768, 3072], bias: [3072] }, c_proj: { weight: [3072, 768], bias: [768] } },
  }`;
  return `import { layout, tied } from 'paramlayout';

export const gpt2 = layout({
  wte: { weight: [50257, 768] },
  wpe: { weight: [1024, 768] },
  h: [${Array(12).fill(block).join(', ')}],
  ln_f: { weight: [768], bias: [768] },
  lm_head: { weight: tied('wte.weight') },
});
`;
}

/**
 * A model of `blocks` blocks of ten leaves, folded or written out, its manifest of `10 × blocks` tensors, and that the
 * one fits the other; a wrong shape is named.
 */
export function manifestOf(blocks, form = 'folded') {
  const block = each(0, 10, 1, (j) => `part${j}: { weight: [${64 + j}, 32] }`).join(', ');
  const tensors = each(
    0,
    10 * blocks,
    1,
    (i) => `  'h.${Math.floor(i / 10)}.part${i % 10}.weight': { dtype: 'F32', shape: [${64 + (i % 10)}, 32] },`,
  );
  return `import { layout, repeat } from 'paramlayout';
import type { Fits } from 'paramlayout/checkpoint';

const model = layout({ h: ${form === 'folded' ? `repeat(${blocks}, { ${block} })` : `{ ${each(0, blocks, 1, (i) => `'${i}': { ${block} }`).join(',\n')} }`} });
const manifest = {
${tensors.join('\n')}
} as const;
export const fits: Fits<typeof model, typeof manifest> = true;
// @ts-expect-error
export const not: Fits<typeof model, typeof manifest> = 'a sentence';
`;
}

// What a load with a mapping costs against a plain load of the same bytes: split, transposed and permuted tensors.
import { layout, repeat } from '../../dist/src/index.js';
import { load, mapping, save } from '../../dist/src/checkpoint/index.js';
import { against, rounds } from './measure.mjs';
import { fill } from './models.mjs';

const WIDTH = 768;
/** GPT-2's fused and transposed matrices, and a convolution of about as many bytes as one of them. */
const blockInFile = { attn: [WIDTH, 3 * WIDTH], fc: [WIDTH, 4 * WIDTH], conv: [256, 256, 3, 3] };
const block = {
  q: [WIDTH, WIDTH],
  k: [WIDTH, WIDTH],
  v: [WIDTH, WIDTH],
  fc: [4 * WIDTH, WIDTH],
  conv: [3, 3, 256, 256],
};
const rules = [
  ['h.{i}.attn', { transpose: { concat: ['h.{i}.q', 'h.{i}.k', 'h.{i}.v'] } }],
  ['h.{i}.fc', { transpose: 'h.{i}.fc' }],
  ['h.{i}.conv', { permute: 'h.{i}.conv', axes: [3, 2, 0, 1] }],
];

/** A file of about 100 MB in which every tensor is arranged anew. */
export async function mappingRows(path, count) {
  const blocks = 6;
  const filed = layout({ h: repeat(blocks, blockInFile) });
  const model = layout({ h: repeat(blocks, block) });
  const related = mapping(model, rules);
  await save(filed, fill(filed.zeros()), path);
  const [present, arranged] = [filed.zeros(), model.zeros()];
  const times = await rounds(
    {
      mapped: () => load(model, path, { mapping: related }),
      plain: () => load(filed, path),
      'mapped, in use': () => load(model, path, { mapping: related, into: arranged, staged: false }),
      'plain, in use': () => load(filed, path, { into: present, staged: false }),
    },
    count,
    1,
  );
  const size = `${Math.round((4 * filed.length) / 1e6)} MB`;
  const what = 'load F32, split, transposed, permuted';
  return [
    { what, size, against: 'load of the same bytes', target: 1.5, ...against(times.mapped, times.plain) },
    {
      what: `${what}, into an array in use`,
      size,
      against: 'load of the same bytes into an array in use',
      ...against(times['mapped, in use'], times['plain, in use']),
    },
  ];
}

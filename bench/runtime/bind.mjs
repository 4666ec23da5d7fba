import { compare } from './measure.mjs';
import { literalOf } from './literal.mjs';
import { models } from './models.mjs';

const GROUP = 'bind all views';

/**
 * Against the literal written by hand and bare `subarray` calls. `forbidden`: in a process that may not generate code.
 */
export async function bindRows(forbidden) {
  const rows = [];
  for (const [what, model] of Object.entries(models)) {
    const flats = Array.from({ length: 4 }, () => model.zeros());
    const literal = await literalOf(model);
    const open = await literalOf(model, false);
    const ranges = model.slots.map(({ offset, length }) => [offset, offset + length]);
    const contestants = {
      ours: (i) => model.view(flats[i & 3]),
      'literal by hand': (i) => literal(flats[i & 3]),
      'literal by hand, not frozen': (i) => open(flats[i & 3]),
      'bare subarray calls': (i) => ranges.map(([start, end]) => flats[i & 3].subarray(start, end)),
    };
    const targets = forbidden ? { 'literal by hand': 1.6 } : { 'literal by hand': 1.1, 'bare subarray calls': 1.3 };
    rows.push(...compare(forbidden ? `${GROUP}, no code generation` : GROUP, what, contestants, targets));
  }
  return rows;
}

/** Against libraries that give each parameter a shape; none of them builds the nested structure. */
export async function peerRows() {
  const { default: ndarray } = await import('ndarray');
  const { default: Stdlib } = await import('@stdlib/ndarray/ctor/lib/index.js');
  const tf = await import('@tensorflow/tfjs-core');
  await import('@tensorflow/tfjs-backend-cpu');
  await tf.setBackend('cpu');
  const { d, readFromArrayBuffer } = await import('typegpu');
  const rows = [];
  for (const [what, model] of Object.entries(models)) {
    const flat = model.zeros();
    const tensor = tf.tensor1d(flat);
    const { slots } = model;
    const struct = d.struct(
      Object.fromEntries(slots.map(({ path, length }) => [`p_${path.replaceAll('.', '_')}`, d.arrayOf(d.f32, length)])),
    );
    const contestants = {
      ours: () => model.view(flat),
      ndarray: () => slots.map(({ shape, strides, offset }) => ndarray(flat, shape, strides, offset)),
      '@stdlib/ndarray': () =>
        slots.map(({ shape, strides, offset }) => new Stdlib('float32', flat, shape, strides, offset, 'row-major')),
      'tfjs slice and reshape (cpu)': () =>
        tf.tidy(
          () => slots.map(({ shape, offset, length }) => tf.reshape(tf.slice(tensor, offset, length), shape)).length,
        ),
      'TypeGPU readFromArrayBuffer (copies)': () => readFromArrayBuffer(flat.buffer, struct),
    };
    rows.push(...compare(GROUP, what, contestants, {}, { rounds: 15 }));
  }
  return rows;
}

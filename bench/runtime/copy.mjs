import { models, wide } from './models.mjs';
import { compare } from './measure.mjs';

/** Leaves of a nested structure in canonical order, which here is the order of its keys. */
function* leavesOf(structure) {
  if (ArrayBuffer.isView(structure)) yield structure;
  else for (const each of Object.values(structure)) yield* leavesOf(each);
}

function packByHand(structure, length) {
  const flat = new Float32Array(length);
  let at = 0;
  for (const leaf of leavesOf(structure)) {
    flat.set(leaf, at);
    at += leaf.length;
  }
  return flat;
}

function nestedByHand(items, flat, at) {
  if (typeof items[0] === 'number') {
    for (let i = 0; i < items.length; i++) flat[at + i] = items[i];
    return at + items.length;
  }
  return Object.values(items).reduce((next, each) => nestedByHand(each, flat, next), at);
}

function unpackByHand(model, flat) {
  return model.map(({ shape, offset }) => {
    const [rows, columns] = shape.length === 2 ? shape : [1, shape[0]];
    const nested = [];
    for (let r = 0; r < rows; r++) {
      const row = [];
      for (let c = 0; c < columns; c++) row.push(flat[offset + r * columns + c]);
      nested.push(row);
    }
    return shape.length === 2 ? nested : nested[0];
  });
}

/** `pack`, `unpack` and `map` against copies written by hand and the trees of jax-js. */
export async function copyRows() {
  const { tree } = await import('@jax-js/jax');
  const rows = [];
  const flat = wide.zeros().map((_, i) => Math.sin(i));
  const views = wide.view(flat);
  const nested = wide.unpack(flat);
  const into = wide.zeros();
  const what = (name) => `${name}, GPT-2 structure, ${(wide.length / 1e6).toFixed(1)} million numbers`;
  rows.push(
    ...compare(
      'copy',
      what('pack typed arrays'),
      {
        ours: () => wide.pack(views),
        'copy by hand, nothing checked': () => packByHand(views, wide.length),
        'jax-js tree.flatten, then copy': () => packByHand(tree.flatten(views)[0], wide.length),
      },
      {},
      { rounds: 15, turn: 20 },
    ),
    ...compare(
      'copy',
      what('pack nested arrays'),
      {
        ours: () => wide.pack(nested),
        'copy by hand, nothing checked': () => nestedByHand(nested, into, 0),
      },
      {},
      { rounds: 9, turn: 20 },
    ),
    ...compare(
      'copy',
      what('unpack'),
      {
        ours: () => wide.unpack(flat),
        'loops by hand': () => unpackByHand(wide, flat),
      },
      {},
      { rounds: 9, turn: 20 },
    ),
  );
  for (const [name, model] of Object.entries(models)) {
    const x = model.zeros();
    const p = model.view(x);
    rows.push(
      ...compare('map', `every leaf to a copy of it: ${name}`, {
        ours: () => model.map(({ offset, length }) => x.slice(offset, offset + length)),
        'slices in a list': () => model.slots.map(({ offset, length }) => x.slice(offset, offset + length)),
        'jax-js tree.map': () => tree.map((leaf) => leaf.slice(), p),
      }),
    );
  }
  return rows;
}

import { indexOf, labelAt, layout, repeat } from '../../dist/src/index.js';
import { compare } from './measure.mjs';

/** A binary search over the starts of the leaves, and the indices by division: what a caller would write. */
function labelByHand(slots) {
  const starts = Float64Array.from(slots, ({ offset }) => offset);
  return (index) => {
    let low = 0;
    let high = starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (starts[middle] > index) high = middle;
      else low = middle + 1;
    }
    const { path, offset, strides } = slots[low - 1];
    let rest = index - offset;
    const indices = strides.map((stride) => {
      const i = Math.floor(rest / stride);
      rest -= i * stride;
      return i;
    });
    return `${path}[${indices.join()}]`;
  };
}

/** `labelAt` by the number of leaves: a thousand times as many take a few steps more. */
export function labelRows() {
  const block = { weight: [4, 3], bias: [5] };
  return [46, 46_000].flatMap((count) => {
    const model = layout({ h: repeat(count, block) });
    const byHand = labelByHand(model.slots);
    const at = (i) => (i * 7919) % model.length;
    const what = `${(2 * count).toLocaleString('en-US')} leaves`;
    return [
      ...compare('labels', `labelAt, ${what}`, {
        ours: (i) => labelAt(model, at(i)),
        'binary search by hand': (i) => byHand(at(i)),
      }),
      ...compare('labels', `indexOf, ${what}`, {
        ours: (i) => indexOf(model, `h.${i % count}.weight[2,1]`),
        'at and strides by hand': (i) => {
          const { offset, strides } = model.at(`h.${i % count}.weight`);
          return offset + 2 * strides[0] + strides[1];
        },
      }),
    ];
  });
}

import { readHeader } from '../../dist/src/checkpoint/index.js';
import { layout, repeat } from '../../dist/src/index.js';
import { checkpointSchema } from '../../dist/src/zod/index.js';
import { against, rounds } from './measure.mjs';

const LAYERS = 61;
const EXPERTS = 500;

/** A mixture of experts: 61 layers of 500 experts of three matrices, and some 500 tensors more: 92,000 in all. */
export function experts() {
  const expert = { down_proj: { weight: [1, 2] }, gate_proj: { weight: [2, 1] }, up_proj: { weight: [2, 1] } };
  const norm = { weight: [1] };
  const model = layout({
    model: {
      embed_tokens: { weight: [4, 1] },
      layers: repeat(LAYERS, {
        input_layernorm: norm,
        post_attention_layernorm: norm,
        mlp: { experts: repeat(EXPERTS, expert), gate: norm },
        self_attn: { k: norm, o: norm, q: norm, v: norm },
      }),
      norm,
    },
  });
  const entries = model.slots.map(
    ({ path, shape, offset, length }) =>
      `"${path}":{"dtype":"F32","shape":[${shape}],"data_offsets":[${4 * offset},${4 * (offset + length)}]}`,
  );
  const text = `{${entries.join(',')}}`;
  const json = new TextEncoder().encode(text.padEnd(Math.ceil(text.length / 8) * 8));
  const bytes = new Uint8Array(8 + json.length + 4 * model.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  return { model, bytes, json };
}

/** Parsing and validating a long header, against JSON.parse of its text; and holding it against its layout. */
export async function headerRows(count) {
  const { model, bytes, json } = experts();
  const schema = checkpointSchema(model);
  const header = await readHeader(bytes);
  const times = await rounds(
    {
      ours: () => readHeader(bytes),
      'JSON.parse of its text': () => JSON.parse(new TextDecoder().decode(json)),
      schema: () => schema.parse(header),
    },
    count,
  );
  const what = `header of ${header.size.toLocaleString('en-US')} tensors`;
  const theirs = times['JSON.parse of its text'];
  return [
    {
      what: `${what}: parse and validate`,
      size: `${(json.length / 1e6).toFixed(1)} MB`,
      against: 'JSON.parse of its text',
      target: 3,
      ...against(times.ours, theirs),
    },
    {
      what: `${what}: compare with its layout`,
      size: '',
      against: 'JSON.parse of its text',
      ...against(times.schema, theirs),
    },
  ];
}

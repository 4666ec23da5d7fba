// What a program does with the package: a layout with a tie, views, files, a schema error. Each run time runs it;
// run.mjs copies it beside the installed package.
import { deepEqual, equal, rejects, throws } from 'node:assert/strict';
import { layout, repeat, SchemaError, tied } from 'paramlayout';
import { load, loadNpz, readHeader, readNpy, save, saveNpy, saveNpz, serialize } from 'paramlayout/checkpoint';

const model = layout({
  wte: { weight: [5, 4] },
  h: repeat(2, { b: [3], w: [2, 3] }),
  head: tied('wte.weight', { transpose: true }),
});
equal(model.length, 38);
const flat = model.zeros();
const view = model.view(flat);
view.wte.weight[1] = 0.5;
view.h[1].w.set([1, 2, 3, 4, 5, 6]);
equal(flat[model.at('wte.weight').offset + 1], 0.5);
deepEqual([view.head.shape, view.head.strides, view.head[1]], [[4, 5], [1, 4], 0.5]);

await save(model, flat, 'model.safetensors', { metadata: { step: '7' } });
deepEqual(await load(model, 'model.safetensors'), flat);
deepEqual(await load(model, new Blob([serialize(model, flat)])), flat);
deepEqual((await readHeader('model.safetensors')).get('h.1.w').shape, [2, 3]);
for (const compress of [false, true]) {
  await saveNpz(model, flat, 'model.npz', { compress });
  deepEqual(await loadNpz(model, 'model.npz'), flat);
}
await saveNpy(view.h[1].w, 'w.npy');
deepEqual([...(await readNpy('w.npy')).data], [1, 2, 3, 4, 5, 6]);

throws(
  () => layout({ wte: [2, 2], head: tied('wet') }),
  (error) => error instanceof SchemaError && /'head'.*'wet'.*'wte'/.test(error.message),
);
await rejects(load(layout({ wte: { weight: [4, 5] } }), 'model.safetensors', { extra: 'ignore' }), {
  name: 'CheckpointError',
  message: /tensor 'wte\.weight': .* expected \[4, 5\], found \[5, 4\]/,
});

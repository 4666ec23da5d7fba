// A module worker with a sync access handle. Import maps do not reach it, so that it names the files.
import { load, serialize } from '../../../dist/src/checkpoint/index.js';
import { fromJSON } from '../../../dist/src/index.js';

onmessage = async ({ data: { json, flat } }) => {
  const model = fromJSON(json);
  const root = await navigator.storage.getDirectory();
  const file = await root.getFileHandle('worker.safetensors', { create: true });
  // `any`: the compiler's library for pages has no sync access handles, which only workers have.
  const access = await /** @type {any} */ (file).createSyncAccessHandle();
  try {
    access.truncate(0);
    access.write(serialize(model, flat));
    access.flush();
    const loaded = await load(model, access);
    postMessage({
      isSame: loaded.every((/** @type {number} */ x, /** @type {number} */ i) => x === flat[i]),
      size: access.getSize(),
    });
  } finally {
    access.close();
  }
};

// A module worker. Import maps do not reach it, so that it names the file.
import { fromJSON } from '../../../dist/src/index.js';

onmessage = ({ data: { json, buffer } }) => {
  const model = fromJSON(json);
  const flat = new Float32Array(buffer, 16, model.length);
  /** @type {any} */
  const p = model.view(flat);
  p.h[1].w.fill(1);
  p.h[1].gain = 2;
  postMessage({ fingerprint: model.fingerprint, flat });
};

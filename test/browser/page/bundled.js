// The entry of a bundle: what test/browser/page/core.js and checkpoint.js do, in a page and in a worker.
export * as checkpoint from './checkpoint.js';
export * as core from './core.js';

/**
 * Loads a file in a worker that is a bundle of its own; gives the bits. @param {string} json @param {string} base64
 * @returns {Promise<number[]>}
 */
export function inWorker(json, base64) {
  const worker = new Worker(new URL('./bundled-worker.js', import.meta.url), { type: 'module' });
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve([...new Uint32Array(data.buffer)]);
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.postMessage({ json, blob: new Blob([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))]) });
  });
}

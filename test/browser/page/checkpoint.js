// Loads and saves checkpoints in a page, from wherever a page has them.
import { fromJSON } from 'paramlayout';
import {
  CheckpointError,
  load,
  loadNpz,
  fromBytes,
  readHeader,
  save,
  saveNpy,
  saveNpz,
  serialize,
} from 'paramlayout/checkpoint';

/**
 * Where the bytes of a checkpoint come from: a chosen file, base64, or an address. @typedef {{ chosen: number } | {
 * blob: string } | { buffer: string } | { bytes: string } | { shared: string } | { url: string }} From
 */
/**
 * What can be said as JSON. @typedef {{ prefix?: string, staged?: boolean, headers?: Record<string, string>, retries?:
 * number, retryDelay?: number, index?: unknown }} Options
 */

/** @param {From} from @returns {File | Blob | ArrayBuffer | Uint8Array | URL | string} */
function sourceOf(from) {
  if ('chosen' in from)
    return /** @type {File} */ (/** @type {HTMLInputElement} */ (document.querySelector('input')).files?.[from.chosen]);
  if ('url' in from) return from.url;
  if ('shared' in from) {
    const bytes = sourceOf({ bytes: from.shared });
    const shared = new Uint8Array(new SharedArrayBuffer(/** @type {Uint8Array} */ (bytes).length));
    shared.set(/** @type {Uint8Array} */ (bytes));
    return shared;
  }
  const bytes = Uint8Array.from(
    atob(
      'blob' in from ? from.blob
      : 'bytes' in from ? from.bytes
      : from.buffer,
    ),
    (letter) => letter.charCodeAt(0),
  );
  return (
    'blob' in from ? new Blob([bytes])
    : 'bytes' in from ? bytes
    : bytes.buffer
  );
}

/** @param {unknown} error */
function said(error) {
  const { name, message } = /** @type {Error} */ (error);
  return error instanceof CheckpointError ?
      { name, message, tensor: error.tensor, expected: error.expected, found: error.found }
    : { name, message };
}

/**
 * The bits of a flat array, or what was thrown; and the progress that was told. @param {string} json of a layout @param
 * {From} from @param {Options} options
 */
export async function loaded(json, from, options = {}) {
  const model = fromJSON(json);
  /** @type {number[][]} */
  const progress = [];
  const { index, ...others } = options;
  /** @type {any} shards open by their names among the chosen files */
  const source =
    index === undefined ?
      sourceOf(from)
    : {
        index,
        shard: (/** @type {string} */ name) =>
          [.../** @type {FileList} */ (/** @type {HTMLInputElement} */ (document.querySelector('input')).files)].find(
            (file) => file.name === name,
          ),
      };
  try {
    const flat = await load(model, source, {
      ...others,
      onProgress: ({ done, total }) => progress.push([done, total]),
    });
    return { bits: bitsOf(flat), progress };
  } catch (error) {
    return { error: said(error), progress };
  }
}

/** @param {Float32Array} flat */
const bitsOf = (flat) => [...new Uint32Array(flat.buffer, flat.byteOffset, flat.length)];

/** The names of a header, and where its data begin. @param {From} from */
export async function header(from) {
  const found = await readHeader(sourceOf(from));
  return { entries: [...found], dataStart: found.dataStart, metadata: [...(found.metadata ?? [])] };
}

/** @param {string} path */
export const headerRefused = (path) => readHeader(path).then(() => undefined, said);

/** What each way to write a file throws. @param {string} json @param {string} path */
export async function savedTo(json, path) {
  const model = fromJSON(json);
  const flat = model.zeros();
  return Promise.all(
    [save(model, flat, path), saveNpy(flat, path), saveNpz(model, flat, path)].map((saving) => saving.catch(String)),
  );
}

/** Loads, and stops when so many bytes are there. @param {string} json @param {From} from @param {number} after */
export async function stopped(json, from, after) {
  const controller = new AbortController();
  const model = fromJSON(json);
  const into = model.zeros().fill(7);
  let last = 0;
  const error = await load(model, sourceOf(from), {
    into,
    signal: controller.signal,
    onProgress: ({ done }) => {
      last = done;
      if (done >= after) controller.abort(new DOMException('the user left', 'AbortError'));
    },
  }).then(() => undefined, said);
  return { error, last, isUntouched: into.every((value) => value === 7) };
}

/** Loads, and counts the modules of WebAssembly that were made for it. @param {string} json @param {From} from */
export async function converted(json, from) {
  let modules = 0;
  const { Module } = WebAssembly;
  WebAssembly.Module = /** @type {typeof Module} */ (
    /** @type {unknown} */ (
      new Proxy(Module, {
        construct: (target, args) => {
          const made = Reflect.construct(target, args);
          modules += 1;
          return made;
        },
      })
    )
  );
  /** @type {string[]} */
  const refused = [];
  addEventListener('securitypolicyviolation', ({ blockedURI, effectiveDirective }) =>
    refused.push(`${effectiveDirective} ${blockedURI}`),
  );
  const model = fromJSON(json);
  const flat = await load(model, sourceOf(from));
  const again = await Promise.all(
    /** @type {const} */ (['F16', 'BF16']).map(async (dtype) => {
      const bytes = serialize(
        model,
        flat.map((value) => (Number.isFinite(value) ? value : 1)),
        { dtype },
      );
      return digest(bytes);
    }),
  );
  await new Promise((resolve) => setTimeout(resolve)); // what the policy refused is told in a task of its own
  return { modules, refused, loaded: await digest(flat), saved: again };
}

/** @param {Uint8Array<ArrayBuffer> | Float32Array<ArrayBuffer>} bytes */
async function digest(bytes) {
  const hash = await crypto.subtle.digest('SHA-256', bytes);
  return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Offers the bytes of a checkpoint to the user. @param {string} json @param {string} name */
export function download(json, name) {
  const model = fromJSON(json);
  const bytes = serialize(
    model,
    model.zeros().map((_, i) => i / 8),
    { dtype: 'BF16', metadata: { step: '12' } },
  );
  const link = Object.assign(document.createElement('a'), {
    href: URL.createObjectURL(new Blob([bytes])),
    download: name,
  });
  link.click();
  return bytes.length;
}

/** A window on the bytes of a file. @param {string} json @param {From} from */
export function mapped(json, from) {
  const bytes = /** @type {Uint8Array<ArrayBuffer>} */ (sourceOf(from));
  const flat = fromBytes(fromJSON(json), bytes);
  return { isWindow: flat.buffer === bytes.buffer, bits: bitsOf(flat) };
}

/** @param {string} json @param {From} from */
export async function npz(json, from) {
  return bitsOf(await loadNpz(fromJSON(json), /** @type {Blob} */ (sourceOf(from))));
}

// What is asked of the core in a page. Node runs the same functions, and both must give the same.
import { flatOf, fromJSON, layout, ordered, repeat, scope, tied, tuple } from 'paramlayout';

const block = /** @type {const} */ ({ ln: [3], w: [3, 2], gain: [] });
const model = layout({
  emb: [4, 3],
  head: tied('emb', { transpose: true }),
  h: repeat(3, block),
  list: [{ a: [2] }, [2]],
  scoped: scope({ x: [2], y: tied('x') }),
  order: ordered(['z', [1]], ['a', [1, 1]]),
  scales: repeat(2, []),
  last: tied('h.2'),
  none: tuple(),
  ['__proto__']: [1],
});

/** The lengths of what was generated, and what the page's policy refused. */
const [code, refusals] = [/** @type {number[]} */ ([]), /** @type {string[]} */ ([])];

/**
 * Puts a constructor in the place of that of functions which takes down what is generated; to be called before the
 * first view is asked for.
 */
export function watchGenerated() {
  globalThis.Function = new Proxy(Function, {
    construct: (target, args) => {
      const made = Reflect.construct(target, args);
      code.push(args.at(-1).length);
      return made;
    },
  });
  document.addEventListener('securitypolicyviolation', ({ blockedURI, effectiveDirective }) =>
    refusals.push(`${effectiveDirective} ${blockedURI}`),
  );
}
export const generated = () => code;
export const refused = () => refusals;

/** Views of several kinds of arrays, written to and read, with what is known of them. */
export function views() {
  const kinds = [Float32Array, Float64Array, Int16Array].map((Kind) => {
    const flat = new Kind(model.length).map((_, i) => i + 1);
    const p = model.view(flat);
    p.h[1].w[5] = -1;
    p.h[1].gain = -2;
    p.scales[1] = -3;
    p.head[0] = -4;
    const { shape, strides } = p.head;
    return {
      name: p.h[0].w.constructor.name,
      flat: [...flat],
      view: plain(p),
      shape,
      strides,
      isFrozen: [p, p.h, p.h[2]].map(Object.isFrozen),
      same: flatOf(p) === flat && p.last === p.h[2],
    };
  });
  const at = [...model.viewAt(model.zeros().fill(7), 'h.1.w')];
  return { kinds, at, fingerprint: model.fingerprint, length: model.length, slots: model.slots, errors: errors() };
}

/** Typed arrays as lists, and getters as what they give. @param {any} value @returns {unknown} */
function plain(value) {
  if (ArrayBuffer.isView(value)) return [.../** @type {Float32Array} */ (value)];
  if (Array.isArray(value)) return value.map(plain);
  return typeof value === 'object' ? Object.keys(value).map((key) => [key, plain(value[key])]) : value;
}

function errors() {
  /** @type {any} */
  const p = model.view(model.zeros());
  const moved = model.zeros();
  const gone = model.view(moved);
  structuredClone(moved.buffer, { transfer: [moved.buffer] });
  return [
    () => {
      p.emb = 1;
    },
    () => {
      p.h[0] = 1;
    },
    () => gone.h[1].gain,
    () => model.view(/** @type {any} */ (new Float32Array(3))),
    () => model.at(/** @type {any} */ ('h.3.w')),
    () => layout(/** @type {any} */ ({ a: [1.5] })),
  ].map((act) => {
    try {
      return act();
    } catch (error) {
      return `${/** @type {Error} */ (error).name}: ${/** @type {Error} */ (error).message}`;
    }
  });
}

/** Memory of WebAssembly, bound in its middle. */
export function wasmMemory() {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const p = model.view(memory.buffer, 64);
  p.emb[0] = 5;
  return new Float32Array(memory.buffer)[64 / 4 + model.at('emb').offset];
}

/**
 * Sends the layout as JSON and its array to a module worker, shared or moved, and gives what is in it afterwards.
 * @param {'shared' | 'moved'} how
 */
export async function inWorker(how) {
  const worker = new Worker(new URL('worker.js', import.meta.url), { type: 'module' });
  const buffer =
    how === 'shared' ? new SharedArrayBuffer(16 + 4 * model.length) : new ArrayBuffer(16 + 4 * model.length);
  const p = model.view(buffer, 16);
  const answer = await new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.postMessage({ json: JSON.stringify(model), buffer }, how === 'shared' ? [] : [buffer]);
  });
  worker.terminate();
  const { fingerprint, flat } = answer;
  const here = how === 'shared' ? [...model.viewAt(new Float32Array(buffer, 16), 'h.1.w')] : readOrError(p);
  return {
    isSame: fingerprint === model.fingerprint,
    fromJSON: fromJSON(JSON.stringify(model)).fingerprint === model.fingerprint,
    there: [...model.viewAt(flat, 'h.1.w')],
    gain: model.view(flat).h[1].gain,
    here,
  };
}

/** @param {any} p */
function readOrError(p) {
  try {
    return p.h[1].gain;
  } catch (error) {
    return `${/** @type {Error} */ (error).name}: ${/** @type {Error} */ (error).message}`;
  }
}

export const isIsolated = () => ({
  crossOriginIsolated: globalThis.crossOriginIsolated,
  hasShared: typeof SharedArrayBuffer !== 'undefined',
});

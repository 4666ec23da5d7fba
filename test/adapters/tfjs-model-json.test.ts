// model.json files: those that the real tfjs writes, loaded by paramlayout, and those that paramlayout saves, loaded by
// the real tfjs.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isInstalled, whyNotInstalled } from './installed.ts';

const tf = isInstalled ? await import('@tensorflow/tfjs') : (undefined as never);
const core = isInstalled ? await import('paramlayout') : (undefined as never);
const checkpoint = isInstalled ? await import('paramlayout/checkpoint') : (undefined as never);

describe.skipIf(!isInstalled)(`model.json of tfjs${whyNotInstalled}`, () => {
  const { layout } = core ?? {};
  const { layerNames, load, modelJson, save } = checkpoint ?? {};
  const folder = mkdtempSync(join(tmpdir(), 'paramlayout-tfjs-'));
  beforeAll(() => tf.setBackend('cpu'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const make = () => layout({ first: { kernel: [30, 20], bias: [20] }, last: { kernel: [20, 5], bias: [5] } });
  const makeNet = () =>
    tf.sequential({
      layers: [
        tf.layers.dense({ name: 'first', units: 20, inputShape: [30], activation: 'tanh', biasInitializer: 'ones' }),
        tf.layers.dense({ name: 'last', units: 5 }),
      ],
    });

  /** Saves a model by tfjs's own writer, which posts the files, and cuts the weight file into files of a few bytes. */
  async function saveByTfjs(net: ReturnType<typeof makeNet>, into: string, shardBytes: number): Promise<string> {
    mkdirSync(into, { recursive: true });
    const path = join(into, 'model.json');
    const fetchFunc: typeof fetch = async (_, init) => {
      const body = init?.body as FormData;
      const json = JSON.parse(await (body.get('model.json') as File).text());
      const data = new Uint8Array(await (body.get('model.weights.bin') as File).arrayBuffer());
      const [{ paths }] = json.weightsManifest as [{ paths: string[] }];
      paths.length = 0;
      for (let at = 0; at < data.length; at += shardBytes) {
        paths.push(`model.weights-${paths.length + 1}.bin`);
        writeFileSync(join(into, paths.at(-1) as string), data.subarray(at, at + shardBytes));
      }
      writeFileSync(path, JSON.stringify(json));
      return new Response();
    };
    await net.save(tf.io.http('http://localhost/upload', { fetchFunc }));
    return path;
  }

  /** Loads a model by tfjs's own reader of model.json. */
  const loadByTfjs = (path: string) => {
    const fetchFunc: typeof fetch = async (url) => {
      const headers = {
        'content-type': String(url).endsWith('.json') ? 'application/json' : 'application/octet-stream',
      };
      return new Response(readFileSync(join(folder, new URL(String(url)).pathname)), { headers });
    };
    return tf.loadLayersModel(tf.io.http(`http://localhost/${relative(folder, path)}`, { fetchFunc }));
  };

  it.each([1e6, 1000, 7])('loads what tfjs saved, in weight files of %d bytes', async (shardBytes) => {
    const net = makeNet();
    const path = await saveByTfjs(net, join(folder, `saved-${shardBytes}`), shardBytes);
    const flat = await load(make(), modelJson(path), { names: layerNames });
    expect([...flat]).toEqual(
      ['first/bias', 'first/kernel', 'last/bias', 'last/kernel'].flatMap((name) => [
        ...(net.weights
          .find(({ originalName }) => originalName === name)
          ?.read()
          .dataSync() ?? []),
      ]),
    );
    net.dispose();
  });

  it('loads the same over HTTP, from bytes and from parsed JSON, and a part of it', async () => {
    const model = make();
    const net = makeNet();
    const path = await saveByTfjs(net, join(folder, 'http'), 1000);
    const expected = await load(model, modelJson(path), { names: layerNames });
    const server = createServer((request, response) => {
      try {
        const bytes = readFileSync(join(path, '..', (request.url as string).replace(/\?.*/, '')));
        response.writeHead(200, { 'content-length': bytes.length }).end(bytes);
      } catch {
        response.writeHead(404).end();
      }
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    expect(await load(model, modelJson(`${address}/model.json?v=1`), { names: layerNames })).toEqual(expected);
    expect(await load(model, modelJson(new URL(`${address}/model.json`)), { names: layerNames })).toEqual(expected);
    await expect(load(model, modelJson(`${address}/none.json`), { names: layerNames })).rejects.toThrow('404');
    server.closeAllConnections();
    server.close();

    const bytes = readFileSync(path);
    const shard = (file: string) => readFileSync(join(path, '..', file));
    for (const index of [
      bytes,
      bytes.toString(),
      JSON.parse(bytes.toString()),
      JSON.parse(bytes.toString()).weightsManifest,
    ])
      expect(await load(model, modelJson({ index, shard }), { names: layerNames })).toEqual(expected);
    const names = { 'last/kernel': 'kernel', 'last/bias': 'bias' };
    const last = await load(layout({ kernel: [20, 5], bias: [5] }), modelJson(path), { names, ignore: ['first/*'] });
    expect(last).toEqual(expected.subarray(model.at('last').offset));
    net.dispose();
  });

  it('dequantises uint8, uint16 and float16 as tfjs does, for every split into files', async () => {
    const raw = Uint8Array.from({ length: 200 }, (_, i) => (i * 89 + 31) % 251);
    const weights: import('@tensorflow/tfjs').io.WeightsManifestEntry[] = [
      { name: 'a', shape: [3, 5], dtype: 'float32', quantization: { dtype: 'uint8', scale: 0.1, min: -3.3 } },
      { name: 'b', shape: [7], dtype: 'float32', quantization: { dtype: 'uint16', scale: 1e-5, min: 0.25 } },
      { name: 'c', shape: [5], dtype: 'float32', quantization: { dtype: 'float16' } },
      { name: 'd', shape: [], dtype: 'float32' },
      { name: 'e', shape: [4], dtype: 'int32', quantization: { dtype: 'uint8', scale: 1.7, min: -9 } },
      { name: 'f', shape: [3], dtype: 'bool' },
      { name: 'none', shape: [0, 2], dtype: 'float32' },
    ];
    const size = 15 + 14 + 10 + 4 + 4 + 3;
    raw.set([1, 0, 1], size - 3);
    const bytes = raw.slice(0, size);
    const expected = tf.io.decodeWeights(bytes.buffer, weights);
    const model = layout({ a: [3, 5], b: [7], c: [5], d: [], e: [4], f: [3], none: [0, 2] });
    for (const at of [0, 1, 16, 30, 44, size]) {
      const files: Record<string, Uint8Array> = { '1.bin': bytes.subarray(0, at), 'sub/2.bin': bytes.subarray(at) };
      const source = { index: [{ paths: Object.keys(files), weights }], shard: (file: string) => files[file] };
      const flat = await load(model, modelJson(source));
      for (const [name, tensor] of Object.entries(expected)) {
        const { offset, length } = model.at(name as 'a');
        expect([...flat.subarray(offset, offset + length)]).toEqual([...tensor.dataSync()]);
      }
    }
    tf.dispose(expected);
  });

  it('tfjs loads what save wrote, whole and in several files, in float32 and float16', async () => {
    const model = make();
    const net = makeNet();
    const path = await saveByTfjs(net, join(folder, 'topology'), 500);
    const topology = JSON.parse(readFileSync(path, 'utf8')).modelTopology;
    const flat: Float32Array = model.zeros().map((_, i) => Math.sin(i));
    const input = tf.ones([1, 30]);
    for (const options of [{}, { maxShardSize: 300 }, { dtype: 'F16' as const }]) {
      await save(model, flat, modelJson(path), { names: layerNames, ...options });
      const json = JSON.parse(readFileSync(path, 'utf8'));
      expect(json.modelTopology).toEqual(topology);
      expect(readdirSync(join(path, '..')).sort()).toEqual([...json.weightsManifest[0].paths, 'model.json'].sort());
      const found = await loadByTfjs(path);
      const read = await load(model, modelJson(path), { names: layerNames });
      const names = found.weights.map(({ originalName }) => originalName);
      found.getWeights().forEach((tensor, i) => {
        const { offset, length } = model.at(layerNames.toPath(names[i] as string) as 'last.bias');
        expect([...tensor.dataSync()]).toEqual([...read.subarray(offset, offset + length)]);
        for (const [k, x] of tensor.dataSync().entries())
          expect(Math.abs(x - (flat[offset + k] as number))).toBeLessThan('dtype' in options ? 1e-3 : 1e-9);
      });
      expect((found.predict(input) as import('@tensorflow/tfjs').Tensor).shape).toEqual([1, 5]);
      found.dispose();
    }
    net.dispose();
    input.dispose();
  });

  it('save writes a new model.json with the topology that it is given', async () => {
    const model = make();
    const net = makeNet();
    const path = join(folder, 'new.json');
    const fields = { format: 'layers-model', modelTopology: net.toJSON(null, false) };
    await save(model, model.zeros().fill(2), modelJson(path, { fields }), { names: layerNames });
    const found = await loadByTfjs(path);
    expect(found.getWeights().flatMap((each) => [...each.dataSync()])).toEqual(Array(model.length).fill(2));
    found.dispose();
    net.dispose();
  });
});

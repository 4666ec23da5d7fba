// What load and save refuse of a model.json, and that nothing has changed then. test/adapters/tfjs-model-json.test.ts
// compares with the real tfjs.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { load, modelJson, save } from '../../src/checkpoint/index.ts';
import { layout } from '../../src/index.ts';

const model = layout({ a: [2, 2], b: [3] });
const bytes = new Uint8Array(Float32Array.from({ length: 7 }, (_, i) => i + 1).buffer);
const weights = [
  { name: 'a', shape: [2, 2], dtype: 'float32' },
  { name: 'b', shape: [3], dtype: 'float32' },
] as const;
const manifest = (all: readonly unknown[], paths: unknown = ['w.bin']) => ({
  modelTopology: {},
  weightsManifest: [{ paths, weights: all }],
});
const shard = (file: string) => (file === 'w.bin' ? bytes : undefined);
const withB = (fields: object) => manifest([weights[0], { ...weights[1], ...fields }]);

describe('load of a model.json', () => {
  it('loads weights in the order of the manifest', async () => {
    expect([...(await load(model, modelJson({ index: manifest(weights), shard })))]).toEqual([1, 2, 3, 4, 5, 6, 7]);
    const swapped = manifest([weights[1], weights[0]]);
    expect([...(await load(model, modelJson({ index: swapped, shard })))]).toEqual([4, 5, 6, 7, 1, 2, 3]);
  });

  it.each<[string, unknown, RegExp]>([
    ['another file', { tensors: [] }, /no model.json of tfjs: expected weightsManifest, a list of groups, found tensors/],
    ['another value', 'null', /expected weightsManifest, a list of groups, found null/],
    ['text that is no JSON', '{', /no model.json of tfjs: expected JSON, found SyntaxError/],
    ['a group without files', manifest(weights, 3), /weightsManifest\[0\].paths is wrong: expected a list of texts, found number/],
    ['weights that are no list', { weightsManifest: [{ paths: [], weights: 0 }] }, /weightsManifest\[0\].weights is wrong/],
    ['a file outside of the folder', manifest(weights, ['../w.bin']), /shard '..\/w.bin': weightsManifest\[0\] names a file that is not in its folder/],
    ['a missing weight file', manifest(weights, ['v.bin']), /shard 'v.bin': the weight file that the manifest names does not exist/],
    ['a weight file that is too short', manifest([...weights, { ...weights[1], name: 'c' }]), /shard 'w.bin': tensor 'c': the weight files have another length .*: expected 40 bytes in 1 file, found 28/],
    ['a weight file that is too long', manifest([weights[0]]), /expected 16 bytes in 1 file, found 28/],
    ['a weight without a name', withB({ name: 1 }), /weightsManifest\[0\].weights\[1\].name is wrong: expected a text, found number/],
    ['a name that stands twice', withB({ name: 'a' }), /tensor 'a': the manifest lists it twice/],
    ['a shape that is no list of sizes', withB({ shape: [-3] }), /tensor 'b': its shape is wrong: expected a list of sizes, found \[-3\]/],
    ['an unknown dtype', withB({ dtype: 'float64' }), /tensor 'b': its dtype does not fit in a flat array: expected float32, int32, bool, found "float64"/],
    ['texts', withB({ dtype: 'string' }), /tensor 'b': its dtype does not fit/],
    ['an unknown quantisation', withB({ quantization: { dtype: 'int4' } }), /tensor 'b': its quantisation is unknown: .* found "int4" for F32/],
    ['float16 for int32', withB({ dtype: 'int32', quantization: { dtype: 'float16' } }), /its quantisation is unknown/],
    ['a quantisation without a scale', withB({ quantization: { dtype: 'uint8', min: 0 } }), /tensor 'b': its quantisation is incomplete: expected numbers as scale and min, found undefined and number/],
    ['another shape', withB({ shape: [1, 3] }), /'b'/],
    ['another name', withB({ name: 'bb' }), /does not fit the layout in 2 places/],
  ])('refuses %s, and leaves into as it was', async (_, index, message) => {
    const into = model.zeros().fill(9);
    await expect(load(model, modelJson({ index, shard }), { into })).rejects.toThrow(message);
    expect([...into]).toEqual(Array(7).fill(9));
  }); // prettier-ignore

  it('refuses a source that is no model.json, and unknown options', async () => {
    // @ts-expect-error bytes are no source
    await expect(load(model, modelJson(bytes))).rejects.toThrow('the path or URL of a model.json was expected');
    // @ts-expect-error an unknown option
    expect(() => modelJson('model.json', { field: {} })).toThrow("did you mean 'fields'?");
    await expect(load(model, modelJson('/nowhere/model.json'))).rejects.toThrow('ENOENT');
  });
});

describe('save to a model.json', () => {
  const folder = mkdtempSync(join(tmpdir(), 'paramlayout-model-json-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'model.json');
  const flat = model.zeros().fill(1);

  it('keeps other fields and removes the old weight files', async () => {
    writeFileSync(path, JSON.stringify(manifest(weights)));
    writeFileSync(join(folder, 'w.bin'), bytes);
    await save(model, flat, modelJson(path));
    await save(model, flat, modelJson(path, { fields: { format: 'layers-model' } }), { maxShardSize: 16 });
    const json = JSON.parse(readFileSync(path, 'utf8'));
    expect(json).toMatchObject({ modelTopology: {}, format: 'layers-model', weightsManifest: [{ weights }] });
    expect(readdirSync(folder).sort()).toEqual(['model.json', ...json.weightsManifest[0].paths].sort());
    expect(await load(model, modelJson(path))).toEqual(flat);
    expect(readFileSync(join(folder, json.weightsManifest[0].paths[0]))).toHaveLength(16);
  });

  it.each<[string, () => Promise<void>, RegExp]>([
    ['a weight that the file does not have', () => save(layout({ a: [2, 2], b: [3], c: [] }), new Float32Array(8), modelJson(path)), /tensor 'c': the model.json that is there has other weights.*expected one of a, b/],
    ['a weight of another shape', () => save(layout({ a: [4], b: [3] }), new Float32Array(7), modelJson(path)), /tensor 'a': .*expected \[2, 2\], found \[4\]/],
    ['a weight that would be lost', () => save(layout({ a: [2, 2] }), new Float32Array(4), modelJson(path)), /tensor 'b': the model.json that is there has a weight that the layout does not have/],
    ['a dtype that tfjs does not have', () => save(model, flat, modelJson(path), { dtype: 'BF16' }), /tensor 'a': tfjs does not have this dtype: expected F32, F16, I32, BOOL, found BF16/],
    ['doubles', () => save(model, model.zeros(Float64Array), modelJson(path)), /tfjs does not have this dtype/],
    ['an option without a meaning', () => save(model, flat, modelJson(path), { metadata: {} }), /save to a model.json has no option 'metadata'/],
    ['a URL', () => save(model, flat, modelJson('https://example.org/model.json')), /https:/],
    ['a list of files', () => save(model, flat, modelJson({ index: manifest(weights), shard })), /the path or URL of a model.json was expected/],
    ['a list of flat arrays', () => save([[model, flat]], modelJson(path) as never), /a model.json target takes one flat array, not a list/],
  ])('refuses %s, and leaves all files as they were', async (_, work, message) => {
    const contents = () => readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'hex')]);
    const before = contents();
    await expect(work()).rejects.toThrow(message);
    expect(contents()).toEqual(before);
  }); // prettier-ignore
});

import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { s3Source } from '../../examples/s3/s3-source.ts';
import { load, open, readHeader, serialize, type Source } from '../../src/checkpoint/index.ts';
import { layout, repeat } from '../../src/index.ts';
import { type S3, startS3 } from './s3-server.ts';

const model = layout({ a_head: [40_000], h: repeat(4, { w: [50, 40] }) });
const flat = model.zeros().map((_, i) => i % 1009);
const bytes = serialize(model, flat, { order: 'layout' });
const object = { Bucket: 'weights', Key: 'run 7/model.safetensors' };

let s3: S3;
beforeEach(async () => {
  s3 = await startS3();
  s3.objects.set(`${object.Bucket}/${object.Key}`, { bytes, etag: '"one"' });
});
afterEach(() => s3.web.close());

describe('an object in S3', () => {
  it('load, readHeader and open read it through the example', async () => {
    const source: Source = await s3Source(s3.getObject, object);
    expect(source.size).toBe(bytes.length);
    expect(await load(model, source)).toEqual(flat);
    expect(await readHeader(source)).toEqual(await readHeader(bytes));
    s3.web.log.length = 0;
    const file = await open(source);
    expect(s3.web.log).toHaveLength(1);
    for (let i = 0; i < 4; i++) {
      const from = 40_000 + 2000 * i;
      expect(await load(model.sub('h.0'), file, { prefix: `h.${i}.` })).toEqual(flat.subarray(from, from + 2000));
    }
    expect(s3.web.log).toHaveLength(5);
    await file.close();
  });

  it('an object that was replaced is refused, and so is a wrong key', async () => {
    const source = await s3Source(s3.getObject, object);
    const file = await open(source);
    const replaced = { bytes: serialize(model, model.zeros(), { order: 'layout' }), etag: '"two"' };
    s3.objects.set(`${object.Bucket}/${object.Key}`, replaced);
    await expect(load(model, file)).rejects.toThrow('PreconditionFailed');
    await expect(s3Source(s3.getObject, { ...object, Key: 'nothing' })).rejects.toThrow('NoSuchKey');
  });

  it('the documentation shows the function of the example', () => {
    const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
    const [, shown = 'nothing'] = /export (async function s3Source[^]*)$/.exec(read('examples/s3/s3-source.ts')) ?? [];
    const flatten = (text: string): string => text.replace(/[\s,]+/g, ' ').trim();
    expect(flatten(read('docs/partial.md'))).toContain(flatten(shown));
  });

  it('load signs its own requests with a fetch function that signs', async () => {
    const address = s3.web.url(encodeURI(`/${object.Bucket}/${object.Key}`));
    const signing: typeof fetch = (url, init) => {
      const range = new Headers(init?.headers).get('range') ?? '';
      const authorization = s3.signatureOf(new URL(String(url)).pathname, range);
      return fetch(url, { ...init, headers: { ...init?.headers, authorization } });
    };
    expect(await load(model, address, { fetch: signing })).toEqual(flat);
    await expect(load(model, address)).rejects.toThrow('found 403 Forbidden');
  });
});

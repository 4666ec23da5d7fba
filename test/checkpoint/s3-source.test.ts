import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type GetObject, s3Source } from '../../examples/s3/s3-source.ts';
import { load, open, readHeader, serialize, type Source } from '../../src/checkpoint/index.ts';
import { layout, repeat } from '../../src/index.ts';
import { sendRange, startWeb, type Web } from './web-server.ts';

const model = layout({ a_head: [40_000], h: repeat(4, { w: [50, 40] }) });
const flat = model.zeros().map((_, i) => i % 1009);
const bytes = serialize(model, flat, { order: 'layout' });
const object = { Bucket: 'weights', Key: 'run 7/model.safetensors' };

/** A server that speaks the GetObject of S3's REST interface: signed, with a range and a condition. */
let web: Web;
let stored = { bytes, etag: '"one"' };
const signatureOf = (path: string, range: string): string =>
  'AWS4-HMAC-SHA256 Credential=key, ' +
  `Signature=${createHmac('sha256', 'secret').update(`${path}\n${range}`).digest('hex')}`;
beforeEach(async () => {
  web = await startWeb();
  stored = { bytes, etag: '"one"' };
  web.answer = ({ url = '', headers }, response) => {
    const { range = '', authorization, 'if-match': condition } = headers;
    const refuse = (status: number, code: string): true => {
      response.writeHead(status, { 'content-type': 'application/xml' }).end(`<Error><Code>${code}</Code></Error>`);
      return true;
    };
    if (decodeURI(url) !== `/${object.Bucket}/${object.Key}`) return refuse(404, 'NoSuchKey');
    if (authorization !== signatureOf(url, range)) return refuse(403, 'SignatureDoesNotMatch');
    if (condition !== undefined && condition !== stored.etag) return refuse(412, 'PreconditionFailed');
    sendRange(stored.bytes, range, response, { headers: { etag: stored.etag } });
    return true;
  };
});
afterEach(() => web.close());

/** As the client of the SDK answers: the body is a stream with a method that collects it. */
const getObject: GetObject = async ({ Bucket, Key, Range, IfMatch }) => {
  const path = encodeURI(`/${Bucket}/${Key}`);
  const response = await fetch(web.url(path), {
    headers: {
      range: Range,
      authorization: signatureOf(path, Range),
      ...(IfMatch === undefined ? {} : { 'if-match': IfMatch }),
    },
  });
  if (!response.ok) throw new Error(/<Code>(.*)<\/Code>/.exec(await response.text())?.[1]);
  return {
    Body: { transformToByteArray: async () => new Uint8Array(await response.arrayBuffer()) },
    ETag: response.headers.get('etag') ?? '',
    ContentRange: response.headers.get('content-range') ?? '',
  };
};

describe('an object in S3', () => {
  it('load, readHeader and open read it through the example', async () => {
    const source: Source = await s3Source(getObject, object);
    expect(source.size).toBe(bytes.length);
    expect(await load(model, source)).toEqual(flat);
    expect(await readHeader(source)).toEqual(await readHeader(bytes));
    web.log.length = 0;
    const file = await open(source);
    expect(web.log).toHaveLength(1);
    for (let i = 0; i < 4; i++) {
      const from = 40_000 + 2000 * i;
      expect(await load(model.sub('h.0'), file, { prefix: `h.${i}.` })).toEqual(flat.subarray(from, from + 2000));
    }
    expect(web.log).toHaveLength(5);
    await file.close();
  });

  it('an object that was replaced is refused, and so is a wrong key', async () => {
    const source = await s3Source(getObject, object);
    const file = await open(source);
    stored = { bytes: serialize(model, model.zeros(), { order: 'layout' }), etag: '"two"' };
    await expect(load(model, file)).rejects.toThrow('PreconditionFailed');
    await expect(s3Source(getObject, { ...object, Key: 'nothing' })).rejects.toThrow('NoSuchKey');
  });

  it('the documentation shows the function of the example', () => {
    const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
    const [, shown = 'nothing'] = /export (async function s3Source[^]*)$/.exec(read('examples/s3/s3-source.ts')) ?? [];
    const flatten = (text: string): string => text.replace(/[\s,]+/g, ' ').trim();
    expect(flatten(read('docs/partial.md'))).toContain(flatten(shown));
  });

  it('load signs its own requests with a fetch function that signs', async () => {
    const address = web.url(encodeURI(`/${object.Bucket}/${object.Key}`));
    const signing: typeof fetch = (url, init) => {
      const range = new Headers(init?.headers).get('range') ?? '';
      const authorization = signatureOf(new URL(String(url)).pathname, range);
      return fetch(url, { ...init, headers: { ...init?.headers, authorization } });
    };
    expect(await load(model, address, { fetch: signing })).toEqual(flat);
    await expect(load(model, address)).rejects.toThrow('found 403 Forbidden');
  });
});

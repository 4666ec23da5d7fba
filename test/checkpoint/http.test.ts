import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CheckpointError, load, readHeader, serialize } from '../../src/checkpoint/index.ts';
import { layout, repeat } from '../../src/index.ts';
import { sendRange, startWeb, type Web } from './web-server.ts';

const model = layout({ a: [300], h: repeat(4, { w: [500], b: [5] }), z: [700] });
const flat = model.zeros().map((_, i) => Math.sin(i));
const bytes = serialize(model, flat);
const dataStart = bytes.length - flat.byteLength;
const quick = { retryDelay: 1 };

let web: Web;
beforeEach(async () => {
  web = await startWeb();
  web.files.set('/model.safetensors', bytes);
});
afterEach(() => web.close());
const failing = async (options: object = quick): Promise<CheckpointError> => {
  const error = await load(model, web.url(), options).then(
    () => undefined,
    (caught: unknown) => caught,
  );
  expect(error).toBeInstanceOf(CheckpointError);
  return error as CheckpointError;
};

describe('a checkpoint behind a URL', () => {
  it('load reads the header and the needed data with range requests', async () => {
    expect(await load(model, web.url())).toEqual(flat);
    expect(await load(model, new URL(web.url()))).toEqual(flat);
    web.log.length = 0;
    const block = await load(model.sub('h.2'), web.url(), { prefix: 'h.2.' });
    expect(block).toEqual(flat.subarray(model.at('h.2').offset, model.at('h.2').offset + 505));
    const header = await readHeader(bytes);
    const at = (name: string): string =>
      `bytes=${dataStart + (header.get(name)?.start ?? 0)}-${dataStart + (header.get(name)?.end ?? 0) - 1}`;
    const both = `bytes=${dataStart + (header.get('h.2.b')?.start ?? 0)}-${dataStart + (header.get('h.2.w')?.end ?? 0) - 1}`;
    expect([at('h.2.b').split('-')[0], at('h.2.w').split('-')[1]]).toEqual(both.split('-'));
    expect(web.log.map(({ range }) => range)).toEqual(['bytes=0-7', `bytes=8-${dataStart - 1}`, both]);
    expect(web.log.every(({ status }) => status === 206)).toBe(true);
  });

  it('load reads a whole file with one request if the server ignores ranges', async () => {
    web.answer = (_, response) => {
      sendRange(bytes, undefined, response);
      return true;
    };
    expect(await load(model, web.url())).toEqual(flat);
    expect(web.log).toHaveLength(1);
    expect(await load(model.sub('h.1'), web.url(), { prefix: 'h.1.' })).toEqual(flat.subarray(805, 1310));
  });

  it('load reads a file whose length the server does not tell', async () => {
    web.answer = (request, response) => {
      const [, first, last] = /(\d+)-(\d+)/.exec(request.headers.range ?? '') ?? [];
      if (Number(first) >= bytes.length) response.writeHead(416).end();
      // Without content-range, as across origins.
      else response.writeHead(206).end(bytes.subarray(Number(first), Number(last) + 1));
      return true;
    };
    expect(await load(model, web.url())).toEqual(flat);
    web.answer = (_, response) => {
      response.writeHead(200, { 'transfer-encoding': 'chunked' });
      for (let at = 0; at < bytes.length; at += 999) response.write(bytes.subarray(at, at + 999));
      response.end();
      return true;
    };
    expect(await load(model, web.url())).toEqual(flat);
    web.answer = (_, response) => {
      response.writeHead(200).end(bytes.subarray(0, bytes.length - 1));
      return true;
    };
    expect((await failing()).message).toContain('like a download that was cut off');
  });

  it('load requests the rest if a response is shorter than requested', async () => {
    web.answer = ({ headers }, response) => {
      const [, first, last] = /(\d+)-(\d+)/.exec(headers.range ?? '') ?? [];
      sendRange(bytes, `bytes=${first}-${Math.min(Number(last), Number(first) + 99)}`, response);
      return true;
    };
    expect(await load(model, web.url())).toEqual(flat);
    expect(web.log.length).toBeGreaterThan(100);
  });

  it('load continues where the connection broke', async () => {
    web.answer = ({ headers }, response, count) => {
      if (count % 2 === 0) sendRange(bytes, headers.range, response, { until: 1500 });
      else response.destroy();
      return true;
    };
    expect(await load(model, web.url(), quick)).toEqual(flat);
    const starts = web.log.map(({ range }) => Number(/\d+/.exec(range ?? '')?.[0]));
    expect(Math.max(...starts)).toBeGreaterThan(dataStart + 3000); // the bytes that arrived were not requested again
  });

  it('load gives up if no data arrive', async () => {
    web.answer = (_, response) => {
      response.destroy();
      return true;
    };
    const error = await failing({ retries: 2, retryDelay: 1 });
    expect(error.message).toMatch(
      /^reading http:\/\/127\.0\.0\.1:\d+\/model\.safetensors failed 3 times: expected status 200 or 206, found fetch failed$/,
    );
    expect(web.log).toHaveLength(3);
  });

  it(
    'load repeats a request after a temporary error, at once or when ' + 'the server says, but not after another error',
    async () => {
      web.answer = (_, response, count) => {
        if (count === 1) response.writeHead(503).end();
        else if (count === 2) response.writeHead(429, { 'retry-after': '0' }).end();
        return count <= 2;
      };
      expect(await load(model, web.url(), quick)).toEqual(flat);
      web.log.length = 0;
      web.answer = (_, response) => {
        response.writeHead(403).end();
        return true;
      };
      expect((await failing()).message).toContain('failed: expected status 200 or 206, found 403 Forbidden');
      expect(web.log).toHaveLength(1);
      web.answer = () => false;
      const missing = await load(model, web.url('/nothing?token=secret'), quick).catch(
        (caught: unknown) => caught as Error,
      );
      expect((missing as Error).message).toMatch(/nothing failed: expected status 200 or 206, found 404 Not Found$/);
      expect((missing as Error).message).not.toContain('secret');
    },
  );

  it('load repeats a request at the date that the server gives', async () => {
    const times: number[] = [];
    web.answer = (_, response, count) => {
      times.push(Date.now());
      if (count === 1) response.writeHead(503, { 'retry-after': new Date(Date.now() + 2000).toUTCString() }).end();
      return count === 1;
    };
    expect(await load(model, web.url(), quick)).toEqual(flat);
    expect((times[1] as number) - (times[0] as number)).toBeGreaterThan(500); // a date has whole seconds
  });

  it('load refuses several parts in one response', async () => {
    web.answer = ({ headers }, response) => {
      const { length } = bytes;
      const part =
        `--x\r\ncontent-type: application/octet-stream\r\ncontent-range: ` +
        `${(headers.range ?? '').replace('=', ' ')}/${length}\r\n\r\n`;
      response.writeHead(206, { 'content-type': 'multipart/byteranges; boundary=x' }).end(part);
      return true;
    };
    expect((await failing()).message).toBe(
      'the server sent several parts in one response: expected one part of ' +
        'the file, found multipart/byteranges; boundary=x',
    );
  });

  it('load refuses a file that changes on the server meanwhile', async () => {
    const tags: (readonly [Record<string, string>, Record<string, string>])[] = [
      [{ etag: '"1"' }, { etag: '"2"' }],
      [{ etag: 'W/"1"' }, { etag: 'W/"2"' }],
      [{ 'last-modified': 'Tue, 24 Nov 2026 10:00:00 GMT' }, { 'last-modified': 'Tue, 24 Nov 2026 10:00:01 GMT' }],
    ];
    for (const [before, after] of tags) {
      web.log.length = 0;
      web.answer = ({ headers }, response, count) => {
        const isOther = count > 2;
        // As RFC 9110 demands: if the condition fails, the answer is the whole file.
        const range = isOther && headers['if-range'] !== undefined ? undefined : headers.range;
        sendRange(bytes, range, response, { headers: isOther ? after : before });
        return true;
      };
      const error = await failing();
      expect(error.message).toContain('the file changed on the server while it was being read: expected ');
      expect(web.log[2]?.headers['if-range']).toBe(before['etag'] === '"1"' ? '"1"' : undefined);
    }
    web.log.length = 0;
    web.answer = ({ headers }, response, count) => {
      sendRange(count > 2 ? bytes.subarray(0, bytes.length - 4) : bytes, headers.range, response);
      return true;
    };
    expect((await failing()).message).toContain(`of ${bytes.length} bytes, found no ETag of ${bytes.length - 4} bytes`);
  });

  it('load refuses other data than requested', async () => {
    web.answer = ({ headers }, response) => {
      const [, first] = /(\d+)-/.exec(headers.range ?? '') ?? [];
      sendRange(bytes, `bytes=${Number(first) + 1}-${Number(first) + 8}`, response);
      return true;
    };
    expect((await failing()).message).toBe(
      'the server sent another range than requested: expected bytes from 0, found from 1 (byte 0 of the file)',
    );
    web.answer = ({ headers }, response) => {
      sendRange(bytes, headers.range, response, { headers: { 'content-encoding': 'br' } });
      return true;
    };
    expect((await failing()).message).toContain('the server sent a part of a compressed file');
    web.answer = (_, response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Sign in</title>');
      return true;
    };
    expect((await failing()).message).toContain('found an HTML or XML page that begins');
    web.files.set('/model.safetensors', new Uint8Array(0));
    web.answer = () => false;
    expect((await failing()).message).toContain('the file is empty');
  });

  it('load follows redirects', async () => {
    web.answer = ({ url }, response) => {
      if (url !== '/moved') return false;
      response.writeHead(302, { location: '/model.safetensors' }).end();
      return true;
    };
    expect(await load(model, web.url('/moved'))).toEqual(flat);
  });

  it('load uses the headers and the fetch function of the options', async () => {
    const urls: string[] = [];
    const options = {
      headers: { authorization: 'Bearer x' },
      fetch: (url: string, init: { readonly headers: Record<string, string> }) => {
        urls.push(url);
        return fetch(url, init);
      },
    };
    expect(await load(model, web.url(), options)).toEqual(flat);
    expect((await readHeader(web.url(), { fetch, headers: { authorization: 'Bearer x' } })).size).toBe(10);
    expect(urls).toEqual(Array.from({ length: 3 }, () => web.url()));
    expect(new Set(web.log.map(({ headers }) => `${headers.authorization} ${headers['accept-encoding']}`))).toEqual(
      new Set(['Bearer x identity']),
    );
  });

  it('load stops at once and changes nothing if the signal is aborted', async () => {
    const into = model.zeros();
    const stop = new AbortController();
    web.answer = ({ headers }, response, count) => {
      if (count < 3) return false;
      response
        .writeHead(206, { 'content-range': `bytes ${dataStart}-${bytes.length - 1}/${bytes.length}` })
        .write(bytes.subarray(dataStart, dataStart + 100));
      setTimeout(() => stop.abort(new Error(`enough of ${headers.range}`)), 20); // the rest never arrives
      return true;
    };
    await expect(load(model, web.url(), { signal: stop.signal, into })).rejects.toThrow('enough');
    expect(into.every((x) => x === 0)).toBe(true);
    const waiting = AbortSignal.timeout(30);
    web.answer = (_, response) => {
      response.writeHead(503).end();
      return true;
    };
    await expect(load(model, web.url(), { signal: waiting, retryDelay: 60_000 })).rejects.toMatchObject({
      name: 'TimeoutError',
    });
    await expect(load(model, bytes, { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
  });
});

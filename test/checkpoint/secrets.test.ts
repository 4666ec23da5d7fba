import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { errorWithoutSecrets, withoutSecrets } from '../../src/checkpoint/source/secrets.ts';
import { load, open, readHeader, readIndex, save, serialize } from '../../src/checkpoint/index.ts';
import { layout } from '../../src/index.ts';
import { startWeb, type Web } from './web-server.ts';

const model = layout({ a: [3] });
const flat = model.zeros().fill(1);
let web: Web;
beforeEach(async () => {
  web = await startWeb();
  web.files.set('/model.safetensors', serialize(model, flat));
});
afterEach(() => web.close());

/** An error as Node prints it: with its stack, its causes and all its fields. */
const printed = async (failing: Promise<unknown>): Promise<string> => {
  const error: unknown = await failing.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  expect(error).toBeInstanceOf(Error);
  return inspect(error, { depth: 9 });
};
const secret = /s3cr|us3r/;

describe('user, password and query of a URL', () => {
  it.each([
    ['https://us3r:s3cr@x@host.org/a/b?X-Sig=s3cr#s3cr', 'https://host.org/a/b'],
    [
      'read https://us3r@host:8/x?s3cr, then s3://s3cr:s3cr/x@bucket',
      'read https://host:8/x then s3://s3cr:s3cr/x@bucket',
    ],
    ['Failed to parse URL from HTTPS://us3r:s3cr@host', 'Failed to parse URL from HTTPS://host'],
    ["GET 'http://h/?s3cr' failed", "GET 'http://h/' failed"],
    ['a path /a/b?c and an address me@host', 'a path /a/b?c and an address me@host'],
    ['file:///a/b@c/d', 'file:///a/b@c/d'],
  ])('are removed from %j', (text, expected) => {
    expect(withoutSecrets(text)).toBe(expected);
  });

  it('never stand in an error of load, open, readHeader or readIndex, causes included', async () => {
    const quick = { retries: 1, retryDelay: 1 };
    const base = web.url('').replace('http://', 'http://us3r:s3cr@x@');
    const leaking = {
      ...quick,
      fetch: (url: string) =>
        Promise.reject(new TypeError(`cannot fetch ${url}`, { cause: new Error(`no route to ${url}`) })),
    };
    for (const read of [
      () => load(model, `${base}/nowhere?sig=s3cr`, quick),
      () => load(model, `${base}/nowhere/index.json?sig=s3cr`, quick),
      () => open(`${base}/nowhere?sig=s3cr`, quick),
      () => readHeader(new URL(`${base}/nowhere?sig=s3cr#s3cr`), quick),
      () => readIndex(`${base}/model.safetensors?sig=s3cr`, quick),
      () => load(model, 'http://us3r:s3cr@127.0.0.1:1/x?s3cr', quick),
      () => load(model, 'http://us3r:s3cr@/x?s3cr', quick),
      () => load(model, 'https://host/x?sig=s3cr', leaking),
      () => load(model, 's3://us3r:s3cr@bucket/x?s3cr'),
      () => save(model, flat, 'ftp://us3r:s3cr@host/x?s3cr'),
    ])
      expect(await printed(read())).not.toMatch(secret);
  });

  it('user and password are sent as the header that they stand for', async () => {
    expect(await load(model, web.url().replace('//', '//us3r:s3cr%C3%A9@'))).toEqual(flat);
    expect(web.log[0]?.headers.authorization).toBe(`Basic ${Buffer.from('us3r:s3cré').toString('base64')}`);
    web.log.length = 0;
    await load(model, web.url().replace('//', '//us3r@'), { headers: { authorization: 'Bearer x' } });
    expect(web.log[0]?.headers.authorization).toBe('Bearer x');
  });

  it('an error without a secret stays the same object', () => {
    const error = new Error('the line was cut', { cause: new Error('at byte 3') });
    expect(errorWithoutSecrets(error)).toBe(error);
  });
});

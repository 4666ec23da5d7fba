import { mkdtemp, open as openFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  checkpointValidator,
  load,
  open,
  type OpenCheckpoint,
  readHeader,
  readIndex,
  save,
  serialize,
  type Source,
} from '../../src/checkpoint/index.ts';
import { layout, repeat } from '../../src/index.ts';
import { sendRange, startWeb, type Web } from './web-server.ts';

const model = layout({ a: [300], h: repeat(4, { w: [50, 40], b: [50] }), z: [70_000] });
const flat = model.zeros().map((_, i) => Math.sin(i));
const bytes = serialize(model, flat, { order: 'layout' });
const dataStart = bytes.length - flat.byteLength;
const blockOf = (i: number): Float32Array => {
  const { offset, length } = model.at(`h.${i}` as 'h.0');
  return flat.subarray(offset, offset + length);
};
const prefixOf = (i: number) => ({ prefix: `h.${i}.` });

let web: Web;
let folder = '';
beforeEach(async () => {
  web = await startWeb();
  web.files.set('/model.safetensors', bytes);
  folder = await mkdtemp(join(tmpdir(), 'paramlayout-'));
});
afterEach(async () => {
  await web.close();
  await rm(folder, { recursive: true });
});
const at = (
  { slots }: { readonly slots: readonly { readonly path: string; readonly offset: number; readonly length: number }[] },
  numbers: Float32Array,
  path: string,
): Float32Array => {
  const { offset = 0, length = 0 } = slots.find((slot) => slot.path === path) ?? {};
  return numbers.subarray(offset, offset + length);
};
const ranges = (): (string | undefined)[] => web.log.map(({ range }) => range);

describe('an open checkpoint behind a URL', () => {
  it('four blocks take one request for the header and one each for their data', async () => {
    const head = 2 ** 17;
    const far = layout({ first: [head], h: repeat(4, { w: [50, 40], b: [50] }) });
    const numbers = far.zeros().map((_, i) => i % 1000);
    web.files.set('/far.safetensors', serialize(far, numbers, { order: 'layout' }));
    const file = await open(web.url('/far.safetensors'));
    expect(ranges()).toEqual([`bytes=0-${head - 1}`]);
    for (let i = 0; i < 4; i++) {
      const { offset, length } = far.at(`h.${i}` as 'h.0');
      expect(await load(far.sub('h.0'), file, prefixOf(i))).toEqual(numbers.subarray(offset, offset + length));
    }
    expect(web.log).toHaveLength(5);
    await file.close();
  });

  it('no request is needed for what lies in the first 128 KiB', async () => {
    const file = await open(web.url());
    for (let i = 0; i < 4; i++) expect(await load(model.sub('h.0'), file, prefixOf(i))).toEqual(blockOf(i));
    expect(web.log).toHaveLength(1);
    expect(await load(model, file)).toEqual(flat);
    expect(web.log).toHaveLength(2);
    await file.close();
  });

  it('a header of more than 128 KiB takes two requests', async () => {
    const many = layout({ blocks: repeat(3000, { a_name_that_fills_the_header: [1] }) });
    const numbers = many.zeros().map((_, i) => i);
    web.files.set('/many.safetensors', serialize(many, numbers));
    const file = await open(web.url('/many.safetensors'));
    expect(web.log).toHaveLength(2);
    expect(await load(many, file)).toEqual(numbers);
    expect(web.log).toHaveLength(3);
  });

  it('ranges with a gap of at most 512 KiB share a request, and others do not', async () => {
    const gap = 2 ** 17; // elements, so 512 KiB
    for (const [length, count] of [
      [gap, 1],
      [gap + 1, 2],
    ] as const) {
      const wide = layout({ head: [2 ** 15], m: { a: [10], b: [length], c: [10] } });
      const numbers = wide.zeros().map((_, i) => i % 100);
      web.files.set('/wide.safetensors', serialize(wide, numbers, { order: 'layout' }));
      const file = await open(web.url('/wide.safetensors'));
      web.log.length = 0;
      const both = layout({ a: [10], c: [10] });
      const c = wide.at('m.c').offset;
      expect(await load(both, file, { prefix: 'm.', extra: 'ignore' })).toEqual(
        Float32Array.from([...numbers.subarray(2 ** 15, 2 ** 15 + 10), ...numbers.subarray(c, c + 10)]),
      );
      expect(web.log).toHaveLength(count);
      await file.close();
    }
  });

  it('a source of your own is asked for nearby ranges at once, at most 4 MiB ahead', async () => {
    const wide = layout({ head: [2 ** 15], m: { a: [10], b: [1000], c: [10], d: [10], w: [2_500_000] } });
    const numbers = wide.zeros().map((_, i) => i % 100);
    const all = serialize(wide, numbers, { order: 'layout', dtype: 'BF16' });
    const asked: number[] = [];
    const file = await open({
      size: all.length,
      read: (offset: number, length: number) => {
        asked.push(length);
        return all.subarray(offset, offset + length);
      },
    });
    expect(asked.splice(0)).toEqual([2 ** 17]);
    const far = wide.at('m.w').offset;
    const [w, parts] = [layout({ w: [2_500_000] }), layout({ a: [10], c: [10], d: [10] })];
    const loads = await Promise.all([
      load(w, file, { prefix: 'm.', extra: 'ignore' }),
      load(parts, file, { prefix: 'm.', extra: 'ignore' }),
    ]);
    expect(loads[0].every((x, i) => x === numbers[far + i])).toBe(true);
    expect(loads[1]).toEqual(Float32Array.from(['m.a', 'm.c', 'm.d'].flatMap((path) => [...at(wide, numbers, path)])));
    expect(asked).toEqual([2 ** 22, all.length - 2 ** 17 - 2 ** 22]);
    await file.close();
  });

  it('a conversion in several windows takes one request', async () => {
    const large = layout({ w: [1_200_000] });
    const ones = large.zeros().fill(1);
    web.files.set('/half.safetensors', serialize(large, ones, { dtype: 'BF16' }));
    expect((await load(large, web.url('/half.safetensors'))).every((x) => x === 1)).toBe(true);
    expect(web.log).toHaveLength(3);
  });

  it('loads that run at once do not disturb each other, and at most four have a request open', async () => {
    const large = layout({ a_head: [2 ** 15], h: repeat(12, { w: [2 ** 15] }) });
    const numbers = large.zeros().map((_, i) => i % 999);
    const all = serialize(large, numbers, { order: 'layout' });
    let [running, most] = [0, 0];
    web.answer = (request, response) => {
      most = Math.max(most, ++running);
      setTimeout(() => {
        running--;
        sendRange(all, request.headers.range, response);
      }, 5);
      return true;
    };
    const file = await open(web.url());
    const blocks = await Promise.all(Array.from({ length: 12 }, (_, i) => load(large.sub('h.0'), file, prefixOf(i))));
    blocks.forEach((block, i) => expect(block).toEqual(numbers.subarray((i + 1) * 2 ** 15, (i + 2) * 2 ** 15)));
    expect(most).toBe(4);
    await file.close();
  });

  it('a server without range requests serves the loads too, and is not kept sending', async () => {
    let cut = 0;
    web.answer = (_, response, count) => {
      response.on('close', () => (cut += response.writableFinished ? 0 : 1));
      response.writeHead(200, { 'content-length': `${bytes.length}` });
      if (count === 1) response.write(bytes.subarray(0, 2 ** 17 + 1));
      else response.end(bytes);
      return true;
    };
    const file = await open(web.url());
    while (cut === 0) await new Promise((resolve) => setTimeout(resolve, 2));
    expect(await load(model.sub('h.0'), file, prefixOf(2))).toEqual(blockOf(2));
    expect(await load(model, file)).toEqual(flat);
    await file.close();
  });

  it('a file that changes on the server between two loads is refused', async () => {
    const send = (etag: string): void => {
      web.answer = (request, response) => {
        sendRange(bytes, request.headers.range, response, { headers: { etag } });
        return true;
      };
    };
    send('"one"');
    const file = await open(web.url());
    const z = layout([70_000]);
    expect(await load(z, file, { prefix: 'z' })).toEqual(flat.subarray(model.at('z').offset));
    send('"two"');
    await expect(load(z, file, { prefix: 'z', retryDelay: undefined })).rejects.toThrow(
      /the file changed on the server while it was being read: expected "one" of \d+ bytes, found "two"/,
    );
  });

  it('a load stops on its own signal, and the next one goes on', async () => {
    const file = await open(web.url());
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(load(model, file, { signal })).rejects.toThrow('enough');
    expect(await load(model, file)).toEqual(flat);
  });

  it('open shards read the index once and each needed shard when it is first needed', async () => {
    await save(model, flat, join(folder, 'model.safetensors'), { maxShardSize: 9400 });
    const { readFile, readdir } = await import('node:fs/promises');
    const names = await readdir(folder);
    for (const name of names) web.files.set(`/m/${name}`, new Uint8Array(await readFile(join(folder, name))));
    const file = await open(web.url('/m/model.safetensors.index.json'));
    expect([web.log.length, file.tensors.size, file.weightMap?.size]).toEqual([1, 0, 10]);
    expect(await load(model.sub('h.0'), file, prefixOf(1))).toEqual(blockOf(1));
    expect([web.log.length, file.headers.size]).toEqual([2, 1]);
    expect(await load(model.sub('h.0'), file, prefixOf(1))).toEqual(blockOf(1));
    expect(web.log).toHaveLength(2);
    const { tensors, headers } = await readIndex(file);
    expect([tensors.size, headers.size, web.log.length]).toEqual([10, names.length - 1, names.length]);
    expect(file.tensors).toEqual(tensors);
    expect(await load(model, file)).toEqual(flat);
    await expect(readHeader(file)).rejects.toThrow('an open file was expected, found open shards; use readIndex');
    await file.close();
  });
});

describe('an open checkpoint', () => {
  it('gives the header as readHeader does, from every kind of source', async () => {
    const path = join(folder, 'model.safetensors');
    await writeFile(path, serialize(model, flat, { metadata: { step: '3' } }));
    const handle = await openFile(path);
    const header = await readHeader(path);
    const { readFile } = await import('node:fs/promises');
    for (const source of [path, handle, await readFile(path), new Blob([await readFile(path)]), folder]) {
      const file = await open(source);
      expect(file.tensors).toEqual(header);
      expect(file.metadata).toEqual(header.metadata);
      expect(await readHeader(file)).toEqual(header);
      expect(checkpointValidator(model)['~standard'].validate(file.tensors).issues).toBeUndefined();
      expect(await load(model, file)).toEqual(flat);
      await expect(readIndex(file)).rejects.toThrow('use readHeader for a single file');
      await file.close();
      await file.close();
      await expect(load(model, file)).rejects.toThrow('the checkpoint was closed; open it again');
    }
    await handle.close();
  });

  it('close waits for the loads that run', async () => {
    const reading = deferred();
    let isClosed = false;
    const source: Source = {
      size: bytes.length,
      read: async (offset, length) => {
        if (offset >= 2 ** 17) await reading.promise;
        return bytes.subarray(offset, offset + length);
      },
    };
    const file = await open(source);
    const loading = load(model, file);
    const closing = file.close().then(() => (isClosed = true));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(isClosed).toBe(false);
    reading.resolve();
    expect(await loading).toEqual(flat);
    expect(await closing).toBe(true);
  });

  it('a load with an option that concerns opening is refused', async () => {
    const file = await open(bytes);
    await expect(load(model, file, { headers: { authorization: 'x' } })).rejects.toThrow(
      'the checkpoint is open already; pass the option headers to open',
    );
  });

  it('is closed at the end of a block with await using', async () => {
    let kept: OpenCheckpoint;
    {
      await using file = await open(bytes);
      expect(await load(model, file)).toEqual(flat);
      kept = file;
    }
    await expect(load(model, kept)).rejects.toThrow('closed');
  });

  it('what is not a checkpoint is refused and closed', async () => {
    web.files.set('/page', new TextEncoder().encode('<!doctype html><p>Sign in</p>'));
    await expect(open(web.url('/page'))).rejects.toThrow('found an HTML or XML page');
  });
});

function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

describe('a source that changes while it is read', () => {
  it('load refuses a file on disk that was written to since it was opened', async () => {
    const path = join(folder, 'model.safetensors');
    await writeFile(path, bytes);
    const file = await open(path);
    expect(await load(model, file)).toEqual(flat);
    const into = model.zeros();
    await writeFile(path, serialize(model, model.zeros().fill(2), { order: 'layout' }));
    await utimes(path, new Date(), new Date(Date.now() + 5000)); // a file system may count time in seconds
    await expect(load(model, file, { into })).rejects.toThrow(
      /^the source changed while it was being read: expected file \d+ of \d+ bytes, changed at /,
    );
    expect(into.every((x) => x === 0)).toBe(true);
    await file.close();
  });

  it('load refuses a source of your own whose identity changes', async () => {
    let version = 1;
    const source: Source = {
      size: bytes.length,
      read: (offset, length) => {
        if (offset > dataStart) version = 2;
        return bytes.subarray(offset, offset + length);
      },
      identity: () => Promise.resolve(`version ${version}`),
    };
    const into = model.zeros();
    await expect(load(model.sub('h.0'), source, { prefix: 'h.1.' })).rejects.toThrow(
      'the source changed while it was being read: expected version 1, found version 2',
    );
    expect(into.every((x) => x === 0)).toBe(true);
    expect(await load(model, source)).toEqual(flat);
  });
});

describe("a browser's own file system", () => {
  const stored = (content: () => Uint8Array<ArrayBuffer>, changed = () => 1) => ({
    kind: 'file' as const,
    getFile: () => Promise.resolve(new File([content()], 'model.safetensors', { lastModified: changed() })),
  });

  it('load reads a FileSystemFileHandle and notices a change', async () => {
    expect(
      await load(
        model,
        stored(() => bytes),
      ),
    ).toEqual(flat);
    let time = 1;
    const file = await open(
      stored(
        () => bytes,
        () => time,
      ),
    );
    expect(await load(model, file)).toEqual(flat);
    time = 2;
    await expect(load(model, file)).rejects.toThrow(/the source changed .*changed at 1, found \d+ bytes, changed at 2/);
  });

  it('a read of a stored file that fails says so, or that the file was replaced', async () => {
    const failed = new DOMException('The requested file could not be read', 'NotReadableError');
    const handle = (changed: () => number) => ({
      kind: 'file' as const,
      getFile: () =>
        Promise.resolve(
          Object.assign(new File([bytes], 'model.safetensors', { lastModified: changed() }), {
            slice: () => ({ arrayBuffer: () => Promise.reject(failed) }),
          }),
        ),
    });
    await expect(
      load(
        model,
        handle(() => 1),
      ),
    ).rejects.toBe(failed);
    let time = 0;
    await expect(
      load(
        model,
        handle(() => ++time),
      ),
    ).rejects.toThrow(/the source changed .*changed at 1, found/);
  });

  it('load reads a FileSystemSyncAccessHandle', async () => {
    const handle = {
      getSize: () => bytes.length,
      read: (target: Uint8Array, { at }: { readonly at: number }) => {
        const found = bytes.subarray(at, at + Math.min(target.length, 5000));
        target.set(found);
        return found.length;
      },
    };
    expect(await load(model, handle)).toEqual(flat);
  });
});

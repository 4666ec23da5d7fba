// Flat arrays that two threads share.
import { once } from 'node:events';
import { MessageChannel, Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { asFlat, layout, receive, repeat, sameLayout, share, tied } from '../src/index.ts';

const model = layout({ wte: [3, 2], h: repeat(2, { w: [2], s: [] }), head: tied('wte') });
const shared = () => model.zeros({ shared: true });

describe('share', () => {
  it('share returns one plain object with the layout and the place of the flat array', () => {
    const buffer = new SharedArrayBuffer(8 * 14);
    const message = share(model, new Float64Array(buffer, 16, 12));
    expect(message).toEqual({
      fingerprint: model.fingerprint,
      schema: model.toJSON().schema,
      buffer,
      byteOffset: 16,
      kind: 'Float64Array',
    });
    expect(message.buffer).toBe(buffer);
    expect(JSON.parse(JSON.stringify(message.schema))).toEqual(message.schema);
  });

  it.each([
    [
      'a flat array outside shared memory',
      () => share(model, model.zeros()),
      'a flat array in shared memory was expected, found one in an ArrayBuffer, which postMessage would ' +
        'copy; make it with zeros({ shared: true }), or pass { transfer: true } and transfer the buffer',
    ],
    [
      'shared memory with transfer',
      () => share(model, shared(), { transfer: true }),
      'a flat array in an ArrayBuffer was expected with { transfer: true }, found one in shared memory',
    ],
    [
      'other options',
      () => share(model, shared(), { transfer: false } as never),
      '{ transfer: true } was expected, found an object',
    ],
    [
      'another length',
      () => share(model, new Float32Array(new SharedArrayBuffer(44))),
      'a flat array of length 12 was expected, found one of 11',
    ],
    ['what is no layout', () => share({} as never, shared() as never), 'a layout was expected, found an object'],
  ])('share refuses %s', (_, run, says) => {
    expect(run).toThrow(says);
  });
});

describe('receive', () => {
  it('receive returns views over the same memory', () => {
    const flat = shared();
    const { flat: received, view, layout: same } = receive(share(model, flat), model);
    view.h[1].s = 5;
    expect(model.view(flat).h[1].s).toBe(5);
    expect(received.buffer).toBe(flat.buffer);
    expect(received).toHaveLength(12);
    expect(same).toBe(model);
  });

  it('receive keeps the kind and the offset', () => {
    const flat = asFlat(model, new Float64Array(new SharedArrayBuffer(8 * 14), 16, 12));
    flat[11] = 0.1;
    const received = receive(share(model, flat), model);
    expect([received.flat.constructor, received.flat.byteOffset, received.view.wte[5]]).toEqual([
      Float64Array,
      16,
      0.1,
    ]);
    expect(receive(share(model, flat) as unknown, model, Float64Array).flat[11]).toBe(0.1);
  });

  it('receive without a layout builds one from the message', () => {
    const received = receive(share(model, shared()));
    expect(sameLayout(received.layout, model)).toBe(true);
    expect(received.flat).toHaveLength(12);
    expect(received.view).toHaveProperty('h');
    const scalar = layout([]);
    expect(receive(share(scalar, scalar.zeros({ shared: true }))).view).toBeUndefined();
  });

  const message = share(model, shared());
  const other = layout({ wte: [12] });
  it.each([
    [
      'another layout',
      () => receive(message, other),
      `a flat array of the layout with fingerprint ${other.fingerprint} was ` +
        `expected, found one of fingerprint ${model.fingerprint}`,
    ],
    ['another kind', () => receive(message, model, Float64Array), 'a Float64Array was expected, found a Float32Array'],
    [
      'a kind that is none',
      () => receive({ ...message, kind: 'fetch' }, model),
      "its kind must be that of a typed array of numbers, found 'fetch'",
    ],
    ['BigInts', () => receive({ ...message, kind: 'BigInt64Array' }, model), "found 'BigInt64Array'"],
    ['no kind', () => receive({ ...message, kind: undefined }, model), 'of numbers, found undefined'],
    [
      'no fingerprint',
      () => receive({ ...message, fingerprint: 3 }, model),
      'a message of share(…) was expected: its fingerprint must be a string, found number',
    ],
    [
      'a buffer that is too short',
      () => receive({ ...message, buffer: new SharedArrayBuffer(47) }, model),
      'bytes 0 to 48 are needed, but the buffer has 47',
    ],
    [
      'a byte offset that does not fit the kind',
      () => receive({ ...message, buffer: new SharedArrayBuffer(99), byteOffset: 2 }, model),
      'the byte offset must be a non-negative multiple of 4, found 2',
    ],
    [
      'a byte offset that is none',
      () => receive({ ...message, byteOffset: '0' }, model),
      'the byte offset must be a non-negative multiple of 4, found string',
    ],
    ['no buffer', () => receive({ ...message, buffer: [] }, model), 'a typed array or a buffer was expected'],
    ['what is no message', () => receive('hello', model), 'a message of share(…) was expected, found string'],
    ['what is no layout', () => receive(message, {} as never), 'a layout was expected, found an object'],
    [
      'a schema with another fingerprint',
      () => receive({ ...message, schema: other.schema }),
      `the schema's fingerprint is ${other.fingerprint}, but the JSON says ${model.fingerprint}`,
    ],
  ])('receive refuses %s', (_, run, says) => {
    expect(run).toThrow(says);
  });
});

it('a worker writes to a shared flat array, and the other thread reads it', async () => {
  const flat = shared();
  const worker = new Worker(
    `const { parentPort } = require('node:worker_threads');
     parentPort.once('message', ({ buffer, byteOffset }) => {
       new Float32Array(buffer, byteOffset)[11] = 7;
       parentPort.postMessage('done');
     });`,
    { eval: true },
  );
  worker.postMessage(share(model, flat));
  await once(worker, 'message');
  await worker.terminate();
  expect(model.view(flat).wte[5]).toBe(7);
});

it('a message with a transferred buffer arrives without a copy', async () => {
  const flat = model.zeros().fill(3);
  const message = share(model, flat, { transfer: true });
  const { port1, port2 } = new MessageChannel();
  port1.postMessage(message, [message.buffer]);
  const [arrived] = (await once(port2, 'message')) as [unknown];
  port1.close();
  expect(flat).toHaveLength(0);
  expect(receive(arrived, model).view.h[1].s).toBe(3);
});

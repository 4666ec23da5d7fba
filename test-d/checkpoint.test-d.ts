import { expectAssignable, expectError, expectNotType, expectType } from 'tsd';
import * as z from 'zod';
import { fromJSON, layout, ordered, repeat, scope, tied, tuple } from '../dist/src/index.js';
import type { AnyLayout, FlatOf } from '../dist/src/index.js';
import { load, readHeader, save, serialize } from '../dist/src/checkpoint/index.js';
import type { CheckpointOf, Header, StoredTensor } from '../dist/src/checkpoint/index.js';
import { checkpointSchema } from '../dist/src/zod/index.js';

const model = layout({
  wte: { weight: [50257, 768] },
  h: repeat(12, { ln: { weight: [768] }, list: [[2], [3, 4]] }),
  o: ordered(['z', [3]], ['a', []]),
  t: tuple([5]),
  s: scope({ x: [2], y: tied('x') }),
  inner: layout({ 0: [7] }),
  head: tied('wte.weight'),
});

// Literal names, element types and shapes
const schema = checkpointSchema(model);
type Checkpoint = z.infer<typeof schema>;
declare const checkpoint: Checkpoint;
expectType<readonly [50257, 768]>(checkpoint['wte.weight'].shape);
expectType<'F32'>(checkpoint['wte.weight'].dtype);
expectType<StoredTensor<readonly [3, 4]>>(checkpoint['h.11.list.1']);
expectType<readonly []>(checkpoint['o.a'].shape);
expectType<readonly [5]>(checkpoint['t.0'].shape);
expectType<readonly [2]>(checkpoint['s.x'].shape);
expectType<readonly [7]>(checkpoint['inner.0'].shape);
expectType<false>({} as 'h.12.ln.weight' extends keyof Checkpoint ? true : false);
expectType<false>({} as 'wte' extends keyof Checkpoint ? true : false);
expectType<false>({} as 'head' | 's.y' extends keyof Checkpoint ? true : false); // ties own nothing
expectType<Checkpoint>({} as CheckpointOf<typeof model>);
expectType<Promise<Header>>(readHeader('x'));
declare const header: Header;
expectType<Checkpoint>(schema.parse(header));

// What cannot be enumerated, or is not known
const many = checkpointSchema(layout({ h: repeat(65, { w: [2] }), b: [3] }));
declare const big: z.infer<typeof many>;
expectType<StoredTensor<readonly [2]> | undefined>(big['h.64.w']); // an index of a pattern: whether it is below 65 is judged at run time
expectType<readonly [3]>(big['b'].shape);
const n: number = 3;
const open = checkpointSchema(layout({ a: [n, 4] }));
expectType<readonly [number, 4]>(({} as z.infer<typeof open>)['a'].shape);
const loose = checkpointSchema(fromJSON('{}'));
expectType<{ readonly [name: string]: StoredTensor }>({} as z.infer<typeof loose>);
expectType<{ readonly [name: string]: StoredTensor }>({} as CheckpointOf<AnyLayout>);
expectNotType<any>({} as CheckpointOf<{ schema: never; fingerprint: string }>);
const root = checkpointSchema(layout([2]));
expectType<readonly [2]>(({} as z.infer<typeof root>)[''].shape);

// load gives the layout's flat array, or the one that was given
expectType<Promise<FlatOf<typeof model>>>(load(model, 'x'));
expectAssignable<Promise<Float32Array>>(load(model, new Blob_()));
const small = layout({ a: [2], b: [3] });
const twin = layout({ a: [5] });
const flat = small.zeros();
expectType<Promise<FlatOf<typeof small>>>(load(small, 'x', { into: flat }));
expectType<Promise<Float32Array<ArrayBuffer>>>(load(small, 'x', { into: new Float32Array(5) }));
expectError(load(small, 'x', { into: twin.zeros() }));
expectError(load(small, 'x', { into: layout({ a: [6] }).zeros() }));
expectType<Promise<Float64Array<ArrayBuffer>>>(load(small, 'x', { into: new Float64Array(5) }));
expectError(load(small, 'x', { into: new BigInt64Array(5) }));
expectError(load(small, 5));
expectError(load({ length: 5 }, 'x'));
load(small, { read: (offset: number, length: number) => new Uint8Array(offset + length) });
async function generic<L extends AnyLayout>(some: L): Promise<FlatOf<L>> {
  return load(some, 'x');
}
expectType<Promise<FlatOf<typeof small>>>(generic(small));

// save
expectType<Promise<void>>(save(small, flat, 'x', { metadata: { step: '12' } }));
save(small, new Float32Array(5), new FileURL('file:///x'), { metadata: header.metadata });
expectType<Uint8Array<ArrayBuffer>>(serialize(small, flat));
expectError(save(small, twin.zeros(), 'x'));
expectError(save(small, flat));
expectError(save(small, flat, 'x', { metadata: { step: 12 } }));
expectError(serialize(small, layout({ a: [6] }).zeros()));

declare class Blob_ {
  readonly size: number;
  slice(start?: number, end?: number, type?: string): Blob_;
  arrayBuffer(): Promise<ArrayBuffer>;
}
declare class FileURL {
  constructor(href: string);
  href: string;
  protocol: string;
}

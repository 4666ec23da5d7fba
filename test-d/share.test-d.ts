// Flat arrays between threads: what share accepts, and the types of what receive returns.
import { expectType } from 'tsd';
import {
  type AnyLayout,
  type FlatOf,
  type Layout,
  layout,
  receive,
  type Received,
  share,
  type SharedFlat,
  type ViewOf,
} from '../dist/src/index.js';

const model = layout({ a: [2], s: [] });
const flat = model.zeros({ shared: true });
const message = share(model, flat);
expectType<SharedFlat<'Float32Array', SharedArrayBuffer>>(message);
expectType<SharedFlat<'Float64Array', ArrayBuffer>>(share(model, model.zeros(Float64Array), { transfer: true }));
// @ts-expect-error -- a flat array of another layout
share(model, layout({ b: [3] }).zeros({ shared: true }));
// @ts-expect-error -- a wrong length
share(model, layout({ b: [4] }).zeros({ shared: true }));

// The kind comes from the message, from the third argument, or is that of shared zeros.
expectType<FlatOf<typeof model, Float32Array<SharedArrayBuffer>>>(receive(message, model).flat);
expectType<ViewOf<typeof model, Float32Array<SharedArrayBuffer>>>(receive(message, model).view);
expectType<2>(receive(message, model).view.a.length);
const doubles = share(model, model.zeros(Float64Array, { shared: true }));
expectType<FlatOf<typeof model, Float64Array<SharedArrayBuffer>>>(receive(doubles, model).flat);
declare const data: unknown;
expectType<FlatOf<typeof model, Float32Array<SharedArrayBuffer>>>(receive(data, model).flat);
expectType<FlatOf<typeof model, Float32Array<SharedArrayBuffer>>>(receive(JSON.parse(''), model).flat);
expectType<FlatOf<typeof model, Float64Array<SharedArrayBuffer>>>(receive(data, model, Float64Array).flat);
expectType<typeof model>(receive(data, model).layout);
receive(data, model).view.s = 3;
// @ts-expect-error -- BigInts are no numbers
receive(data, model, BigInt64Array);
// @ts-expect-error -- there is no 'b'
receive(data, model).view.b;

// Without a layout nothing is known of the views.
expectType<Layout<unknown>>(receive(data).layout);
expectType<unknown>(receive(data).view);
expectType<number>(receive(data).flat.length);

// Generic code.
export function sent<L extends AnyLayout>(of: L): Received<L, Float32Array<SharedArrayBuffer>> {
  share(of, of.zeros(), { transfer: true });
  return receive(share(of, of.zeros({ shared: true })), of);
}

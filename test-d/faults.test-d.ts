// Dimensions that are no plain literals, and fields of which nothing is known.
import { expectError, expectType } from 'tsd';
import { dim, layout, type LengthOf, type OffsetOf, repeat, schema, type ShapeOf } from '../dist/src/index.js';

// Numbers with a mark: a literal stays one, a number is `number`.
type Width = 768 & { readonly __brand: 'width' };
type Anything = number & { readonly __brand: 'd' };
declare const mark: unique symbol;
interface Mark<T> {
  readonly [mark]: T;
}
type Hidden = 3072 & Mark<'hidden'>;
declare const width: Width;
declare const anything: Anything;
declare const hidden: Hidden;
declare const twice: 5 & { readonly a: 1 } & { readonly b: 2 };
const branded = layout({ a: [width, 2], b: [hidden], c: { d: [width, width, 1000003] } });
const length: LengthOf<typeof branded> = 589825774080; // 1536 + 3072 + 768 x 768 x 1000003
expectType<589825774080>(branded.length);
expectType<1536>(branded.at('a').length);
expectType<1536>(branded.at('b').offset);
expectType<3072>(branded.at('b').length);
expectType<readonly [2, 1]>(branded.at('a').strides);
expectType<readonly [Width, 2]>(branded.at('a').shape);
expectType<1536>(branded.viewAt({} as Float32Array, 'a').length);
const offset: OffsetOf<typeof branded, 'c.d'> = 4608;
const shape: ShapeOf<typeof branded, 'a'> = [width, 2];
expectType<6>(layout({ h: repeat({} as 3 & { readonly __brand: 'layers' }, [2]) }).length);
expectType<number>(layout({ a: [anything, 2] }).length);
expectType<2>(layout({ a: [2], b: [anything] }).at('b').offset);
expectType<number>(layout({ a: [twice] }).length);
expectType<2304>(dim.mul(width, 3));
expectType<769>(dim.add(width, 1));
expectType<64>(dim.div(width, 12));
expectType<number>(dim.mul(anything, 3));
expectError(layout({ a: [{} as 1.5 & { readonly __brand: 'd' }] }));
expectError(layout({ a: [{} as -3 & { readonly __brand: 'd' }, 2] }));

// What is no dimension is none within a sum either.
expectError(layout({ a: [dim.div(7, 2), 64] }));
expectError(layout({ a: [64, dim.div(7, 2)] }));
expectError(layout({ a: [64, 3, dim.div(7, 2)] }));
expectError(layout({ a: repeat(dim.div(7, 2), [2]) }));
expectType<never>(dim.mul(dim.div(7, 2), 3));
expectType<never>(dim.mul(768, dim.div(7, 2)));
expectType<never>(dim.add(dim.div(7, 2), 3));
expectType<never>(dim.div(dim.div(7, 2), 3));
expectType<never>(dim.div(3, dim.div(7, 2)));
expectType<never>(dim.mul(dim.mul(dim.div(7, 2), 12345), 12345678));
expectType<never>(dim.mul(1.5, 3));
expectType<number>(dim.mul(2 as 2 | 3, 3));
expectType<number>(dim.mul(2 as number, 3));

// Of a field that is `any` nothing is known.
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- what is tested
const loose = layout({ a: {} as any, b: [2], c: [] });
const view = loose.view(new Float32Array(0));
expectType<unknown>(view.a);
expectType<number>(view.c);
expectType<2>(view.b.length);
const blocks = layout({ h: repeat(2, {} as any), s: { b: {} as any, k: [] } }).view(new Float32Array(0));
expectType<readonly [unknown, unknown]>(blocks.h);
expectType<unknown>(blocks.s.b);
expectType<number>(blocks.s.k);
export const kept = [schema({ a: [width] }), length, offset, shape];

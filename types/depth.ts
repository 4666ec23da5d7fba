import type { AnyTied, HasSchema, Inner, Marker, Ordered, Repeat, Scope, Tuple } from './schema.ts';

/**
 * How deep a schema may be nested for the compiler, which follows a hundred instantiations and no more: a struct of more than eight fields takes
 * six for a level. Past that it would say `number` for a literal without a word, also of other schemas that have a sum in common with this one.
 */
export type Deepest = 16;
/** How many dimensions a leaf may have for the compiler, which takes two instantiations for each. */
export type MostDimensions = 32;

/**
 * Whatever is within these limits, sound or not. By comparing it to this the compiler finds out at the cost of one instantiation: so each level has
 * interfaces of its own, without type parameters. Interfaces and fields that may be missing do not compare; `Beyond` has the last word.
 */
export type Shallow = Level16;

/** A schema; `unknown` in place of one that was refused as beyond the compiler: no sum of it may be begun. */
export type Judged<S> = S extends Shallow ? S : Beyond<S> extends never ? S : unknown;

/** What of a schema is beyond the compiler, if anything: goes down level by level, all nodes of one in a union. */
export type Beyond<N, Level extends readonly 0[] = readonly []> = Dimensions<N> extends never
  ? [Below<N>] extends [never] ? never : Level['length'] extends Deepest ? 'levels' : Beyond<Below<N>, readonly [...Level, 0]>
  : 'dimensions';
type Dimensions<N> = N extends ManyDimensions ? 'too many' : never;
/** A leaf of more dimensions than the compiler can multiply. */
export type ManyDimensions = readonly number[] & { readonly [D in MostDimensions]: unknown };
type Below<N> = 0 extends 1 & N
  ? never
  : N extends readonly number[] | AnyTied
    ? never
    : N extends Repeat<number, infer S>
      ? S
      : N extends Tuple<infer E>
        ? E[number]
        : N extends Ordered<infer E>
          ? E[number][1]
          : N extends Scope<unknown> | HasSchema<unknown>
            ? Inner<N>
            : N extends Marker | Function ? never : N extends readonly unknown[] ? N[number] : N extends object ? N[keyof N] : never;

/** What tells a shape of 33 dimensions from all others is that it has one of that number. */
interface Dims {
  readonly length: number;
  readonly [index: number]: number | undefined;
  readonly 32?: never;
}
type Level0 = Dims;
type Level1 = Dims | List1 | Struct1 | Marker1;
interface List1 { readonly length: number; readonly [index: number]: Level0 }
interface Struct1 { readonly [key: string]: Level0 }
interface Marker1 { readonly '.tied'?: string; readonly '.of'?: Level0; readonly '.tuple'?: List1; readonly '.ordered'?: Fields1; readonly '.scope'?: Level0; readonly schema?: Level0 }
interface Fields1 { readonly [index: number]: { readonly 1: Level0 } }
type Level2 = Dims | List2 | Struct2 | Marker2;
interface List2 { readonly length: number; readonly [index: number]: Level1 }
interface Struct2 { readonly [key: string]: Level1 }
interface Marker2 { readonly '.tied'?: string; readonly '.of'?: Level1; readonly '.tuple'?: List2; readonly '.ordered'?: Fields2; readonly '.scope'?: Level1; readonly schema?: Level1 }
interface Fields2 { readonly [index: number]: { readonly 1: Level1 } }
type Level3 = Dims | List3 | Struct3 | Marker3;
interface List3 { readonly length: number; readonly [index: number]: Level2 }
interface Struct3 { readonly [key: string]: Level2 }
interface Marker3 { readonly '.tied'?: string; readonly '.of'?: Level2; readonly '.tuple'?: List3; readonly '.ordered'?: Fields3; readonly '.scope'?: Level2; readonly schema?: Level2 }
interface Fields3 { readonly [index: number]: { readonly 1: Level2 } }
type Level4 = Dims | List4 | Struct4 | Marker4;
interface List4 { readonly length: number; readonly [index: number]: Level3 }
interface Struct4 { readonly [key: string]: Level3 }
interface Marker4 { readonly '.tied'?: string; readonly '.of'?: Level3; readonly '.tuple'?: List4; readonly '.ordered'?: Fields4; readonly '.scope'?: Level3; readonly schema?: Level3 }
interface Fields4 { readonly [index: number]: { readonly 1: Level3 } }
type Level5 = Dims | List5 | Struct5 | Marker5;
interface List5 { readonly length: number; readonly [index: number]: Level4 }
interface Struct5 { readonly [key: string]: Level4 }
interface Marker5 { readonly '.tied'?: string; readonly '.of'?: Level4; readonly '.tuple'?: List5; readonly '.ordered'?: Fields5; readonly '.scope'?: Level4; readonly schema?: Level4 }
interface Fields5 { readonly [index: number]: { readonly 1: Level4 } }
type Level6 = Dims | List6 | Struct6 | Marker6;
interface List6 { readonly length: number; readonly [index: number]: Level5 }
interface Struct6 { readonly [key: string]: Level5 }
interface Marker6 { readonly '.tied'?: string; readonly '.of'?: Level5; readonly '.tuple'?: List6; readonly '.ordered'?: Fields6; readonly '.scope'?: Level5; readonly schema?: Level5 }
interface Fields6 { readonly [index: number]: { readonly 1: Level5 } }
type Level7 = Dims | List7 | Struct7 | Marker7;
interface List7 { readonly length: number; readonly [index: number]: Level6 }
interface Struct7 { readonly [key: string]: Level6 }
interface Marker7 { readonly '.tied'?: string; readonly '.of'?: Level6; readonly '.tuple'?: List7; readonly '.ordered'?: Fields7; readonly '.scope'?: Level6; readonly schema?: Level6 }
interface Fields7 { readonly [index: number]: { readonly 1: Level6 } }
type Level8 = Dims | List8 | Struct8 | Marker8;
interface List8 { readonly length: number; readonly [index: number]: Level7 }
interface Struct8 { readonly [key: string]: Level7 }
interface Marker8 { readonly '.tied'?: string; readonly '.of'?: Level7; readonly '.tuple'?: List8; readonly '.ordered'?: Fields8; readonly '.scope'?: Level7; readonly schema?: Level7 }
interface Fields8 { readonly [index: number]: { readonly 1: Level7 } }
type Level9 = Dims | List9 | Struct9 | Marker9;
interface List9 { readonly length: number; readonly [index: number]: Level8 }
interface Struct9 { readonly [key: string]: Level8 }
interface Marker9 { readonly '.tied'?: string; readonly '.of'?: Level8; readonly '.tuple'?: List9; readonly '.ordered'?: Fields9; readonly '.scope'?: Level8; readonly schema?: Level8 }
interface Fields9 { readonly [index: number]: { readonly 1: Level8 } }
type Level10 = Dims | List10 | Struct10 | Marker10;
interface List10 { readonly length: number; readonly [index: number]: Level9 }
interface Struct10 { readonly [key: string]: Level9 }
interface Marker10 { readonly '.tied'?: string; readonly '.of'?: Level9; readonly '.tuple'?: List10; readonly '.ordered'?: Fields10; readonly '.scope'?: Level9; readonly schema?: Level9 }
interface Fields10 { readonly [index: number]: { readonly 1: Level9 } }
type Level11 = Dims | List11 | Struct11 | Marker11;
interface List11 { readonly length: number; readonly [index: number]: Level10 }
interface Struct11 { readonly [key: string]: Level10 }
interface Marker11 { readonly '.tied'?: string; readonly '.of'?: Level10; readonly '.tuple'?: List11; readonly '.ordered'?: Fields11; readonly '.scope'?: Level10; readonly schema?: Level10 }
interface Fields11 { readonly [index: number]: { readonly 1: Level10 } }
type Level12 = Dims | List12 | Struct12 | Marker12;
interface List12 { readonly length: number; readonly [index: number]: Level11 }
interface Struct12 { readonly [key: string]: Level11 }
interface Marker12 { readonly '.tied'?: string; readonly '.of'?: Level11; readonly '.tuple'?: List12; readonly '.ordered'?: Fields12; readonly '.scope'?: Level11; readonly schema?: Level11 }
interface Fields12 { readonly [index: number]: { readonly 1: Level11 } }
type Level13 = Dims | List13 | Struct13 | Marker13;
interface List13 { readonly length: number; readonly [index: number]: Level12 }
interface Struct13 { readonly [key: string]: Level12 }
interface Marker13 { readonly '.tied'?: string; readonly '.of'?: Level12; readonly '.tuple'?: List13; readonly '.ordered'?: Fields13; readonly '.scope'?: Level12; readonly schema?: Level12 }
interface Fields13 { readonly [index: number]: { readonly 1: Level12 } }
type Level14 = Dims | List14 | Struct14 | Marker14;
interface List14 { readonly length: number; readonly [index: number]: Level13 }
interface Struct14 { readonly [key: string]: Level13 }
interface Marker14 { readonly '.tied'?: string; readonly '.of'?: Level13; readonly '.tuple'?: List14; readonly '.ordered'?: Fields14; readonly '.scope'?: Level13; readonly schema?: Level13 }
interface Fields14 { readonly [index: number]: { readonly 1: Level13 } }
type Level15 = Dims | List15 | Struct15 | Marker15;
interface List15 { readonly length: number; readonly [index: number]: Level14 }
interface Struct15 { readonly [key: string]: Level14 }
interface Marker15 { readonly '.tied'?: string; readonly '.of'?: Level14; readonly '.tuple'?: List15; readonly '.ordered'?: Fields15; readonly '.scope'?: Level14; readonly schema?: Level14 }
interface Fields15 { readonly [index: number]: { readonly 1: Level14 } }
type Level16 = Dims | List16 | Struct16 | Marker16;
interface List16 { readonly length: number; readonly [index: number]: Level15 }
interface Struct16 { readonly [key: string]: Level15 }
interface Marker16 { readonly '.tied'?: string; readonly '.of'?: Level15; readonly '.tuple'?: List16; readonly '.ordered'?: Fields16; readonly '.scope'?: Level15; readonly schema?: Level15 }
interface Fields16 { readonly [index: number]: { readonly 1: Level15 } }

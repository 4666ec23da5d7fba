// No twin in src: these are limits of the compiler, see depth.ts.

// Each level has interfaces of its own. If the level were a type parameter, a comparison would cost an instantiation at
// each node.
//
// A schema with `aligned` inside is not assignable to any level: to push it down to the leaves nests deeper.

/**
 * A shape of 33 dimensions has an element 32, so it is not assignable to this. `Fields1` and the like exclude an
 * `ordered` of more than ten fields in the same way.
 */
interface ShapeWithinRank {
  readonly length: number;
  readonly [index: number]: number | undefined;
  readonly 32?: never;
}
type Level0 = ShapeWithinRank;
type Level1 = ShapeWithinRank | List1 | Struct1 | Marker1 | Layout1;
interface List1 { readonly length: number; readonly [index: number]: Level0 }
interface Struct1 { readonly [key: string]: Level0 }
interface Marker1 { readonly '.aligned'?: never; readonly '.tied'?: string; readonly '.of'?: Level0;
  readonly '.tuple'?: List1; readonly '.ordered'?: Fields1; readonly '.scope'?: Level0 }
interface Layout1 { readonly fingerprint: string; readonly schema: Level0 }
interface Fields1 { readonly [index: number]: { readonly 1: Level0 } | undefined; readonly 10?: never }
type Level2 = ShapeWithinRank | List2 | Struct2 | Marker2 | Layout2;
interface List2 { readonly length: number; readonly [index: number]: Level1 }
interface Struct2 { readonly [key: string]: Level1 }
interface Marker2 { readonly '.aligned'?: never; readonly '.tied'?: string; readonly '.of'?: Level1;
  readonly '.tuple'?: List2; readonly '.ordered'?: Fields2; readonly '.scope'?: Level1 }
interface Layout2 { readonly fingerprint: string; readonly schema: Level1 }
interface Fields2 { readonly [index: number]: { readonly 1: Level1 } | undefined; readonly 10?: never }
type Level3 = ShapeWithinRank | List3 | Struct3 | Marker3 | Layout3;
interface List3 { readonly length: number; readonly [index: number]: Level2 }
interface Struct3 { readonly [key: string]: Level2 }
interface Marker3 { readonly '.aligned'?: never; readonly '.tied'?: string; readonly '.of'?: Level2;
  readonly '.tuple'?: List3; readonly '.ordered'?: Fields3; readonly '.scope'?: Level2 }
interface Layout3 { readonly fingerprint: string; readonly schema: Level2 }
interface Fields3 { readonly [index: number]: { readonly 1: Level2 } | undefined; readonly 10?: never }
type Level4 = ShapeWithinRank | List4 | Struct4 | Marker4 | Layout4;
interface List4 { readonly length: number; readonly [index: number]: Level3 }
interface Struct4 { readonly [key: string]: Level3 }
interface Marker4 { readonly '.aligned'?: never; readonly '.tied'?: string; readonly '.of'?: Level3;
  readonly '.tuple'?: List4; readonly '.ordered'?: Fields4; readonly '.scope'?: Level3 }
interface Layout4 { readonly fingerprint: string; readonly schema: Level3 }
interface Fields4 { readonly [index: number]: { readonly 1: Level3 } | undefined; readonly 10?: never }
type Level5 = ShapeWithinRank | List5 | Struct5 | Marker5 | Layout5;
interface List5 { readonly length: number; readonly [index: number]: Level4 }
interface Struct5 { readonly [key: string]: Level4 }
interface Marker5 { readonly '.aligned'?: never; readonly '.tied'?: string; readonly '.of'?: Level4;
  readonly '.tuple'?: List5; readonly '.ordered'?: Fields5; readonly '.scope'?: Level4 }
interface Layout5 { readonly fingerprint: string; readonly schema: Level4 }
interface Fields5 { readonly [index: number]: { readonly 1: Level4 } | undefined; readonly 10?: never }
type Level6 = ShapeWithinRank | List6 | Struct6 | Marker6 | Layout6;
interface List6 { readonly length: number; readonly [index: number]: Level5 }
interface Struct6 { readonly [key: string]: Level5 }
interface Marker6 { readonly '.aligned'?: never; readonly '.tied'?: string; readonly '.of'?: Level5;
  readonly '.tuple'?: List6; readonly '.ordered'?: Fields6; readonly '.scope'?: Level5 }
interface Layout6 { readonly fingerprint: string; readonly schema: Level5 }
interface Fields6 { readonly [index: number]: { readonly 1: Level5 } | undefined; readonly 10?: never }
type Level7 = ShapeWithinRank | List7 | Struct7 | Marker7 | Layout7;
interface List7 { readonly length: number; readonly [index: number]: Level6 }
interface Struct7 { readonly [key: string]: Level6 }
interface Marker7 { readonly '.aligned'?: never; readonly '.tied'?: string; readonly '.of'?: Level6;
  readonly '.tuple'?: List7; readonly '.ordered'?: Fields7; readonly '.scope'?: Level6 }
interface Layout7 { readonly fingerprint: string; readonly schema: Level6 }
interface Fields7 { readonly [index: number]: { readonly 1: Level6 } | undefined; readonly 10?: never }
export type Level8 = ShapeWithinRank | List8 | Struct8 | Marker8 | Layout8;
interface List8 { readonly length: number; readonly [index: number]: Level7 }
interface Struct8 { readonly [key: string]: Level7 }
interface Marker8 { readonly '.aligned'?: never; readonly '.tied'?: string; readonly '.of'?: Level7;
  readonly '.tuple'?: List8; readonly '.ordered'?: Fields8; readonly '.scope'?: Level7 }
interface Layout8 { readonly fingerprint: string; readonly schema: Level7 }
interface Fields8 { readonly [index: number]: { readonly 1: Level7 } | undefined; readonly 10?: never }

/**
 * `aligned` around a schema of six levels, without lists of more than ten items. It may nest less deep than a schema
 * without pads.
 */
export interface AlignedWithin {
  readonly '.aligned': number;
  readonly '.of': Aligned6;
}
type Aligned0 = ShapeWithinRank;
type Aligned1 = ShapeWithinRank | AlignedList1 | AlignedStruct1 | AlignedMarker1 | AlignedLayout1;
interface AlignedList1 { readonly length: number; readonly [index: number]: Aligned0 | undefined; readonly 10?: never }
interface AlignedStruct1 { readonly [key: string]: Aligned0 }
interface AlignedMarker1 { readonly '.aligned'?: never; readonly '.tied'?: string; readonly '.of'?: Aligned0;
  readonly '.tuple'?: AlignedList1; readonly '.ordered'?: AlignedFields1; readonly '.scope'?: Aligned0 }
interface AlignedFields1 { readonly [index: number]: { readonly 1: Aligned0 } | undefined; readonly 10?: never }
interface AlignedLayout1 { readonly fingerprint: string; readonly schema: Aligned0 }
type Aligned2 = ShapeWithinRank | AlignedList2 | AlignedStruct2 | AlignedMarker2 | AlignedLayout2;
interface AlignedList2 { readonly length: number; readonly [index: number]: Aligned1 | undefined; readonly 10?: never }
interface AlignedStruct2 { readonly [key: string]: Aligned1 }
interface AlignedMarker2 { readonly '.aligned'?: never; readonly '.tied'?: string; readonly '.of'?: Aligned1;
  readonly '.tuple'?: AlignedList2; readonly '.ordered'?: AlignedFields2; readonly '.scope'?: Aligned1 }
interface AlignedFields2 { readonly [index: number]: { readonly 1: Aligned1 } | undefined; readonly 10?: never }
interface AlignedLayout2 { readonly fingerprint: string; readonly schema: Aligned1 }
type Aligned3 = ShapeWithinRank | AlignedList3 | AlignedStruct3 | AlignedMarker3 | AlignedLayout3;
interface AlignedList3 { readonly length: number; readonly [index: number]: Aligned2 | undefined; readonly 10?: never }
interface AlignedStruct3 { readonly [key: string]: Aligned2 }
interface AlignedMarker3 { readonly '.aligned'?: never; readonly '.tied'?: string; readonly '.of'?: Aligned2;
  readonly '.tuple'?: AlignedList3; readonly '.ordered'?: AlignedFields3; readonly '.scope'?: Aligned2 }
interface AlignedFields3 { readonly [index: number]: { readonly 1: Aligned2 } | undefined; readonly 10?: never }
interface AlignedLayout3 { readonly fingerprint: string; readonly schema: Aligned2 }
type Aligned4 = ShapeWithinRank | AlignedList4 | AlignedStruct4 | AlignedMarker4 | AlignedLayout4;
interface AlignedList4 { readonly length: number; readonly [index: number]: Aligned3 | undefined; readonly 10?: never }
interface AlignedStruct4 { readonly [key: string]: Aligned3 }
interface AlignedMarker4 { readonly '.aligned'?: never; readonly '.tied'?: string; readonly '.of'?: Aligned3;
  readonly '.tuple'?: AlignedList4; readonly '.ordered'?: AlignedFields4; readonly '.scope'?: Aligned3 }
interface AlignedFields4 { readonly [index: number]: { readonly 1: Aligned3 } | undefined; readonly 10?: never }
interface AlignedLayout4 { readonly fingerprint: string; readonly schema: Aligned3 }
type Aligned5 = ShapeWithinRank | AlignedList5 | AlignedStruct5 | AlignedMarker5 | AlignedLayout5;
interface AlignedList5 { readonly length: number; readonly [index: number]: Aligned4 | undefined; readonly 10?: never }
interface AlignedStruct5 { readonly [key: string]: Aligned4 }
interface AlignedMarker5 { readonly '.aligned'?: never; readonly '.tied'?: string; readonly '.of'?: Aligned4;
  readonly '.tuple'?: AlignedList5; readonly '.ordered'?: AlignedFields5; readonly '.scope'?: Aligned4 }
interface AlignedFields5 { readonly [index: number]: { readonly 1: Aligned4 } | undefined; readonly 10?: never }
interface AlignedLayout5 { readonly fingerprint: string; readonly schema: Aligned4 }
type Aligned6 = ShapeWithinRank | AlignedList6 | AlignedStruct6 | AlignedMarker6 | AlignedLayout6;
interface AlignedList6 { readonly length: number; readonly [index: number]: Aligned5 | undefined; readonly 10?: never }
interface AlignedStruct6 { readonly [key: string]: Aligned5 }
interface AlignedMarker6 { readonly '.aligned'?: never; readonly '.tied'?: string; readonly '.of'?: Aligned5;
  readonly '.tuple'?: AlignedList6; readonly '.ordered'?: AlignedFields6; readonly '.scope'?: Aligned5 }
interface AlignedFields6 { readonly [index: number]: { readonly 1: Aligned5 } | undefined; readonly 10?: never }
interface AlignedLayout6 { readonly fingerprint: string; readonly schema: Aligned5 }

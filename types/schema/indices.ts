// No twin in src: the run time compares numbers, in path.ts.

import type { IsBefore } from './order.ts';

/** The indices below each number up to 64. The table has no type parameters, so a look-up instantiates nothing. */
// prettier-ignore
export interface IndicesBelow {
  '0': never; '1': '0'; '2': IndicesBelow['1'] | '1'; '3': IndicesBelow['2'] | '2'; '4': IndicesBelow['3'] | '3';
    '5': IndicesBelow['4'] | '4'; '6': IndicesBelow['5'] | '5'; '7': IndicesBelow['6'] | '6';
  '8': IndicesBelow['7'] | '7'; '9': IndicesBelow['8'] | '8'; '10': IndicesBelow['9'] | '9'; '11': IndicesBelow['10']
    | '10'; '12': IndicesBelow['11'] | '11'; '13': IndicesBelow['12'] | '12'; '14': IndicesBelow['13'] | '13';
    '15': IndicesBelow['14'] | '14';
  '16': IndicesBelow['15'] | '15'; '17': IndicesBelow['16'] | '16'; '18': IndicesBelow['17'] | '17';
    '19': IndicesBelow['18'] | '18'; '20': IndicesBelow['19'] | '19'; '21': IndicesBelow['20'] | '20';
    '22': IndicesBelow['21'] | '21'; '23': IndicesBelow['22'] | '22';
  '24': IndicesBelow['23'] | '23'; '25': IndicesBelow['24'] | '24'; '26': IndicesBelow['25'] | '25';
    '27': IndicesBelow['26'] | '26'; '28': IndicesBelow['27'] | '27'; '29': IndicesBelow['28'] | '28';
    '30': IndicesBelow['29'] | '29'; '31': IndicesBelow['30'] | '30';
  '32': IndicesBelow['31'] | '31'; '33': IndicesBelow['32'] | '32'; '34': IndicesBelow['33'] | '33';
    '35': IndicesBelow['34'] | '34'; '36': IndicesBelow['35'] | '35'; '37': IndicesBelow['36'] | '36';
    '38': IndicesBelow['37'] | '37'; '39': IndicesBelow['38'] | '38';
  '40': IndicesBelow['39'] | '39'; '41': IndicesBelow['40'] | '40'; '42': IndicesBelow['41'] | '41';
    '43': IndicesBelow['42'] | '42'; '44': IndicesBelow['43'] | '43'; '45': IndicesBelow['44'] | '44';
    '46': IndicesBelow['45'] | '45'; '47': IndicesBelow['46'] | '46';
  '48': IndicesBelow['47'] | '47'; '49': IndicesBelow['48'] | '48'; '50': IndicesBelow['49'] | '49';
    '51': IndicesBelow['50'] | '50'; '52': IndicesBelow['51'] | '51'; '53': IndicesBelow['52'] | '52';
    '54': IndicesBelow['53'] | '53'; '55': IndicesBelow['54'] | '54';
  '56': IndicesBelow['55'] | '55'; '57': IndicesBelow['56'] | '56'; '58': IndicesBelow['57'] | '57';
    '59': IndicesBelow['58'] | '58'; '60': IndicesBelow['59'] | '59'; '61': IndicesBelow['60'] | '60';
    '62': IndicesBelow['61'] | '61'; '63': IndicesBelow['62'] | '62';
  '64': IndicesBelow['63'] | '63';
}

/**
 * Whether `I` is an index below `N`; for a union `N`, below every member. Up to 64 the table decides. Above, `I` must
 * consist of digits without a leading zero, and is compared by length and then by digits. `${bigint}` alone would
 * accept `0x1` as well.
 */
export type IsIndex<I extends string, N extends number> =
  `${N}` extends infer K extends keyof IndicesBelow ?
    K extends unknown ?
      I extends IndicesBelow[K] ?
        true
      : false
    : never
  : I extends `${bigint}` ?
    I extends `-${string}` | `0${infer _}${string}` ? false
    : number extends N ? true
    : IsLowerNumber<I, `${N}`>
  : false;

/**
 * Whether one decimal number is less than another, both without leading zeros. `RestA` and `RestB` compare the lengths.
 */
export type IsLowerNumber<A extends string, B extends string, RestA extends string = A, RestB extends string = B> =
  RestA extends `${infer _}${infer X}` ?
    RestB extends `${infer _}${infer Y}` ?
      IsLowerNumber<A, B, X, Y>
    : false
  : RestB extends '' ? IsBefore<A, B>
  : true;

/**
 * The indices of a repeat of `K` blocks, `${number}` above 64. For a union of counts, the indices that all of them
 * have.
 */
export type IndexOf<K extends number> =
  `${K}` extends infer T extends keyof IndicesBelow ?
    string & keyof (T extends unknown ? Record<IndicesBelow[T], 0> : never)
  : `${number}`;

import { expectType } from 'tsd';
import { layout, ordered, tuple } from '../dist/src/index.js';
import type { OffsetOf } from '../dist/src/index.js';

// Lists are summed by the digits of indices: around each power of ten every offset is the one that a loop finds. Item i has (i % 10) + 1 elements.
type Ten = readonly [[1], [2], [3], [4], [5], [6], [7], [8], [9], [10]];
type Hundred = readonly [...Ten, ...Ten, ...Ten, ...Ten, ...Ten, ...Ten, ...Ten, ...Ten, ...Ten, ...Ten];
type Thousand = readonly [
  ...Hundred,
  ...Hundred,
  ...Hundred,
  ...Hundred,
  ...Hundred,
  ...Hundred,
  ...Hundred,
  ...Hundred,
  ...Hundred,
  ...Hundred,
];

declare const long: readonly [...Thousand, ...Thousand, ...Hundred, ...Ten, [1], [2]];
const model = layout({ before: [7], list: tuple(...long) }); // 2,112 items: 211 tens of 55 elements, and 3
declare function at<I extends readonly `${number}`[]>(): {
  -readonly [K in keyof I]: OffsetOf<typeof model, `list.${I[K]}`>;
};
expectType<11615>(model.length);
expectType<[7, 8, 52, 62, 63]>(at<['0', '1', '9', '10', '11']>());
expectType<[502, 547, 557, 558]>(at<['90', '99', '100', '101']>());
expectType<[612, 622, 1052, 1097, 1107]>(at<['110', '114', '190', '199', '200']>());
expectType<[5497, 5507, 5508, 5562, 6057]>(at<['999', '1000', '1001', '1010', '1100']>());
expectType<[10997, 11007, 11557, 11612, 11613]>(at<['1999', '2000', '2100', '2110', '2111']>());

const fields = layout(
  ordered(
    ['j', [1]],
    ['i', [2]],
    ['h', [3]],
    ['g', [4]],
    ['f', [5]],
    ['e', [6]],
    ['d', [7]],
    ['c', [8]],
    ['b', [9]],
    ['a', [10]],
    ['k', [11]],
    ['0', [12]],
  ),
);
expectType<78>(fields.length);
expectType<[0, 1, 3, 45, 55, 66]>([
  fields.at('j').offset,
  fields.at('i').offset,
  fields.at('h').offset,
  fields.at('a').offset,
  fields.at('k').offset,
  fields.at('0').offset,
]);

// How many there are is not known here, so no more than a number is.
declare const open: readonly [[1], ...(readonly [2])[]];
declare const either: readonly [[1], [2]] | readonly [[3]];
expectType<number>(layout(tuple(...open)).length);
expectType<number>(layout(tuple(...open)).at('1').offset);
expectType<number>(layout(tuple(...either)).length);
// oxlint-disable-next-line typescript/no-explicit-any -- of a list of `any` nothing is known
expectType<number>(layout(tuple(...(open as any))).length);

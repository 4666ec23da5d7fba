import type { Valid } from './generate.ts';
import { below, nodesOf, type Sketch } from './sketch.ts';

const depthOf = (sketch: Sketch): number => Math.max(0, ...below(sketch).map((each) => depthOf(each) + 1));
const has = (sketch: Sketch, test: (node: Sketch) => boolean): boolean => [...nodesOf(sketch)].some(test);
const hasKey =
  (test: (key: string) => boolean) =>
  ({ sketch }: Valid): boolean =>
    has(sketch, (node) => node.kind === 'struct' && node.fields.some(([key]) => test(String(key))));
const hasNode =
  (test: (node: Sketch) => boolean) =>
  ({ sketch }: Valid): boolean =>
    has(sketch, test);
const within = (outer: Sketch['kind'], inner: Sketch['kind']) =>
  hasNode((node) => node.kind === outer && below(node).some((each) => has(each, ({ kind }) => kind === inner)));

/** The forms that the generator must make: some hundred schemas have all of them. */
export const FEATURES: Readonly<Record<string, (valid: Valid) => boolean>> = {
  'an object literal': hasNode(
    (node) => node.kind === 'struct' && node.spelling === 'literal' && node.fields.length > 0,
  ),
  'quoted keys': hasNode(
    (node) => node.kind === 'struct' && node.spelling === 'quoted literal' && node.fields.length > 0,
  ),
  'a const identity': hasNode((node) => node.kind === 'struct' && node.spelling === 'schema'),
  ordered: hasNode((node) => node.kind === 'struct' && node.spelling === 'ordered' && node.fields.length > 1),
  'a struct of nothing': hasNode((node) => node.kind === 'struct' && node.fields.length === 0),
  'an array': hasNode((node) => node.kind === 'list' && node.spelling === 'array'),
  'an array of leaves': hasNode(
    (node) => node.kind === 'list' && node.spelling === 'array' && node.items.every(({ kind }) => kind === 'leaf'),
  ),
  tuple: hasNode((node) => node.kind === 'list' && node.spelling === 'tuple'),
  'tuple of nothing': hasNode((node) => node.kind === 'list' && node.items.length === 0),
  repeat: hasNode((node) => node.kind === 'repeat'),
  'repeat of none': hasNode((node) => node.kind === 'repeat' && node.count === 0),
  'repeat of more than 64': hasNode((node) => node.kind === 'repeat' && node.count > 64),
  'repeat of millions': hasNode((node) => node.kind === 'repeat' && node.count > 1e6),
  scope: hasNode((node) => node.kind === 'scope' && node.spelling === 'scope'),
  'a layout in a layout': hasNode((node) => node.kind === 'scope' && node.spelling === 'layout'),
  'a scope of one leaf': hasNode((node) => node.kind === 'scope' && node.of.kind === 'leaf'),
  ...Object.fromEntries(
    ['struct', 'list', 'repeat', 'tie', 'scope', 'aligned'].map((kind) => [
      `a ${kind} as data`,
      hasNode((node) => node.kind === kind && 'asData' in node && node.asData === true),
    ]),
  ),
  'six levels': ({ sketch }) => depthOf(sketch) >= 6,
  'one leaf and nothing else': ({ sketch }) => sketch.kind === 'leaf',
  'a scalar': hasNode((node) => node.kind === 'leaf' && node.shape.length === 0),
  'a zero dimension': hasNode((node) => node.kind === 'leaf' && node.shape.includes(0)),
  'four dimensions': hasNode((node) => node.kind === 'leaf' && node.shape.length >= 4),
  'a shape that comes again': ({ sketch }) => {
    const shapes = [...nodesOf(sketch)].flatMap((node) =>
      node.kind === 'leaf' && node.shape.length > 1 ? node.shape.join() : [],
    );
    return new Set(shapes).size < shapes.length;
  },
  'the safe maximum': ({ naive }) => naive.length === Number.MAX_SAFE_INTEGER,
  'an offset past 2^40': ({ naive }) => [...naive.places.values()].some(({ offset }) => offset > 2 ** 40),
  'a tie to a leaf': ({ naive }) =>
    [...naive.places.values()].some(
      ({ tiedTo, leaf }) => tiedTo !== undefined && leaf !== undefined && !leaf.transposed,
    ),
  'a tie to a subtree': ({ naive }) =>
    [...naive.places.values()].some(({ tiedTo, leaf }) => tiedTo !== undefined && leaf === undefined),
  'a transposed tie': ({ naive }) => [...naive.places.values()].some(({ leaf }) => leaf?.transposed === true),
  'a tie to rows': hasNode((node) => node.kind === 'tie' && node.slice !== undefined && 'rows' in node.slice),
  'a tie to no rows': hasNode(
    (node) =>
      node.kind === 'tie' &&
      node.slice !== undefined &&
      'rows' in node.slice &&
      node.slice.rows[0] === node.slice.rows[1],
  ),
  'a tie to a part': hasNode((node) => node.kind === 'tie' && node.slice !== undefined && 'at' in node.slice),
  'a tie to one element': ({ naive }) =>
    [...naive.places.values()].some(({ leaf, tiedTo }) => tiedTo !== undefined && leaf?.shape.length === 0),
  aligned: hasNode((node) => node.kind === 'aligned' && node.spelling === 'aligned'),
  'a layout with align': hasNode(
    (node) => node.kind === 'scope' && node.of.kind === 'aligned' && node.of.spelling === 'option',
  ),
  'align for the whole': ({ sketch }) => sketch.kind === 'aligned' && sketch.spelling === 'option',
  ...Object.fromEntries(
    (['leaf', 'struct', 'list', 'repeat', 'tie', 'scope', 'aligned'] as const).map((kind) => [
      `an aligned ${kind}`,
      hasNode((node) => node.kind === 'aligned' && node.of.kind === kind),
    ]),
  ),
  ...Object.fromEntries(
    (['struct', 'list', 'repeat', 'scope', 'aligned'] as const).map((kind) => [
      `aligned within a ${kind}`,
      within(kind, 'aligned'),
    ]),
  ),
  'a tie in a scope': within('scope', 'tie'),
  'a tie in a repeat': within('repeat', 'tie'),
  'a tie in a scope in a repeat': hasNode(
    (node) =>
      node.kind === 'repeat' && has(node, (each) => each.kind === 'scope' && has(each, ({ kind }) => kind === 'tie')),
  ),
  ...Object.fromEntries(
    ['__proto__', 'constructor', 'then', 'length', '0', '10', ' ', '`', '"', "'"].map((name) => [
      `the key ${name}`,
      hasKey((key) => key === name),
    ]),
  ),
  'a Greek key': hasKey((key) => /[\u0370-\u03ff]/.test(key)),
  'a Latin-1 key': hasKey((key) => /[\xaa-\xff]/.test(key)),
  'a key with a subscript': hasKey((key) => /[\u2080-\u2089]/.test(key)),
  'a key that ends a template': hasKey((key) => key.startsWith('${')),
  'a key of more than 60 characters': hasKey((key) => key.length > 60),
};

import type { InvalidCase } from './invalid-cases.ts';

/** Code with a mistake that the compiler reports. The mark is as in `InvalidCase`. */
export interface CompilerCase extends InvalidCase {
  /** What a reader of docs/errors.md should know besides. */
  readonly note?: string;
  /**
   * The compiler compares the whole schema and comes to its sentence in the last line: in the first one it may be cut
   * off.
   */
  readonly last?: true;
}

// What nothing can tell at run time, mistakes of which the compiler speaks in its own words, and long schemas, whose
// type it cuts off.
export const compilerCases: readonly CompilerCase[] = [
  {
    what: 'a flat array of another layout of the same length',
    code: 'model.view(/*@*/layout({ a: [72] }).zeros())',
    says: 'a flat array of this layout was expected, found one of another layout of the same length',
  },
  {
    what: 'a flat array of another length in viewAt',
    code: "model.viewAt(/*@*/other.zeros(), 't')",
    says: 'a flat array of length 72 was expected, found one of 71',
  },
  {
    what: 'a flat array of another length in pack',
    code: 'other.pack({ a: [] }, /*@*/model.zeros())',
    says: 'a flat array of length 71 was expected, found one of 72',
  },
  {
    what: 'one that pack is to write into',
    code: 'other.pack({ a: 1 }, { /*@*/into: model.zeros(), fill: true })',
    says: 'a flat array of length 71 was expected, found one of 72',
  },
  {
    what: 'a flat array of one of several layouts',
    again: true,
    note:
      'the compiler does not know which of them the two values are of. ' +
      '`sameLayout` tells them apart, and a generic function need not.',
    code: 'const either = Math.random() < 0.5 ? model : other; either.view(/*@*/either.zeros())',
    says:
      'a flat array of this layout was expected, found one of several layouts; narrow them to ' +
      'one layout, or call a function that is generic over the layout',
  },
  {
    what: 'a missing name below an index that is only known as a number',
    code: 'for (let i = 0; i < 12; i++) model.at(/*@*/`h.${i}.lm.bias`)',
    says: "there is no 'lm' in 'h.${number}'; did you mean 'ln'?",
  },
  {
    what: 'a view over something else',
    code: "model.view(/*@*/'flat')",
    says: "Argument of type 'string' is not assignable to parameter of type",
  },
  {
    what: 'an assignment to a leaf',
    note: 'its elements are writable, and `leaf.set(values)` writes them all.',
    code: 'model.view(model.zeros())./*@*/t = new Float32Array(3)',
    says: "Cannot assign to 't' because it is a read-only property",
  },
  {
    what: 'an element past the end of a repeat',
    code: 'model.view(model.zeros()).h[/*@*/12]',
    says: "of length '12' has no element at index '12'",
  },
  {
    what: 'a field that a view does not have',
    code: 'model.view(model.zeros()).h[3]./*@*/lm',
    says: "Property 'lm' does not exist on type",
  },
  {
    what: 'map without tie, where a tie is transposed',
    note: '`map` then has to be told how to transpose; the missing argument is called `tie`.',
    code: "layout({ w: [2, 3], v: tied('w', { transpose: true }) })./*@*/map((slot) => slot.path)",
    says: 'Expected 2 arguments, but got 1',
  },
  {
    what: 'map without tie, where a tie is a slice',
    note: 'the owner has another shape, so `tie` makes the value of the slice out of that of the owner.',
    code: "layout({ w: [2, 3], v: tied('w', { at: [1] }) })./*@*/map((slot) => slot.path)",
    says: 'Expected 2 arguments, but got 1',
  },
  {
    what: 'an alignment that is text',
    code: "layout({ w: [2, 3] }, { /*@*/align: '64' })",
    says: "Type 'string' is not assignable to type",
  },
  {
    what: 'a quotient that is not whole',
    code: 'layout({ /*@*/a: [dim.div(7, 2)] })',
    says: "'a': a dimension must be an integer",
  },
  {
    what: 'one beside a dimension',
    code: 'layout({ /*@*/a: [64, dim.div(7, 2)] })',
    says: "'a': a dimension must be an integer",
  },
  {
    what: 'a mistake deep in a long schema',
    note:
      'no error can stand within the arguments of `repeat`, whose result is ' +
      'what the compiler compares; the path leads there.',
    code: `layout({
  wte: { weight: [50257, 768] },
  /*@*/h: repeat(12, {
    ln_1: { weight: [768], bias: [768] },
    attn: { c_attn: { weight: [768, 2304], bias: [2304] }, c_proj: { weight: [768, 768], bias: [768] } },
    ln_2: { weight: [768], bias: [768] },
    mlp: { c_fc: { weight: [768, 3072], bias: [3072] }, c_proj: { weight: tied('wte.wieght'), bias: [768] } },
  }),
})`,
    says: "'h.0.mlp.c_proj.weight': tied to 'wte.wieght', but there is no 'wieght' in 'wte'; did you mean 'weight'?",
  },
  {
    what: 'a schema out of a variable',
    note: 'the compiler compares it whole, and names the property in the lines below.',
    last: true,
    code: 'const shapes = { emb: { w: [2, -3] }, h: repeat(2, [3]) } as const; layout(/*@*/shapes)',
    says: "'emb.w': a dimension must be an integer from 0 to 9007199254740991, found -3",
  },
  {
    what: 'a schema that is nested too deep for the compiler',
    note: '`layout` takes 500 levels; of a schema that is `unknown` the compiler knows no sizes.',
    code: `layout(/*@*/${'{ a: '.repeat(29)}[3]${' }'.repeat(29)})`,
    says:
      'the schema: the compiler can check 28 levels of nesting (fewer if they are wide), and ' +
      'this schema has more; layout(schema as unknown) checks it at run time',
  },
  {
    what: 'a leaf of too many dimensions for the compiler',
    code: `layout({ /*@*/a: [${Array.from({ length: 33 }, () => 1).join(', ')}] })`,
    says:
      "'a': the compiler can check leaves of at most 32 dimensions, and this one has " +
      'more; layout(schema as unknown) checks it at run time',
  },
  {
    what: 'a schema of sizes that are type parameters',
    note: 'a generic function returns the schema, and the call with concrete sizes says `layout`.',
    code: 'function square<const D extends number>(d: D) { return layout(/*@*/{ w: [d, d] }); }',
    says:
      'cannot check a schema whose sizes are type parameters; return the ' +
      'schema and call layout() where they are concrete',
  },
];

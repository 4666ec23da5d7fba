/**
 * The sentences of errors about a schema, a path or a flat array. src/schema/issues.ts has the same ones for the run
 * time, word for word; the cases in test/invalid-cases.ts check both halves.
 *
 * To the compiler a sentence is a string literal type, and the wrong part would have to be assignable to it. So the
 * error is one line, "Type … is not assignable to type '…'", where the second type is the sentence alone.
 */

/** Wraps a sentence about a path. A path is a string too, and without this the sentence would pass as one. */
export interface Issue<Message> {
  readonly ' issue': Message;
}
/**
 * The type of the parameter for a missing path. Only the paths that exist are assignable to it, and the compiler prints
 * the sentence before them.
 */
export type MissingPath<Message, Existing extends string> = Issue<Message> | Existing;

/** A sentence with the path that it is about. */
export type IssueAt<
  Path extends string,
  Message extends string,
> = `${Path extends '' ? 'the schema' : `'${Path}'`}: ${Message}`;

type MaxSize = 9007199254740991; // Number.MAX_SAFE_INTEGER
export type NotASchema<Found extends string> =
  `a shape, a struct or a marker such as repeat(…) was expected, found ${Found}`;
export type SpreadLayout = 'a struct was expected, found a spread layout; spread its .schema instead';
export type MixedArray = 'an array must hold only numbers or only schemas, found both';
export type BadKey<
  K extends string,
  Spelling extends string,
> = `a key must be one or more printable ASCII characters (except . [ ] * and the backslash), Greek or Latin-1 letters or subscript digits, found '${K}'${Spelling}`;
export type LongKey<
  Max extends number,
  Found extends string,
> = `a key may have at most ${Max} characters, found ${Found}`;
export type SymbolKey = 'a key must be a string, found a symbol';
export type KeyTwice<K extends string> = `the key '${K}' is given twice`;
export type MarkerKey<K extends string> = `a marker may have only its own keys, found '${K}'`;
export type BadRows<Found extends string> = `'.rows' must be an array of two indices, found ${Found}`;
export type BadIndices<Found extends string> = `'.at' must be an array of indices, found ${Found}`;
export type BadAlignment<Found extends string> = `an alignment must be a power of two up to 1073741824, found ${Found}`;
export type BadTranspose<Found extends string> = `'.transpose' must be true or absent, found ${Found}`;
export type BadDimension<D extends string> = `a dimension must be an integer from 0 to ${MaxSize}, found ${D}`;
export type BadCount<
  K extends string,
  What extends string = 'repeat',
> = `a ${What} count must be an integer from 0 to ${MaxSize}, found ${K}`;
export type BadProduct<N extends string> =
  `the product of its dimensions, with zeros counted as 1, must be at most ${MaxSize}, found ${N}`;
export type BadLength<N extends string> = `its length must be at most ${MaxSize}, found ${N}`;

export type BadTarget<P extends string, Why extends string> = `tied to '${P}', but ${Why}`;
export type ThroughTie<
  P extends string,
  Tie extends string,
  Owner extends string,
> = `tied to '${P}', a path through the tie '${Tie}'; name the owner '${Owner}'`;
export type TiedToTie<
  P extends string,
  Owner extends string,
> = `tied to '${P}', which is itself a tie; name the owner '${Owner}'`;
export type TiedToItself<P extends string> = `tied to '${P}', which is tied to itself`;
export type TieCycle<P extends string> = `the tie to '${P}' leads back to itself`;
export type NotAMatrix<
  P extends string,
  Found extends string,
> = `tied transposed to '${P}': a matrix was expected, found ${Found}`;

export type BadSlice<
  Option extends string,
  Slice extends string,
  P extends string,
  Found extends string,
> = `'${Option}' [${Slice}] lies outside '${P}', ${Found}`;

export type NoSuchName<
  Name extends string,
  Where extends string,
  Suggestion extends string,
> = `there is no '${Name}'${Where extends '' ? '' : ` in '${Where}'`}${Suggestion}`;
export type BelowLeaf<
  Name extends string,
  Where extends string,
> = `there is no '${Name}' in '${Where}', which is a leaf`;
export type BeyondEnd<
  Index extends string,
  Where extends string,
  Count extends number,
> = `index ${Index} is out of range in ${Where extends '' ? 'the layout' : `'${Where}'`}, which has ${Count} items`;
export type DidYouMean<Name extends string> = `; did you mean '${Name}'?`;

export type WrongLength<
  Expected extends number,
  Found extends number,
> = `a flat array of length ${Expected} was expected, found one of ${Found}`;
export type LeafIsNoLayout<P extends string> = `'${P}' must be a subtree, found a leaf; use viewAt`;
export type TieLeadsOut<
  Target extends string,
  P extends string,
> = `tied to '${Target}', which is outside '${P}'; so '${P}' cannot be a layout`;
export type NoNumbers<Found extends string> = `a constructor of arrays of numbers was expected, found ${Found}`;
export type OnlyBuffers<Found extends string> =
  `a buffer was expected with a byte offset or a type, found ${Found}; pass its buffer`;
export type NoView = 'a layout of one scalar has no view, because a scalar needs a parent';
/** Only the compiler says the next three. At run time sizes are known, and the limits are wider. */
export type OpenSizes =
  'cannot check a schema whose sizes are type parameters; return the schema and call layout() where they are concrete';
export type TooDeep<Max extends number> =
  `the compiler can check ${Max} levels of nesting (fewer if they are wide), and this schema has more; layout(schema as unknown) checks it at run time`;
export type TooManyDimensions<Max extends number> =
  `the compiler can check leaves of at most ${Max} dimensions, and this one has more; layout(schema as unknown) checks it at run time`;
/** Only the compiler says this: at run time a flat array carries no layout. */
export type OtherLayout = 'a flat array of this layout was expected, found one of another layout of the same length';
/** Only the compiler says this: at run time a value has one layout. */
export type SeveralLayouts =
  'a flat array of this layout was expected, found one of several layouts; narrow them to one layout, or call a function that is generic over the layout';

export type ShapeText<T> =
  T extends readonly [infer A extends number, ...infer R] ?
    R extends readonly [] ?
      `${A}`
    : `${A}, ${ShapeText<R>}`
  : '';

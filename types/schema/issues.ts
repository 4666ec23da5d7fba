/**
 * The sentences about issues with a schema, a path or a flat array. src/schema/issues.ts has the same sentences for the
 * run time, word for word; a table of cases in the tests compares them. In the types, a sentence is a string literal
 * type, and the compiler requires the value that has the issue to be assignable to it. So its error is one line, "Type
 * … is not assignable to type '…'", with the sentence alone in the second place.
 */

/** A sentence about a path. A path is a string too, so the type of a sentence alone would accept it as a path. */
export interface Issue<Message> {
  readonly ' issue': Message;
}
/**
 * The type required of a path that does not exist. Only the existing paths are assignable to it. The compiler prints
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
export type SpreadLayout = 'this is a layout that was spread: spread its .schema, or name the layout as a field';
export type MixedArray = 'an array must hold only numbers (a shape) or only schemas (a tuple), found both';
export type BadKey<
  K extends string,
  Spelling extends string,
> = `a key must be one or more printable ASCII characters other than . [ ] * and the backslash, Greek or Latin-1 letters or subscript digits, found '${K}'${Spelling}`;
export type LongKey<
  Most extends number,
  Found extends string,
> = `a key may have at most ${Most} characters, found one of ${Found}`;
export type SymbolKey = 'a key must be a string, found a symbol';
export type KeyTwice<K extends string> = `the key '${K}' is given twice`;
export type MarkerKey<K extends string> = `a marker must have no keys but its own, found '${K}'`;
export type BadTranspose<Found extends string> = `'.transpose' must be true where it is given, found ${Found}`;
export type BadDimension<D extends string> = `a dimension must be an integer from 0 to ${MaxSize}, found ${D}`;
export type BadCount<K extends string> = `a repeat count must be an integer from 0 to ${MaxSize}, found ${K}`;
export type BadProduct<N extends string> =
  `the product of its dimensions, zeros taken as 1, must be at most ${MaxSize}, found ${N}`;
export type BadLength<N extends string> = `its length must be at most ${MaxSize}, found ${N}`;

export type BadTarget<P extends string, Why extends string> = `tied to '${P}', but ${Why}`;
export type ThroughTie<
  P extends string,
  Tie extends string,
  Owner extends string,
> = `tied to '${P}', which runs through the tie '${Tie}'; name the owner '${Owner}'`;
export type TiedToTie<
  P extends string,
  Owner extends string,
> = `tied to '${P}', which is itself a tie; name the owner '${Owner}'`;
export type TiedToItself<P extends string> = `tied to '${P}', which is tied to itself`;
export type TieCycle<P extends string> = `the tie to '${P}' leads back to itself`;
export type NotAMatrix<
  P extends string,
  Found extends string,
> = `tied transposed to '${P}', which is not a matrix but ${Found}`;

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
export type LeafIsNoLayout<P extends string> = `'${P}' is a leaf and no layout of its own: viewAt binds a leaf`;
export type TieLeadsOut<
  Target extends string,
  P extends string,
> = `its tie to '${Target}' leads out of '${P}', which cannot be a layout of its own`;
export type NoNumbers<Found extends string> = `a constructor of typed arrays of numbers was expected, found ${Found}`;
export type OnlyBuffers<Given extends string> =
  `a byte offset and a type go with a buffer, but a ${Given} was given: pass its buffer, or only the array`;
export type NoView = 'a layout that is one scalar has no view: there is no parent to hold it';
/** Only the compiler meets them. */
export type OpenSizes =
  'sizes that are type parameters cannot be judged: return the schema, and say layout where they are known';
export type TooDeep<Most extends number> =
  `the compiler follows ${Most} levels of nesting, fewer if they are wide, and this schema has more; layout(schema as unknown) leaves it to the run time`;
export type TooManyDimensions<Most extends number> =
  `the compiler takes leaves of up to ${Most} dimensions, and this one has more; layout(schema as unknown) leaves it to the run time`;
/** Only the compiler can tell: a flat array carries no layout at run time. */
export type OtherLayout = 'a flat array of this layout was expected, found one of another layout of the same length';
/** Only the compiler meets it: at run time a layout is one. */
export type SeveralLayouts =
  'a flat array of this layout was expected, found one of several layouts: choose the layout first, or call a function that is generic over it';

export type ShapeText<T extends readonly unknown[]> =
  T extends readonly [infer A extends number, ...infer R] ?
    R extends readonly [] ?
      `${A}`
    : `${A}, ${ShapeText<R>}`
  : '';

// No twin in types: these functions only make loops faster.
import { mayGenerateCode } from '../view/view.ts';

/** A loop over the elements from `start` up to `end` of arrays of one kind. */
export type Loop<Args extends readonly unknown[], R> = (start: number, end: number, ...args: Args) => R;
/** The copies of one loop, by kind of typed array. */
export type LoopCopies<Args extends readonly unknown[], R> = Map<string, Loop<Args, R>>;

/**
 * Returns the copy of a loop for one kind of typed array. An engine remembers, for each function of the source text,
 * which kinds its arrays had. A loop that has met two kinds takes longer from then on, so each kind gets a function of
 * its own, made from the loop's text. Where a page's policy forbids generated code, all kinds share the loop.
 *
 * The loop must name nothing outside itself. The loops take four elements in each step: then their time depends less on
 * where the engine happens to put their code, which makes a loop of one element a step up to 1.6 times slower.
 */
export function loopFor<Args extends readonly unknown[], R>(
  copies: LoopCopies<Args, R>,
  kind: string,
  loop: Loop<Args, R>,
): Loop<Args, R> {
  let copy = copies.get(kind);
  if (copy === undefined) copies.set(kind, (copy = copyOf(loop, copies.size)));
  return copy;
}

/** With fewer elements, reading the text of a function takes longer than calling it. */
const MIN_ELEMENTS = 256;
/** The copies stay bounded, also in a program that makes functions without end. */
const MAX_COPIES = 64;

/**
 * Returns the copy of a loop for one kind of typed array and one function that the loop calls. An engine puts the code
 * of a function into the loop that calls it, but only if the loop has called no other. So each text of a function gets
 * a copy; a program of many functions, or of short arrays, shares one for each kind.
 */
export function loopWithFunction<Args extends readonly unknown[], R>(
  copies: LoopCopies<Args, R>,
  { kind, length }: { readonly kind: string; readonly length: number },
  loop: Loop<Args, R>,
  f: (...args: never[]) => unknown,
): Loop<Args, R> {
  if (length < MIN_ELEMENTS) return loopFor(copies, kind, loop);
  const key = `${kind} ${Function.prototype.toString.call(f)}`;
  return loopFor(copies, copies.has(key) || copies.size < MAX_COPIES ? key : kind, loop);
}

function copyOf<Args extends readonly unknown[], R>(loop: Loop<Args, R>, count: number): Loop<Args, R> {
  if (!mayGenerateCode()) return loop;
  try {
    // The comment makes the text a new one: for equal texts an engine would give both functions one memory.
    const copy = new Function(`return ${loop.toString()} // ${count}`)() as Loop<Args, R>;
    // A tool that measures coverage makes a loop name something outside itself. Then this throws, over no elements. No
    // loop reads its other arguments then, but the compiler cannot know this.
    copy(0, 0, ...([] as readonly unknown[] as Args));
    return copy;
  } catch {
    return loop;
  }
}

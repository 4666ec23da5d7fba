import { mix, mixedOf } from './mixed.ts';
import type { LeafPart, Part, RepeatPart, Start } from './part.ts';
import { Root } from './root.ts';
import type { Binder, BinderOptions } from './view.ts';

/**
 * A binder made as source text: the object literal that one would write by hand. The text holds numbers, names chosen here, and
 * keys as JSON strings; keys are printable ASCII (node.ts refuses all others), so no text of a schema can end its string.
 *
 * @throws EvalError or TypeError where a page's policy or a flag of Node forbids generated code
 */
export function generatedBinder(part: Part, options: BinderOptions): Binder {
  const source = new Source(options);
  const root = source.root(part);
  const text = `'use strict';\n${source.declarations()}\nreturn (t) => { const u = t.buffer, b = t.byteOffset; return ${root}; };`;
  const make = new Function('Leaf', 'Root', 'freeze', 'mix', 'layout', 'k', text);
  return (make as (...args: unknown[]) => Binder)(options.Leaf, Root, Object.freeze, mix, options.layout, source.constants);
}

/** A number in generated code: a variable plus a constant. */
interface Sum {
  readonly name: string;
  readonly plus: number;
}
/**
 * Where a part is written: the start of the part around it and of its scope, in bytes, and the number of leaves before it. The
 * variables of generated code are t: the flat array, u: its buffer, b, s, n: these three, k: constants.
 */
interface Frame {
  readonly start: Sum;
  readonly scope: Sum;
  readonly leaf: Sum;
  /** How deep the expression is nested already. */
  readonly depth: number;
}
const FUNCTION: Frame = { start: { name: 'b', plus: 0 }, scope: { name: 's', plus: 0 }, leaf: { name: 'n', plus: 0 }, depth: 0 };
const ROOT: Frame = { ...FUNCTION, scope: FUNCTION.start, leaf: { name: '', plus: 0 } };

/** Leaves written into one function. More make it slower to run: 995 in one take 2.3 times as long as in functions of 16. */
const LARGE = 16;
/** Nested literals overflow the parser's stack at some thousand levels. */
const DEEP = 32;

class Source {
  readonly constants: unknown[] = [];
  readonly #options: BinderOptions;
  readonly #constantNames = new Map<string, string>();
  readonly #functions = new Map<string, string>();

  constructor(options: BinderOptions) {
    this.#options = options;
  }

  declarations(): string {
    const constants = this.constants.map((_, i) => `const k${i} = k[${i}];`);
    const functions = Array.from(this.#functions, ([body, name]) => `const ${name} = (t, u, b, s, n) => ${body};`);
    return [...constants, ...functions].join('\n');
  }

  root(part: Part): string {
    const view = this.#inline(part, this.#within(part, ROOT));
    const stamped = this.#options.layout === undefined ? view : `new Root(${view}, t, layout)`;
    return part.kind === 'leaf' ? stamped : `freeze(${stamped})`; // a typed array with elements cannot be frozen
  }

  #part(part: Part, around: Frame): string {
    const frame = this.#within(part, around);
    if (part.kind === 'scalar') return `(${sum(frame.start)} - t.byteOffset) / ${this.#options.bytes}`; // its index, for mix
    if (part.kind === 'leaf') return this.#inline(part, frame);
    if (part.leaves <= LARGE && frame.depth < DEEP) return `freeze(${this.#inline(part, frame)})`;
    return `freeze(${this.#call(`(${this.#inline(part, FUNCTION)})`, frame)})`;
  }

  /** The expression of a part, not frozen, where the frame is that of its inside. */
  #inline(part: Part, frame: Frame): string {
    const mixed = mixedOf(part, this.#options.pathOf);
    if (mixed !== undefined) {
      const items = part.kind === 'repeat' ? this.#indices(part, frame) : `[${this.#items(part, frame).join(', ')}]`;
      return `mix(${this.#constant(mixed)}, t, ${sum(frame.leaf)}, ${items})`;
    }
    switch (part.kind) {
      case 'struct':
        return `{ ${this.#items(part, frame).map((item, i) => `${JSON.stringify(part.keys[i])}: ${item}`).join(', ')} }`;
      case 'list':
        return `[${this.#items(part, frame).join(', ')}]`;
      case 'repeat':
        return this.#repeat(part, frame);
      default:
        return `new Leaf(u, ${sum(frame.start)}, ${part.kind === 'leaf' ? part.size : 1}, ${this.#dims(part as LeafPart)})`;
    }
  }

  #items(part: Part, frame: Frame): string[] {
    return 'parts' in part ? part.parts.map((each) => this.#part(each, frame)) : [];
  }

  /** A loop, so that the text does not grow with the count. */
  #repeat(part: RepeatPart, frame: Frame): string {
    const { count, of } = part;
    const element = this.#part(of, FUNCTION);
    const each = this.#function(`(${element})`);
    const step = `b + i * ${this.#bytes(part.stride)}, s, n + i * ${of.leaves}`;
    const loop = `for (let i = 0; i < ${count}; i++) a[i] = ${each}(t, u, ${step});`;
    return this.#call(`{ const a = ${this.#blank(count)}.slice(); ${loop} return a; }`, frame);
  }

  /** The indices in flat of a repeat of scalars. */
  #indices(part: RepeatPart, frame: Frame): string {
    const first = this.#part(part.of, frame);
    const stride = part.of.start.from === 'scope' ? 0 : part.stride; // a tied scalar is the same one every time
    return `${this.#blank(part.count)}.map((_, i) => ${first} + i * ${stride})`;
  }

  #within(part: Part, around: Frame): Frame {
    const at = (start: Start): Sum => plus(start.from === 'part' ? around.start : around.scope, this.#bytes(start.offset));
    return { start: at(part.start), scope: at(part.scope), leaf: plus(around.leaf, part.before), depth: around.depth + 1 };
  }

  #call(body: string, frame: Frame): string {
    return `${this.#function(body)}(t, u, ${sum(frame.start)}, ${sum(frame.scope)}, ${sum(frame.leaf)})`;
  }

  /** The name of the function with this body: equal blocks share one. */
  #function(body: string): string {
    const name = this.#functions.get(body) ?? `f${this.#functions.size}`;
    this.#functions.set(body, name);
    return name;
  }

  #constant(value: unknown): string {
    return `k${this.constants.push(value) - 1}`;
  }

  #named(id: string, make: () => unknown): string {
    const name = this.#constantNames.get(id) ?? this.#constant(make());
    this.#constantNames.set(id, name);
    return name;
  }

  #dims({ dims }: LeafPart): string {
    return this.#named(`${dims.shape.join()} ${dims.strides.join()}`, () => dims);
  }

  /** An array of the right length to copy: it is packed and of exact capacity, where push would reserve too much. */
  #blank(count: number): string {
    return this.#named(`${count}`, () => Array.from({ length: count }, () => null));
  }

  #bytes(elements: number): number {
    return elements * this.#options.bytes;
  }
}

const plus = ({ name, plus: constant }: Sum, more: number): Sum => ({ name, plus: constant + more });

function sum({ name, plus: constant }: Sum): string {
  if (name === '') return `${constant}`;
  return constant === 0 ? name : `${name} + ${constant}`;
}

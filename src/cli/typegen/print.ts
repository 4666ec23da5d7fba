import { wrapped } from '../output/printable.ts';
import type { Schema } from './interned.ts';
import { areLayers, rowsOf, runsIn } from './runs.ts';
import { property, quoted } from './text.ts';

/** Most characters in a line of what is written. */
export const WIDTH = 100;

/** An expression: a word, or a call, an array or an object of expressions. */
type Doc =
  | string
  | {
      readonly open: string;
      readonly items: readonly Item[];
      readonly close: string;
      readonly kind: 'call' | 'array' | 'object' | 'numbers';
    };
/** What stands before an expression in its line: `key: `. */
type Item = readonly [lead: string, doc: Doc];

/**
 * Writes schemas as TypeScript, laid out as prettier lays it out at a width of 100: on one line where that fits, except arrays of several
 * arrays or objects; the last argument of a call hugged by its parentheses.
 */
export class Printer {
  /** Names of schemas that are declared elsewhere. */
  readonly #names: ReadonlyMap<Schema, string>;
  readonly #docs = new Map<Schema, Doc>();
  readonly #flats = new Map<Doc, string | undefined>();
  readonly #called = new Set<string>();

  constructor(names: ReadonlyMap<Schema, string>) {
    this.#names = names;
  }

  /** The functions that were called in what was written, in the order of their names. */
  get called(): readonly string[] {
    return [...this.#called].sort();
  }

  /** A call of one argument in a statement that begins with `lead`; the schema is written out although it may have a name. */
  statement(lead: string, name: string, schema: Schema): string {
    const doc = this.#call(name, [['', this.#docOf(schema)]]);
    return `${lead}${this.#print(doc, '', lead.length, 1)};\n`;
  }

  #doc(schema: Schema): Doc {
    return this.#names.get(schema) ?? this.#docOf(schema);
  }
  #docOf(schema: Schema): Doc {
    let doc = this.#docs.get(schema);
    if (doc === undefined) this.#docs.set(schema, (doc = this.#make(schema)));
    return doc;
  }
  #make(schema: Schema): Doc {
    const items = (all: readonly Schema[]): readonly Item[] => all.map((each) => ['', this.#doc(each)]);
    if (isShape(schema)) return { open: '[', items: schema.map((dim) => ['', `${dim}`]), close: ']', kind: 'numbers' };
    if (Array.isArray(schema))
      return { open: '[', items: items(schema as readonly Schema[]), close: ']', kind: 'array' };
    const data = schema as Readonly<Record<string, unknown>>;
    if ('.tied' in data)
      return this.#call('tied', [['', quoted(String(data['.tied']))], ...('.transpose' in data ? [TRANSPOSE] : [])]);
    if ('.repeat' in data)
      return this.#call('repeat', [['', String(data['.repeat'])], ...items([data['.of'] as Schema])]);
    if ('.ordered' in data) {
      const fields = data['.ordered'] as readonly (readonly [string, Schema])[];
      return this.#call(
        'ordered',
        fields.map(([key, of]) => [
          '',
          {
            open: '[',
            items: [
              ['', quoted(key)],
              ['', this.#doc(of)],
            ],
            close: ']',
            kind: 'array',
          },
        ]),
      );
    }
    return {
      open: '{',
      items: Object.entries(data).map(([key, of]) => [`${property(key)}: `, this.#doc(of as Schema)]),
      close: '}',
      kind: 'object',
    };
  }

  #call(name: string, items: readonly Item[]): Doc {
    this.#called.add(name);
    return { open: `${name}(`, items, close: ')', kind: 'call' };
  }

  /** The text of an expression that begins at a column, where `after` characters follow it. */
  #print(doc: Doc, indent: string, column: number, after: number): string {
    const flat = this.#flat(doc);
    if (typeof doc === 'string' || (flat !== undefined && column + flat.length + after <= WIDTH))
      return flat ?? (doc as string);
    if (doc.kind === 'numbers')
      return `${doc.open}\n${filled(
        doc.items.map(([, each]) => each as string),
        `${indent}  `,
      )}\n${indent}${doc.close}`;
    return (doc.kind === 'call' ? this.#hugging(doc, indent, column) : undefined) ?? this.#broken(doc, indent);
  }
  #broken({ open, items, close }: Exclude<Doc, string>, indent: string): string {
    const inner = `${indent}  `;
    const lines = items.map(([lead, each]) => {
      const layers = layersIn(each);
      const text =
        layers === undefined ? this.#print(each, inner, inner.length + lead.length, 1) : layersText(layers, inner);
      return `${layers === undefined ? '' : `${inner}// prettier-ignore\n`}${inner}${lead}${text},\n`;
    });
    return `${open}\n${lines.join('')}${indent}${close}`;
  }
  /** A call whose last argument alone is broken: an array or an object, and the one before is of another kind. */
  #hugging({ open, items, close }: Exclude<Doc, string>, indent: string, column: number): string | undefined {
    const [, last] = items.at(-1) as Item;
    const before = items.slice(0, -1).map(([, each]) => this.#flat(each));
    if (!isHuggable(last) || before.includes(undefined) || (items.length > 1 && isHuggable((items.at(-2) as Item)[1])))
      return undefined;
    const head = open + before.map((each) => `${each}, `).join('');
    const hugged = this.#print(last, indent, column + head.length, close.length);
    return `${head}${hugged}${close}`;
  }

  /** An expression on one line, however long; undefined where it has to be broken. */
  #flat(doc: Doc): string | undefined {
    if (typeof doc === 'string') return doc;
    if (!this.#flats.has(doc)) this.#flats.set(doc, this.#joined(doc));
    return this.#flats.get(doc);
  }
  #joined(doc: Exclude<Doc, string>): string | undefined {
    if (mustBreak(doc)) return undefined;
    const texts: string[] = [];
    let length = 0;
    for (const [lead, each] of doc.items) {
      const text = this.#flat(each);
      if (text === undefined || (length += text.length) > WIDTH) return undefined; // no line that long will be asked for
      texts.push(lead + text);
    }
    const space = doc.kind === 'object' && texts.length > 0 ? ' ' : '';
    return doc.open + space + texts.join(', ') + space + doc.close;
  }
}

const TRANSPOSE: Item = ['', { open: '{', items: [['transpose: ', 'true']], close: '}', kind: 'object' }];

const isArray = (doc: Doc): boolean => typeof doc !== 'string' && (doc.kind === 'array' || doc.kind === 'numbers');
const isHuggable = (doc: Doc): boolean => typeof doc !== 'string' && doc.kind !== 'call';

/** Several arrays, or several objects, of more than one item each are never set on one line. */
function mustBreak({ kind, items }: Exclude<Doc, string>): boolean {
  const [first] = items;
  if (kind !== 'array' || items.length < 2 || first === undefined) return false;
  return items.every(
    ([, doc]) =>
      typeof doc !== 'string' && doc.kind !== 'call' && isArray(doc) === isArray(first[1]) && doc.items.length > 1,
  );
}

/** The names of a list of layers: a formatter would give each a line of its own. */
function layersIn(doc: Doc): readonly string[] | undefined {
  if (typeof doc === 'string' || doc.kind !== 'array') return undefined;
  const names = doc.items.map(([, each]) => each).filter((each) => typeof each === 'string');
  return names.length === doc.items.length && areLayers(names) ? names : undefined;
}

function layersText(names: readonly string[], indent: string): string {
  const inner = `${indent}  `;
  const runs = runsIn(names);
  const said =
    runs === undefined ?
      []
    : wrapped(runs, WIDTH - inner.length - '// '.length)
        .split('\n')
        .map((line) => `// ${line}`);
  return `[\n${[...said, ...rowsOf(names, WIDTH - inner.length)].map((line) => `${inner}${line}\n`).join('')}${indent}]`;
}

/** Numbers on as few lines as will do. */
function filled(numbers: readonly string[], indent: string): string {
  const lines: string[] = [];
  let line = indent;
  for (const number of numbers) {
    const next = `${line === indent ? line : `${line} `}${number},`;
    if (next.length > WIDTH && line !== indent) {
      lines.push(line);
      line = `${indent}${number},`;
    } else line = next;
  }
  return [...lines, line].join('\n');
}

export const isShape = (schema: Schema): schema is readonly number[] =>
  Array.isArray(schema) && schema.every((item) => typeof item === 'number');

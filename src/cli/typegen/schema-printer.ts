import { isShapeData, type PlainSchema } from '../../checkpoint/fit/interned-schemas.ts';
import {
  type DocItem,
  fillLines,
  isHuggable,
  layerNamesIn,
  mustBreak,
  printLayers,
  type SourceDoc,
} from './source-expression.ts';
import { MAX_SOURCE_WIDTH, propertyKeyOf, quoteLiteral } from './source-text.ts';

/**
 * Prints schemas as TypeScript, formatted as prettier formats at a width of 100. An expression stays on one line if it
 * fits, except arrays of several arrays or objects. The last argument of a call hugs its parentheses.
 */
export class SchemaPrinter {
  /** The names of schemas that are declared elsewhere. */
  readonly #names: ReadonlyMap<PlainSchema, string>;
  readonly #docs = new Map<PlainSchema, SourceDoc>();
  readonly #flats = new Map<SourceDoc, string | undefined>();
  readonly #called = new Set<string>();

  constructor(names: ReadonlyMap<PlainSchema, string>) {
    this.#names = names;
  }

  /** The functions that the printed source calls, sorted by name. */
  get called(): readonly string[] {
    return [...this.#called].sort();
  }

  /**
   * Prints a statement that begins with `lead` and calls a function with a schema. This schema is printed in full even
   * if it has a name.
   */
  statement(lead: string, name: string, schema: PlainSchema): string {
    const doc = this.#call(name, [['', this.#docOf(schema)]]);
    return `${lead}${this.#print(doc, '', lead.length, 1)};\n`;
  }

  #doc(schema: PlainSchema): SourceDoc {
    return this.#names.get(schema) ?? this.#docOf(schema);
  }
  #docOf(schema: PlainSchema): SourceDoc {
    let doc = this.#docs.get(schema);
    if (doc === undefined) this.#docs.set(schema, (doc = this.#make(schema)));
    return doc;
  }
  #make(schema: PlainSchema): SourceDoc {
    const items = (all: readonly PlainSchema[]): readonly DocItem[] => all.map((each) => ['', this.#doc(each)]);
    if (isShapeData(schema))
      return { open: '[', items: schema.map((dim) => ['', `${dim}`]), close: ']', kind: 'numbers' };
    if (Array.isArray(schema))
      return { open: '[', items: items(schema as readonly PlainSchema[]), close: ']', kind: 'array' };
    const data = schema as Readonly<Record<string, unknown>>;
    if ('.tied' in data)
      return this.#call('tied', [
        ['', quoteLiteral(String(data['.tied']))],
        ...('.transpose' in data ? [TRANSPOSE_ITEM] : []),
      ]);
    if ('.repeat' in data)
      return this.#call('repeat', [['', String(data['.repeat'])], ...items([data['.of'] as PlainSchema])]);
    if ('.ordered' in data) {
      const fields = data['.ordered'] as readonly (readonly [string, PlainSchema])[];
      return this.#call(
        'ordered',
        fields.map(([key, of]) => [
          '',
          {
            open: '[',
            items: [
              ['', quoteLiteral(key)],
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
      items: Object.entries(data).map(([key, of]) => [`${propertyKeyOf(key)}: `, this.#doc(of as PlainSchema)]),
      close: '}',
      kind: 'object',
    };
  }

  #call(name: string, items: readonly DocItem[]): SourceDoc {
    this.#called.add(name);
    return { open: `${name}(`, items, close: ')', kind: 'call' };
  }

  /** Prints an expression that begins at `column` and has `after` characters behind it. */
  #print(doc: SourceDoc, indent: string, column: number, after: number): string {
    const flat = this.#flat(doc);
    if (typeof doc === 'string' || (flat !== undefined && column + flat.length + after <= MAX_SOURCE_WIDTH))
      return flat ?? (doc as string);
    if (doc.kind === 'numbers')
      return `${doc.open}\n${fillLines(
        doc.items.map(([, each]) => each as string),
        `${indent}  `,
      )}\n${indent}${doc.close}`;
    return (doc.kind === 'call' ? this.#hugging(doc, indent, column) : undefined) ?? this.#broken(doc, indent);
  }
  #broken({ open, items, close }: Exclude<SourceDoc, string>, indent: string): string {
    const inner = `${indent}  `;
    const lines = items.map(([lead, each]) => {
      const layers = layerNamesIn(each);
      const text =
        layers === undefined ? this.#print(each, inner, inner.length + lead.length, 1) : printLayers(layers, inner);
      return `${layers === undefined ? '' : `${inner}// prettier-ignore\n`}${inner}${lead}${text},\n`;
    });
    return `${open}\n${lines.join('')}${indent}${close}`;
  }
  /**
   * Prints a call that breaks only its last argument: an array or object, and the argument before it is of another
   * kind.
   */
  #hugging({ open, items, close }: Exclude<SourceDoc, string>, indent: string, column: number): string | undefined {
    const [, last] = items.at(-1) as DocItem;
    const before = items.slice(0, -1).map(([, each]) => this.#flat(each));
    if (
      !isHuggable(last) ||
      before.includes(undefined) ||
      (items.length > 1 && isHuggable((items.at(-2) as DocItem)[1]))
    )
      return undefined;
    const head = open + before.map((each) => `${each}, `).join('');
    const hugged = this.#print(last, indent, column + head.length, close.length);
    return `${head}${hugged}${close}`;
  }

  /** The expression on one line, however long; undefined if it must break. */
  #flat(doc: SourceDoc): string | undefined {
    if (typeof doc === 'string') return doc;
    if (!this.#flats.has(doc)) this.#flats.set(doc, this.#joined(doc));
    return this.#flats.get(doc);
  }
  #joined(doc: Exclude<SourceDoc, string>): string | undefined {
    if (mustBreak(doc)) return undefined;
    const texts: string[] = [];
    let length = 0;
    for (const [lead, each] of doc.items) {
      const text = this.#flat(each);
      if (text === undefined || (length += text.length) > MAX_SOURCE_WIDTH) return undefined; // longer than any line
      texts.push(lead + text);
    }
    const space = doc.kind === 'object' && texts.length > 0 ? ' ' : '';
    return doc.open + space + texts.join(', ') + space + doc.close;
  }
}

const TRANSPOSE_ITEM: DocItem = ['', { open: '{', items: [['transpose: ', 'true']], close: '}', kind: 'object' }];

// No twin in types: the compiler never sees the names of a file.
import type { Shape } from '../../../types/schema/markers.ts';

/**
 * A schema as plain data: shapes, structs, arrays of schemas, `{ '.repeat': n, '.of': schema }`, `{ '.ordered': fields
 * }` and `{ '.tied': path }`.
 */
export type PlainSchema = Shape | readonly PlainSchema[] | { readonly [key: string]: unknown };

export type SchemaField = readonly [key: string, of: PlainSchema];

/**
 * Makes schemas so that equal ones are one object, which makes comparing and printing cheap. Each looks only at its
 * direct parts.
 */
export class InternedSchemas {
  readonly #built = new Map<string, PlainSchema>();
  readonly #ids = new Map<PlainSchema, number>();

  leaf(shape: Shape): PlainSchema {
    return this.#of(`[${shape.join()}]`, () => shape);
  }
  tie(path: string, transpose: boolean): PlainSchema {
    const tie = { '.tied': path };
    return this.#of(`${transpose ? 'transposed' : 'tied'} ${path}`, () =>
      transpose ? { ...tie, '.transpose': true } : tie,
    );
  }
  /** Makes a struct. Its fields are sorted as in the layout. */
  struct(fields: readonly SchemaField[]): PlainSchema {
    const inOrder = [...fields].sort(([a], [b]) => (a < b ? -1 : 1));
    return this.#of(`{${this.#written(inOrder)}}`, () => Object.fromEntries(inOrder));
  }
  ordered(fields: readonly SchemaField[]): PlainSchema {
    return this.#of(`ordered ${this.#written(fields)}`, () => ({ '.ordered': fields }));
  }
  list(items: readonly PlainSchema[]): PlainSchema {
    return this.#of(`list ${items.map((item) => this.#ids.get(item)).join()}`, () => items);
  }
  repeat(count: number, of: PlainSchema): PlainSchema {
    return this.#of(`${count} × ${this.#ids.get(of)}`, () => ({ '.repeat': count, '.of': of }));
  }

  #written(fields: readonly SchemaField[]): string {
    return fields.map(([key, of]) => `${JSON.stringify(key)}:${this.#ids.get(of)}`).join();
  }
  #of(text: string, make: () => PlainSchema): PlainSchema {
    let schema = this.#built.get(text);
    if (schema === undefined) {
      this.#built.set(text, (schema = make()));
      this.#ids.set(schema, this.#ids.size);
    }
    return schema;
  }
}

export const isShapeData = (schema: PlainSchema): schema is readonly number[] =>
  Array.isArray(schema) && schema.every((item) => typeof item === 'number');

import type { Shape } from '../../../types/schema/markers.ts';

/** A schema as plain data: shapes, structs, arrays of schemas, `{ '.repeat': n, '.of': schema }`, `{ '.ordered': fields }`, `{ '.tied': path }`. */
export type Schema = Shape | readonly Schema[] | { readonly [key: string]: unknown };

export type Field = readonly [key: string, of: Schema];

/** Makes schemas of which equal ones are one object, so that they are compared, and written, once. Each looks only at what is right below it. */
export class Interned {
  readonly #built = new Map<string, Schema>();
  readonly #ids = new Map<Schema, number>();

  leaf(shape: Shape): Schema {
    return this.#of(`[${shape.join()}]`, () => shape);
  }
  tie(path: string, transpose: boolean): Schema {
    const tie = { '.tied': path };
    return this.#of(`${transpose ? 'transposed' : 'tied'} ${path}`, () =>
      transpose ? { ...tie, '.transpose': true } : tie,
    );
  }
  /** In the order of the layout, whatever the order that is given. */
  struct(fields: readonly Field[]): Schema {
    const inOrder = [...fields].sort(([a], [b]) => (a < b ? -1 : 1));
    return this.#of(`{${this.#written(inOrder)}}`, () => Object.fromEntries(inOrder));
  }
  ordered(fields: readonly Field[]): Schema {
    return this.#of(`ordered ${this.#written(fields)}`, () => ({ '.ordered': fields }));
  }
  list(items: readonly Schema[]): Schema {
    return this.#of(`list ${items.map((item) => this.#ids.get(item)).join()}`, () => items);
  }
  repeat(count: number, of: Schema): Schema {
    return this.#of(`${count} × ${this.#ids.get(of)}`, () => ({ '.repeat': count, '.of': of }));
  }

  #written(fields: readonly Field[]): string {
    return fields.map(([key, of]) => `${JSON.stringify(key)}:${this.#ids.get(of)}`).join();
  }
  #of(text: string, make: () => Schema): Schema {
    let schema = this.#built.get(text);
    if (schema === undefined) {
      this.#built.set(text, (schema = make()));
      this.#ids.set(schema, this.#ids.size);
    }
    return schema;
  }
}

// No twin in types: FirstInOrder in types/schema/order.ts finds the first of a union of sentences.
import { SchemaError } from './issues.ts';
import { sortKeys } from './order.ts';

/** Collects errors and throws the first in code-unit order, because the compiler knows no other order. */
export class SchemaErrors {
  readonly #errors: Record<string, SchemaError> = {};
  add(path: string, issue: string): void {
    const error = new SchemaError(path, issue);
    this.#errors[error.message] = error;
  }
  /** Returns what `check` returns; if it throws a SchemaError, adds that. */
  collect<T>(check: () => T): T | undefined {
    try {
      return check();
    } catch (error) {
      if (!(error instanceof SchemaError)) throw error;
      this.#errors[error.message] = error;
      return undefined;
    }
  }
  throwFirst(): void {
    const first = sortKeys(Object.keys(this.#errors))[0];
    if (first !== undefined) throw this.#errors[first];
  }
}

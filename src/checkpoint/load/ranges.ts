import type { WrittenRange } from '../error.ts';

/** Stretches of elements; those that touch are one. */
export class WrittenRanges {
  #all: WrittenRange[] = [];

  add(offset: number, length: number): void {
    const last = this.#all.at(-1);
    if (last !== undefined && last.offset <= offset && offset <= last.offset + last.length) {
      this.#all[this.#all.length - 1] = {
        offset: last.offset,
        length: Math.max(last.length, offset + length - last.offset),
      };
    } else this.#all.push({ offset, length });
  }

  /** In ascending order. */
  all(): readonly WrittenRange[] {
    const sorted = this.#all.sort((a, b) => a.offset - b.offset);
    this.#all = [];
    for (const { offset, length } of sorted) this.add(offset, length);
    return this.#all;
  }
}

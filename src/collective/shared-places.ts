// No twin in types: the compiler does not see shared memory.
import type { ThreadSeat } from '../../types/collective/threads.ts';
import type { ArrayType } from '../array/kind.ts';
import type { FloatArray } from '../optim/float.ts';
import { seatBytes, Seats } from './seats.ts';

/** The number of bytes that a group shares. Each member has a place for its elements; one more is for the result. */
export const sharedBytes = (length: number, size: number, elementBytes: number): number =>
  seatBytes(size) + (size + 1) * length * elementBytes;

/** The memory that the members of a group share. */
export interface SharedPlaces {
  readonly seats: Seats;
  /** The elements that a member has given. */
  readonly given: (rank: number) => FloatArray;
  /** The reduced elements. Each member writes its own range. */
  readonly result: FloatArray;
}

export function placesOf({ buffer, size }: ThreadSeat, Type: ArrayType<FloatArray>, length: number): SharedPlaces {
  const arrays = Array.from(
    { length: size + 1 },
    (_, i) => new Type(buffer, seatBytes(size) + i * length * Type.BYTES_PER_ELEMENT, length),
  );
  return {
    seats: new Seats(buffer, size),
    given: (rank) => arrays[rank] as FloatArray,
    result: arrays[size] as FloatArray,
  };
}

// No twin in types: the compiler does not see shared memory.
import type { ThreadSeat } from '../../types/collective/threads.ts';
import type { ArrayType } from '../array/kind.ts';
import type { FloatArray } from '../optim/float.ts';
import { seatBytes, Seats } from './seats.ts';

/**
 * Returns the number of bytes that a group shares: seats, a place for the elements of each member, one for the result.
 */
export const sharedBytes = (length: number, size: number, elementBytes: number): number =>
  seatBytes(size) + (size + 1) * length * elementBytes;

/** The memory that the members of a group share. */
export interface SharedPlaces {
  readonly seats: Seats;
  /** Returns the place of a member: the packed elements that it contributes. */
  readonly given: (rank: number) => FloatArray;
  /** The place of the result. Each member writes the range that it owns. */
  readonly result: FloatArray;
}

export function placesOf({ buffer, size }: ThreadSeat, Type: ArrayType<FloatArray>, length: number): SharedPlaces {
  // Each is made when a call first needs it: a large group has many members, and each has an array for each other.
  const arrays: FloatArray[] = [];
  const arrayAt = (i: number): FloatArray =>
    (arrays[i] ??= new Type(buffer, seatBytes(size) + i * length * Type.BYTES_PER_ELEMENT, length));
  return {
    seats: new Seats(buffer, size),
    given: arrayAt,
    result: arrayAt(size),
  };
}

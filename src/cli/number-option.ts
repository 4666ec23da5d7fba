import { InvalidArgumentError } from 'commander';

/** A whole number from 1 on, as an option's value. */
export function parseCount(value: string): number {
  if (!/^[1-9]\d{0,8}$/.test(value)) throw new InvalidArgumentError('A whole number from 1 on was expected.');
  return Number(value);
}

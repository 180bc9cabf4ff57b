import { requireInteger } from './require-integer.ts';

/** @throws Error naming the prop and what it got */
export function requireConcurrency(name: string, value: number | string): void {
  if (value === 'unreserved') return;
  if (typeof value === 'number') requireInteger(name, value, 1, 100_000);
  else {
    throw new Error(
      `${name} must be a whole number from 1 to 100000 or 'unreserved'; got '${value}'.`,
    );
  }
}

import { InvalidArgumentError } from 'commander';

/** @throws InvalidArgumentError */
export function parsePositive(text: string): number {
  const number = Number(text);
  if (number > 0 && Number.isFinite(number)) return number;
  throw new InvalidArgumentError(`A number above 0 is needed; got '${text}'.`);
}

/** @throws InvalidArgumentError */
export function parsePercent(text: string): number {
  const number = Number(text);
  if (number > 0 && number <= 100) return number;
  throw new InvalidArgumentError(`A percentage above 0 and up to 100 is needed; got '${text}'.`);
}

/** @throws InvalidArgumentError */
export function parseCount(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError(`A whole number from 1 on is needed; got '${text}'.`);
}

/** @throws InvalidArgumentError */
export function parseVersion(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError(`A version's number is needed; got '${text}'.`);
}

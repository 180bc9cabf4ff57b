import { Token } from 'aws-cdk-lib';

/** @throws Error naming the prop, its range and what it got */
export function requireInteger(name: string, value: number, least: number, most: number): void {
  if (Token.isUnresolved(value) || (Number.isInteger(value) && value >= least && value <= most)) {
    return;
  }
  throw new Error(`${name} must be a whole number from ${least} to ${most}; got ${value}.`);
}

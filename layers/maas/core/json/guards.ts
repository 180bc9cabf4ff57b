import { isJsonObject } from './json-object.ts';

/**
 * Guards of what comes out of a record: cheap enough for a cold start, and complete, as a field of
 * the type without its guard does not compile.
 */
export type Guard<T> = (value: unknown) => value is T;

export const isText = (value: unknown): value is string => typeof value === 'string';
export const isNumber = (value: unknown): value is number => typeof value === 'number';
export const isFlag = (value: unknown): value is boolean => typeof value === 'boolean';
export const isTrue = (value: unknown): value is true => value === true;

export function isOneOf<const T>(values: readonly T[]): Guard<T> {
  return (value): value is T => (values as readonly unknown[]).includes(value);
}

/** Makes the guard of a field that may be absent. */
export function isOptional<T>(isValue: Guard<T>): Guard<T | undefined> {
  return (value): value is T | undefined => value === undefined || isValue(value);
}

export function isNullable<T>(isValue: Guard<T>): Guard<T | null> {
  return (value): value is T | null => value === null || isValue(value);
}

export function isEither<A, B>(isFirst: Guard<A>, isSecond: Guard<B>): Guard<A | B> {
  return (value): value is A | B => isFirst(value) || isSecond(value);
}

/** For a union whose members are told apart by a field. */
export function isAnyOf<T>(...guards: readonly Guard<T>[]): Guard<T> {
  return (value): value is T => guards.some((isMember) => isMember(value));
}

export function isListOf<T>(isItem: Guard<T>): Guard<readonly T[]> {
  return (value): value is readonly T[] => Array.isArray(value) && value.every(isItem);
}

export function isMapOf<T>(isItem: Guard<T>): Guard<Readonly<Record<string, T>>> {
  return (value): value is Readonly<Record<string, T>> =>
    isJsonObject(value) && Object.values(value).every(isItem);
}

/** An object with these fields; others are let be, so that they are there when it is written. */
export function isShape<T extends object>(guards: {
  readonly [K in keyof T]-?: Guard<T[K]>;
}): Guard<T> {
  const fields = Object.entries<Guard<unknown>>(guards);
  return (value): value is T =>
    isJsonObject(value) && fields.every(([name, isField]) => isField(value[name]));
}

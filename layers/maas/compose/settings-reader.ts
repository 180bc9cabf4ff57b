import { isListOf, isText } from '../core/json/guards.ts';
import { quote } from '../core/quote.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The deployment is wrong: the message names the variable. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

const isTexts = isListOf(isText);

/** One variable at a time; an empty one is as good as none. */
export class SettingsReader {
  readonly #environment: Environment;

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  text(name: string): string | undefined {
    return this.#environment[name] === '' ? undefined : this.#environment[name];
  }

  required(name: string, why = 'the folder that is the registry needs it'): string {
    const value = this.text(name);
    if (value === undefined) {
      throw new SettingsError(`${name} is not set; ${why}.`);
    }
    return value;
  }

  number(name: string, fallback: number, least: number): number {
    const text = this.text(name);
    if (text === undefined) return fallback;
    const value = Number(text);
    if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least) return value;
    throw new SettingsError(`${name} is a whole number from ${least} on; got ${quote(text)}.`);
  }

  /** A positive one. */
  decimal(name: string, fallback: number): number {
    const text = this.text(name);
    if (text === undefined) return fallback;
    const value = Number(text);
    if (/^\d+(\.\d+)?$/.test(text) && value > 0) return value;
    throw new SettingsError(`${name} is a number above 0; got ${quote(text)}.`);
  }

  /** From 0 to 100. */
  percent(name: string, fallback: number): number {
    const text = this.text(name);
    if (text === undefined) return fallback;
    const value = Number(text);
    if (/^\d+(\.\d+)?$/.test(text) && value <= 100) return value;
    throw new SettingsError(`${name} is a number from 0 to 100; got ${quote(text)}.`);
  }

  /** A list of texts in JSON. */
  names(name: string): readonly string[] {
    const text = this.text(name);
    if (text === undefined) return [];
    const value = parseList(text);
    if (value) return value;
    throw new SettingsError(`${name} is a list of names, as ["email"]; got ${quote(text)}.`);
  }

  oneOf<const T extends string>(name: string, values: readonly T[], fallback: T): T {
    const text = this.text(name) ?? fallback;
    const value = values.find((candidate) => candidate === text);
    if (value === undefined) {
      throw new SettingsError(`${name} is one of ${values.join(', ')}; got ${quote(text)}.`);
    }
    return value;
  }
}

function parseList(text: string): readonly string[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isTexts(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

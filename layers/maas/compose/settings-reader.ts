import { isListOf, isText } from '../core/json/guards.ts';
import { quote } from '../core/quote.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The deployment is wrong: the message names the variable. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/** What a timer takes, and more than any number here needs. */
const MOST = 2 ** 31 - 1;

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

  number(name: string, fallback: number, least: number, most = MOST): number {
    const text = this.text(name);
    if (text === undefined) return fallback;
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new SettingsError(
      `${name} is a whole number from ${least} to ${most}; got ${quote(text)}.`,
    );
  }

  percent(name: string, fallback: number, least: 'from 0' | 'above 0' = 'from 0'): number {
    const text = this.text(name);
    if (text === undefined) return fallback;
    const value = Number(text);
    if (/^\d+(\.\d+)?$/.test(text) && value <= 100 && (value > 0 || least === 'from 0')) {
      return value;
    }
    throw new SettingsError(`${name} is a number ${least} up to 100; got ${quote(text)}.`);
  }

  /** A text of a form. */
  formed(name: string, form: RegExp, example: string): string | undefined {
    const text = this.text(name);
    if (text === undefined || form.test(text)) return text;
    throw new SettingsError(`${name} is a name as ${example}; got ${quote(text)}.`);
  }

  /** Texts of a form, with blanks between them. */
  list(name: string, form: RegExp, example: string, most = MOST): readonly string[] {
    const names = this.text(name)?.match(/\S+/g) ?? [];
    const wrong = names.find((each) => !form.test(each));
    if (wrong === undefined && names.length <= most) return names;
    const got = wrong === undefined ? names.length : quote(wrong);
    const least = most === MOST ? '' : `${most} at most of `;
    throw new SettingsError(`${name} is ${least}names as ${example}; got ${got}.`);
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

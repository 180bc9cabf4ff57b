/** A regular expression of JavaScript (flag `u`) as far as its running time depends on it. */
export type PatternNode =
  | { readonly kind: 'char'; readonly matches: (char: string) => boolean }
  | { readonly kind: 'sequence'; readonly parts: readonly PatternNode[] }
  | { readonly kind: 'choice'; readonly options: readonly PatternNode[] }
  | {
      readonly kind: 'repeat';
      readonly part: PatternNode;
      readonly least: number;
      readonly most: number;
      readonly isLazy: boolean;
    }
  | {
      readonly kind: 'look';
      readonly part: PatternNode;
      readonly isBehind: boolean;
      readonly isNegative: boolean;
    };

/**
 * Atoms are left to the language: what stands between a class's brackets, an escape, a character.
 */
const CLASS = String.raw`\[(?:\\[^]|[^\]\\])*\]`;
const ESCAPE = String.raw`\\(?:[pPu]\{[^}]*\}|u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}|[^])`;
const GROUP_START = String.raw`\((?:\?(?:<?[=!]|<[^>]*>|[a-z-]*:))?`;
const QUANTIFIER = String.raw`[*+?]\??|\{\d+(?:,\d*)?\}\??`;
const TOKEN = new RegExp([CLASS, ESCAPE, GROUP_START, QUANTIFIER, '[^]'].join('|'), 'gu');

/** @param source of an expression that the language took */
export function parsePattern(source: string): PatternNode {
  return new PatternParser(source.match(TOKEN) ?? []).parse();
}

class PatternParser {
  readonly #tokens: readonly string[];
  #at = 0;

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
  }

  parse(flags = 'u'): PatternNode {
    const options = [this.#parseSequence(flags)];
    while (this.#tokens[this.#at] === '|') {
      this.#at++;
      options.push(this.#parseSequence(flags));
    }
    this.#at++;
    return options.length === 1 && options[0] ? options[0] : { kind: 'choice', options };
  }

  #parseSequence(flags: string): PatternNode {
    const parts: PatternNode[] = [];
    for (
      let token = this.#tokens[this.#at];
      token !== undefined && token !== '|' && token !== ')';
      token = this.#tokens[this.#at]
    ) {
      this.#at++;
      parts.push(this.#parseQuantifier(this.#parseAtom(token, flags)));
    }
    return { kind: 'sequence', parts };
  }

  #parseAtom(token: string, flags: string): PatternNode {
    if (!token.startsWith('(')) return toChar(token, flags);
    if (/^\(\?<?[=!]$/.test(token)) {
      return {
        kind: 'look',
        part: this.parse(flags),
        isBehind: token.includes('<'),
        isNegative: token.endsWith('!'),
      };
    }
    const [, on = '', off = ''] = /^\(\?([a-z]*)-?([a-z]*):$/.exec(token) ?? [];
    const ignoresCase = (flags.includes('i') || on.includes('i')) && !off.includes('i');
    return this.parse(ignoresCase ? 'iu' : 'u');
  }

  #parseQuantifier(part: PatternNode): PatternNode {
    const [all, sign, least, comma, most] =
      /^(?:([*+?])|\{(\d+)(,?)(\d*)\})\??$/.exec(this.#tokens[this.#at] ?? '') ?? [];
    if (all === undefined) return part;
    this.#at++;
    const [from, to] =
      sign === undefined
        ? [Number(least), comma === '' ? Number(least) : most === '' ? Infinity : Number(most)]
        : (RANGES[sign] ?? [1, 1]);
    return {
      kind: 'repeat',
      part,
      least: from,
      most: to,
      isLazy: all.length > 1 && all.endsWith('?'),
    };
  }
}

const RANGES: Readonly<Record<string, readonly [number, number]>> = {
  '*': [0, Infinity],
  '+': [1, Infinity],
  '?': [0, 1],
};

/**
 * Takes a token that stands for no character of its own (a back reference, a word's border) for one
 * that is always there.
 */
function toChar(token: string, flags: string): PatternNode {
  if (/^\\[0-9bBk]/.test(token)) return { kind: 'sequence', parts: [] };
  const pattern = new RegExp(`^(?:${token})$`, flags);
  const known = new Map<string, boolean>();
  return {
    kind: 'char',
    matches: (char) => {
      const held = known.get(char);
      if (held !== undefined) return held;
      const isMatch = pattern.test(char);
      known.set(char, isMatch);
      return isMatch;
    },
  };
}

import { countSteps } from './count-steps.ts';
import { parsePattern, type PatternNode } from './pattern-tree.ts';

/** Characters of every kind that patterns tell apart. */
const POOL = Array.from(
  'aAzZsteé中ßǅʰ\u0301٣09½_-.,!?\'"<>[](){}|/\\@#$%&*+=~^`:;€ ' +
    '\t\n\r\u00A0\u3000\u200D\u0000💩\u00AD\uFFFD\uE000',
);
/**
 * Lengths of the texts that are compared: four times the steps for four times the text are right,
 * sixteen times are not.
 */
const [SHORT, LONG] = [32, 128];
const MOST_RATIO = 8;
const MOST_STEPS = 200_000;
/** Kinds of characters of one pattern whose pairs are all tried. */
const MOST_KINDS = 16;

/**
 * A text for which an expression takes more steps than grow with its length: it would hold an
 * instance for minutes. The texts that are tried repeat what the expression tells apart, and what
 * its own repetitions are of.
 * @param source of an expression that the language took, flag `u`
 */
export function findHurtfulText(source: string): string | undefined {
  const pattern = parsePattern(source);
  for (const { pump, end } of listAttacks(pattern)) {
    const write = (length: number): string[] => [
      ...Array.from({ length: Math.ceil(length / pump.length) }, () => pump).flat(),
      ...end,
    ];
    const long = countSteps(pattern, write(LONG), MOST_STEPS);
    if (long === Infinity || long > MOST_RATIO * countSteps(pattern, write(SHORT), MOST_STEPS)) {
      return write(SHORT).join('');
    }
  }
  return undefined;
}

interface Attack {
  readonly pump: readonly string[];
  /** Texts that may keep a match from coming to its end. */
  readonly end: readonly string[];
}

function* listAttacks(pattern: PatternNode): Iterable<Attack> {
  const kinds = listKinds(pattern);
  const ends = [[], ...kinds.map((kind) => [kind])];
  const pumps = [
    ...listRepeated(pattern),
    ...kinds.map((kind) => [kind]),
    ...kinds.flatMap((first) => kinds.map((second) => [first, second])),
  ];
  for (const pump of pumps) for (const end of ends) yield { pump, end };
  for (const first of kinds) {
    for (const second of kinds) {
      if (first !== second) {
        yield { pump: [...repeat(first, SHORT / 2), ...repeat(second, SHORT / 2)], end: [] };
      }
    }
  }
}

function repeat(char: string, count: number): string[] {
  return new Array<string>(count).fill(char);
}

/** One character of each kind that the expression tells apart, and one that it has no use for. */
function listKinds(pattern: PatternNode): string[] {
  const atoms = listNodes(pattern).flatMap((node) => (node.kind === 'char' ? [node.matches] : []));
  const kinds = new Map<string, string>();
  for (const char of [...POOL, ...findLiterals(atoms)]) {
    const key = atoms.map((matches) => (matches(char) ? '1' : '0')).join('');
    if (!kinds.has(key)) kinds.set(key, char);
  }
  return [...kinds.values()].slice(0, MOST_KINDS);
}

/** A character for each atom that the pool has none for. */
function findLiterals(atoms: readonly ((char: string) => boolean)[]): string[] {
  return atoms
    .filter((matches) => !POOL.some(matches))
    .slice(0, MOST_KINDS)
    .flatMap((matches) => findChar(matches) ?? []);
}

function findChar(matches: (char: string) => boolean): string | undefined {
  for (let code = 0x21; code < 0x3000; code++) {
    if (matches(String.fromCharCode(code))) return String.fromCharCode(code);
  }
  return undefined;
}

function listNodes(node: PatternNode): PatternNode[] {
  const inner =
    node.kind === 'sequence'
      ? node.parts
      : node.kind === 'choice'
        ? node.options
        : node.kind === 'char'
          ? []
          : [node.part];
  return [node, ...inner.flatMap(listNodes)];
}

/**
 * Lists the texts that the expression's own repetitions repeat: each choice within them taken once.
 */
function listRepeated(pattern: PatternNode): string[][] {
  const parts = listNodes(pattern).flatMap((node) =>
    node.kind === 'repeat' && node.most > 1 ? [node.part] : [],
  );
  return parts
    .flatMap((part) => listSamples(part).filter((sample) => sample.length > 0))
    .slice(0, 4 * MOST_KINDS);
}

function listSamples(node: PatternNode): string[][] {
  switch (node.kind) {
    case 'char': {
      const char = POOL.find(node.matches) ?? findChar(node.matches);
      return char === undefined ? [] : [[char]];
    }
    case 'sequence':
      return node.parts.reduce<string[][]>(
        (samples, part) =>
          samples
            .flatMap((sample) => listSamples(part).map((more) => [...sample, ...more]))
            .slice(0, MOST_KINDS),
        [[]],
      );
    case 'choice':
      return node.options.flatMap(listSamples).slice(0, MOST_KINDS);
    case 'repeat':
      return [
        ...(node.least === 0 ? [[]] : []),
        ...listSamples(node.part).map((sample) =>
          Array.from({ length: Math.min(Math.max(node.least, 1), SHORT) }, () => sample).flat(),
        ),
      ];
    case 'look':
      return [[]];
  }
}

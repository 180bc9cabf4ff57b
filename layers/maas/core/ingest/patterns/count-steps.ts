import type { PatternNode } from './pattern-tree.ts';

type Then = (at: number) => boolean;

/**
 * Steps that a backtracking engine, as JavaScript's own is one, takes to find all matches in a
 * text.
 * @returns Infinity above `most`
 */
export function countSteps(pattern: PatternNode, chars: readonly string[], most: number): number {
  const run = new Run(chars, most);
  for (let at = 0; at < chars.length && run.steps <= most;) {
    let end = -1;
    run.match(pattern, at, 1, (reached) => {
      end = reached;
      return true;
    });
    at = end > at ? end : at + 1;
  }
  return run.steps <= most ? run.steps : Infinity;
}

class Run {
  steps = 0;
  readonly #chars: readonly string[];
  readonly #most: number;

  constructor(chars: readonly string[], most: number) {
    this.#chars = chars;
    this.#most = most;
  }

  /** @param direction -1 within what looks behind, which is read from its end */
  match(node: PatternNode, at: number, direction: 1 | -1, then: Then): boolean {
    // All has been seen that is to be known: out, by the shortest way.
    if (++this.steps > this.#most) return true;
    switch (node.kind) {
      case 'char': {
        const char = this.#chars[direction > 0 ? at : at - 1];
        return char !== undefined && node.matches(char) && then(at + direction);
      }
      case 'sequence':
        return this.#matchParts(
          direction > 0 ? node.parts : node.parts.toReversed(),
          0,
          at,
          direction,
          then,
        );
      case 'choice':
        return node.options.some((option) => this.match(option, at, direction, then));
      case 'repeat':
        return this.#repeat(node, 0, at, direction, then);
      case 'look':
        return (
          this.match(node.part, at, node.isBehind ? -1 : 1, () => true) !== node.isNegative &&
          then(at)
        );
    }
  }

  #matchParts(
    parts: readonly PatternNode[],
    index: number,
    at: number,
    direction: 1 | -1,
    then: Then,
  ): boolean {
    const part = parts[index];
    return part
      ? this.match(part, at, direction, (next) =>
          this.#matchParts(parts, index + 1, next, direction, then),
        )
      : then(at);
  }

  #repeat(
    node: Extract<PatternNode, { kind: 'repeat' }>,
    count: number,
    at: number,
    direction: 1 | -1,
    then: Then,
  ): boolean {
    if (++this.steps > this.#most) return true;
    const goOn = (): boolean =>
      count < node.most &&
      this.match(
        node.part,
        at,
        direction,
        (next) =>
          (next !== at || count < node.least) &&
          this.#repeat(node, count + 1, next, direction, then),
      );
    if (count < node.least) return goOn();
    return node.isLazy ? then(at) || goOn() : goOn() || then(at);
  }
}

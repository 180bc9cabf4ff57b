import type { Series } from '../ports/metrics.ts';

/** The expression is none that this reads; the message says where. */
export class MetricMathError extends Error {
  override readonly name = 'MetricMathError';
}

/** At one timestamp; undefined where there is no data point. */
type Point = number | undefined;
/** A scalar has a value at every timestamp, also at those of no metric. */
interface Term {
  readonly isScalar: boolean;
  readonly at: (index: number) => Point;
}

type Operator = (a: number, b: number) => Point;

/** From the loosest to the tightest. */
const LEVELS: readonly Readonly<Record<string, Operator>>[] = [
  { '||': (a, b) => (a !== 0 || b !== 0 ? 1 : 0), OR: (a, b) => (a !== 0 || b !== 0 ? 1 : 0) },
  { '&&': (a, b) => (a !== 0 && b !== 0 ? 1 : 0), AND: (a, b) => (a !== 0 && b !== 0 ? 1 : 0) },
  {
    '==': (a, b) => (a === b ? 1 : 0),
    '!=': (a, b) => (a === b ? 0 : 1),
    '<=': (a, b) => (a <= b ? 1 : 0),
    '>=': (a, b) => (a >= b ? 1 : 0),
    '<': (a, b) => (a < b ? 1 : 0),
    '>': (a, b) => (a > b ? 1 : 0),
  },
  { '+': (a, b) => a + b, '-': (a, b) => a - b },
  // A division by zero drops the data point.
  { '*': (a, b) => a * b, '/': (a, b) => (b === 0 ? undefined : a / b) },
];
const TOKEN = /\s*(\d+(?:\.\d+)?|[A-Za-z_]\w*|\|\||&&|[=!<>]=|[-+*/<>(),])/y;

/**
 * The part of CloudWatch's metric math that alarms need: arithmetic, comparisons, AND, OR and
 * `IF(condition, then, else)`, with its rules for missing data points.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 * @param metrics series of one length, by their ids
 * @throws MetricMathError
 */
export function evaluateMath(
  expression: string,
  metrics: Readonly<Record<string, Series>>,
): Series {
  const term = new Parser(expression, metrics).parse();
  const length = Math.max(0, ...Object.values(metrics).map((series) => series.length));
  if (term.isScalar) throw new MetricMathError(`'${expression}' is a number, not a series.`);
  return Array.from({ length }, (_, index) => term.at(index));
}

class Parser {
  readonly #expression: string;
  readonly #metrics: Readonly<Record<string, Series>>;
  readonly #tokens: readonly string[];
  #next = 0;

  constructor(expression: string, metrics: Readonly<Record<string, Series>>) {
    this.#expression = expression;
    this.#metrics = metrics;
    this.#tokens = tokenize(expression);
  }

  parse(): Term {
    const term = this.#parseLevel(0);
    if (this.#next < this.#tokens.length) this.#fail();
    return term;
  }

  #parseLevel(level: number): Term {
    const operators = LEVELS[level];
    if (!operators) return this.#parseUnary();
    let left = this.#parseLevel(level + 1);
    for (;;) {
      const token = this.#tokens[this.#next] ?? '';
      const operator = Object.hasOwn(operators, token) ? operators[token] : undefined;
      if (!operator) return left;
      this.#next++;
      left = combine(operator, left, this.#parseLevel(level + 1));
    }
  }

  #parseUnary(): Term {
    if (this.#tokens[this.#next] !== '-') return this.#parsePrimary();
    this.#next++;
    return combine((a, b) => a - b, scalar(0), this.#parseUnary());
  }

  #parsePrimary(): Term {
    const token = this.#tokens[this.#next++] ?? '';
    if (/^\d/.test(token)) return scalar(Number(token));
    if (token === '(') {
      const term = this.#parseLevel(0);
      this.#expect(')');
      return term;
    }
    if (token === 'IF') return this.#parseIf();
    const series = Object.hasOwn(this.#metrics, token) ? this.#metrics[token] : undefined;
    if (!series) return this.#fail();
    return { isScalar: false, at: (index) => series[index] };
  }

  #parseIf(): Term {
    this.#expect('(');
    const condition = this.#parseLevel(0);
    this.#expect(',');
    const then = this.#parseLevel(0);
    let otherwise: Term | undefined;
    if (this.#tokens[this.#next] === ',') {
      this.#next++;
      otherwise = this.#parseLevel(0);
    }
    this.#expect(')');
    return {
      isScalar: condition.isScalar && then.isScalar && (otherwise?.isScalar ?? true),
      at: (index) => choose(condition.at(index), then.at(index), otherwise?.at(index)),
    };
  }

  #expect(token: string): void {
    if (this.#tokens[this.#next++] !== token) this.#fail();
  }

  #fail(): never {
    const token = this.#tokens[this.#next - 1] ?? 'its end';
    throw new MetricMathError(`'${this.#expression}' cannot be read at '${token}'.`);
  }
}

/** No condition, no data point; a value that is missing where it is wanted is 0. */
function choose(condition: Point, then: Point, otherwise: Point): Point {
  if (condition === undefined) return undefined;
  return condition === 0 ? otherwise : (then ?? 0);
}

function scalar(value: number): Term {
  return { isScalar: true, at: () => value };
}

/** A value that is missing beside one that is there is 0. */
function combine(operator: Operator, a: Term, b: Term): Term {
  const isScalar = a.isScalar && b.isScalar;
  return {
    isScalar,
    at: (index) => {
      const [left, right] = [a.at(index), b.at(index)];
      const isThere =
        isScalar || (!a.isScalar && left !== undefined) || (!b.isScalar && right !== undefined);
      return isThere ? operator(left ?? 0, right ?? 0) : undefined;
    },
  };
}

function tokenize(expression: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  for (let end = 0; end < expression.trimEnd().length; end = TOKEN.lastIndex) {
    const token = TOKEN.exec(expression)?.[1];
    if (token === undefined) {
      throw new MetricMathError(
        `'${expression}' cannot be read at '${expression.slice(end).trim()}'.`,
      );
    }
    tokens.push(token);
  }
  return tokens;
}

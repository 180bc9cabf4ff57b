/** One metric of a line: what it is called, what tells it apart, and its values. */
export interface EmfSeries {
  readonly metric: string;
  /** The line's dimensions, of which each set makes a metric of its own. */
  readonly dimensions: Readonly<Record<string, string>>;
  readonly sets: readonly (readonly string[])[];
}

export interface EmfLine {
  readonly timeMs: number;
  readonly series: readonly EmfSeries[];
  /** The values of each of the series. */
  readonly values: readonly (readonly number[])[];
}

interface Directive {
  readonly Namespace: string;
  readonly Dimensions: readonly (readonly string[])[];
  readonly Metrics: readonly { readonly Name: string }[];
}

type Members = Readonly<Record<string, unknown>>;

/**
 * Every line that we write begins with `HEAD`; `LIST` opens its directives and `END` closes them.
 */
const HEAD = '{"_aws":{"Timestamp":';
const LIST = ',"CloudWatchMetrics":';
const END = ']}]}';
/**
 * Different directives that are remembered, and dimensions of each: answers and failures, cold and
 * warm, times the versions that are called.
 */
const FORMS = 32;
const REMEMBERED = 10_000;

/**
 * The directives of lines that share them, and the series that each combination of dimensions has.
 */
interface Form {
  readonly directives: readonly Directive[];
  readonly names: readonly string[];
  readonly series: Map<string, readonly EmfSeries[]>;
}

/**
 * Reads lines in CloudWatch's Embedded Metric Format. What they say of their metrics is the same in
 * nearly all: it is parsed once.
 *
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export class EmfLineReader {
  readonly #namespace: string;
  /** By the text of their directives, the one met last at the front. */
  readonly #forms: (readonly [text: string, form: Form])[] = [];

  constructor(namespace: string) {
    this.#namespace = namespace;
  }

  /**
   * undefined for what is no whole line of this namespace: one cut short by a killed process, or
   * not a metric.
   */
  read(text: string): EmfLine | undefined {
    try {
      return this.#readOwn(text) ?? this.#readAny(text);
    } catch {
      return undefined;
    }
  }

  #readOwn(text: string): EmfLine | undefined {
    const list = text.startsWith(HEAD) ? text.indexOf(LIST, HEAD.length) : -1;
    const start = list + LIST.length;
    const known = list < 0 ? undefined : this.#findForm(text, start);
    if (!known) return undefined;
    const [listText, form] = known;
    const members = JSON.parse(`{${text.slice(start + listText.length + 2)}`) as Members;
    return toLine(Number(text.slice(HEAD.length, list)), form, members);
  }

  /** To compare texts costs a twentieth of what it costs to look one up. */
  #findForm(text: string, start: number): readonly [string, Form] | undefined {
    const index = this.#forms.findIndex(
      ([known]) => text.slice(start, start + known.length) === known,
    );
    if (index === 0) return this.#forms[0];
    const [found] = index > 0 ? this.#forms.splice(index, 1) : [this.#readForm(text, start)];
    if (!found) return undefined;
    this.#forms.unshift(found);
    this.#forms.length = Math.min(this.#forms.length, FORMS);
    return found;
  }

  #readForm(text: string, start: number): readonly [string, Form] | undefined {
    const end = text.indexOf(END, start);
    if (end < 0 || text[end + END.length] !== ',') return undefined;
    const listText = text.slice(start, end + END.length - 1);
    return [listText, toForm(JSON.parse(listText), this.#namespace)];
  }

  #readAny(text: string): EmfLine | undefined {
    const line = JSON.parse(text) as
      | (Members & {
          readonly _aws?: { readonly Timestamp?: unknown; readonly CloudWatchMetrics?: unknown };
        })
      | null;
    if (typeof line?._aws?.Timestamp !== 'number') return undefined;
    return toLine(line._aws.Timestamp, toForm(line._aws.CloudWatchMetrics, this.#namespace), line);
  }
}

function toForm(value: unknown, namespace: string): Form {
  const directives = toDirectives(value, namespace);
  return {
    directives,
    names: [...new Set(directives.flatMap(({ Dimensions }) => Dimensions.flat()))],
    series: new Map(),
  };
}

function toLine(
  timeMs: number,
  { directives, names, series: known }: Form,
  members: Members,
): EmfLine | undefined {
  if (directives.length === 0 || !Number.isFinite(timeMs)) return undefined;
  const series = remember(known, names.map((name) => String(members[name])).join('\0'), () =>
    toSeries(directives, members),
  );
  return { timeMs, series, values: series.map(({ metric }) => toNumbers(members[metric])) };
}

function toDirectives(value: unknown, namespace: string): readonly Directive[] {
  return Array.isArray(value) && value.every(isDirective)
    ? value.filter(({ Namespace }) => Namespace === namespace)
    : [];
}

function toSeries(directives: readonly Directive[], members: Members): EmfSeries[] {
  return directives.flatMap(({ Dimensions, Metrics }) => {
    const names = [...new Set(Dimensions.flat())];
    const dimensions = Object.fromEntries(names.map((name) => [name, String(members[name])]));
    return Metrics.map(({ Name }) => ({ metric: Name, dimensions, sets: Dimensions }));
  });
}

function isDirective(value: unknown): value is Directive {
  const { Dimensions, Metrics } = (value ?? {}) as Partial<Directive>;
  const areSets = Array.isArray(Dimensions) && Dimensions.every(Array.isArray);
  return (
    areSets &&
    Array.isArray(Metrics) &&
    Metrics.every((metric: unknown) => typeof metric === 'object' && metric !== null)
  );
}

function toNumbers(value: unknown): readonly number[] {
  if (typeof value === 'number') return [value];
  return Array.isArray(value)
    ? value.filter((item): item is number => typeof item === 'number')
    : [];
}

function remember<T>(known: Map<string, T>, key: string, make: () => T): T {
  const found = known.get(key);
  if (found !== undefined) return found;
  if (known.size >= REMEMBERED) known.clear();
  const made = make();
  known.set(key, made);
  return made;
}

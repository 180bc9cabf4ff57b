import type { LogFields, Logger } from '../core/ports/logger.ts';

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Longest value of a field; a log event on CloudWatch may have 256 KB. */
const FIELD_LENGTH = 16_384;

export interface JsonLoggerOptions {
  /** @default 'info' */
  readonly level?: LogLevel;
  /** Fields of every line, as `{ function: 'predict' }`. */
  readonly fields?: LogFields;
  /** Takes each line. @default - warnings and errors go to stderr, the rest to stdout */
  readonly write?: (line: string, level: LogLevel) => void;
  readonly nowText?: () => string;
}

/** One JSON object a line, as CloudWatch Logs Insights reads them. */
export class JsonLogger implements Logger {
  readonly #options: Required<JsonLoggerOptions>;

  constructor(options: JsonLoggerOptions = {}) {
    this.#options = {
      level: 'info',
      fields: {},
      write: writeLine,
      nowText: () => new Date().toISOString(),
      ...options,
    };
  }

  /** The same logger with more fields on every line, as `{ requestId }` for one request. */
  with(fields: LogFields): JsonLogger {
    return new JsonLogger({ ...this.#options, fields: { ...this.#options.fields, ...fields } });
  }

  debug(message: string, fields?: LogFields): void {
    this.#log('debug', message, fields);
  }

  info(message: string, fields?: LogFields): void {
    this.#log('info', message, fields);
  }

  warn(message: string, fields?: LogFields): void {
    this.#log('warn', message, fields);
  }

  error(message: string, fields?: LogFields): void {
    this.#log('error', message, fields);
  }

  #log(level: LogLevel, message: string, fields: LogFields = {}): void {
    const { write, nowText, level: least, fields: always } = this.#options;
    if (LOG_LEVELS.indexOf(level) < LOG_LEVELS.indexOf(least)) return;
    write(`${toJson({ time: nowText(), level, message, ...always, ...fields })}\n`, level);
  }
}

/** Writes a line as JSON. A field that cannot be written so must not lose the line. */
function toJson(line: LogFields): string {
  try {
    return isPlain(line) ? JSON.stringify(line) : JSON.stringify(line, toLoggable);
  } catch (error) {
    const { time, level, message } = line;
    return JSON.stringify({ time, level, message, unloggable: String(error) });
  }
}

/**
 * Tells whether JSON takes a value as it stands: to have each one looked at costs several times as
 * much.
 * @param depth of objects in one another; what goes deeper is looked at
 */
function isPlain(value: unknown, depth = 2): boolean {
  switch (typeof value) {
    case 'string':
      return value.length <= FIELD_LENGTH;
    case 'bigint':
      return false;
    case 'object':
      if (value === null) return true;
      return (
        depth > 0 && isRecord(value) && Object.values(value).every((one) => isPlain(one, depth - 1))
      );
    default:
      return true;
  }
}

function isRecord(value: object): boolean {
  return Object.getPrototypeOf(value) === Object.prototype;
}

function toLoggable(_key: string, value: unknown): unknown {
  if (value instanceof Error) {
    return {
      ...Object.fromEntries(Object.entries(value)),
      name: value.name,
      message: value.message,
      stack: value.stack,
      cause: value.cause,
    };
  }
  if (typeof value === 'bigint') return String(value);
  return typeof value === 'string' && value.length > FIELD_LENGTH
    ? `${value.slice(0, FIELD_LENGTH)}…`
    : value;
}

/** Not `console`: Lambda's runtime would put a prefix before the line. */
function writeLine(line: string, level: LogLevel): void {
  (level === 'warn' || level === 'error' ? process.stderr : process.stdout).write(line);
}

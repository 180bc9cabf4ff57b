import { JsonLogger, LOG_LEVELS, type LogLevel } from '../../layers/maas/adapters/json-logger.ts';
import { formatLine, type LogLine } from './format-line.ts';
import { isMetricLine } from './is-metric-line.ts';
import type { LogFile } from './log-file.ts';

export interface LogBookOptions {
  readonly file: LogFile;
  /** Gets the metric lines. */
  readonly onMetric: (line: string) => void;
  /** Lines of at least this level go to the console too. */
  readonly consoleLevel: LogLevel;
  readonly print: (text: string) => void;
}

/**
 * Everything that happens, a JSON object a line, in one file; what somebody should see also on the
 * console.
 */
export class LogBook {
  /** For the stack's own words. */
  readonly logger = new JsonLogger({
    level: 'debug',
    fields: { function: 'local' },
    write: (line, level) => {
      this.#write(line.trimEnd(), level);
    },
  });
  readonly #options: LogBookOptions;

  constructor(options: LogBookOptions) {
    this.#options = options;
  }

  /**
   * Takes one line of a function's output: a metric, a log line in JSON, or whatever else it
   * printed.
   */
  takeOutput(functionName: string, text: string): void {
    if (isMetricLine(text)) {
      this.#options.onMetric(text);
      return;
    }
    const known = findLogLine(text);
    if (known) this.#write(text, known.level);
    else {
      const time = new Date().toISOString();
      const message = text.replaceAll('\r', '\n');
      this.#write(JSON.stringify({ time, level: 'info', message, function: functionName }), 'info');
    }
  }

  /** @param text of a log line */
  #write(text: string, level: string): void {
    const { file, consoleLevel, print } = this.#options;
    file.append(text);
    if (rank(level) >= rank(consoleLevel)) print(formatLine(JSON.parse(text) as LogLine));
  }
}

function rank(level: string): number {
  return LOG_LEVELS.findIndex((known) => known === level);
}

function findLogLine(line: string): LogLine | undefined {
  try {
    const value = JSON.parse(line) as Partial<LogLine> | null;
    return typeof value?.time === 'string' &&
      typeof value.level === 'string' &&
      typeof value.message === 'string'
      ? (value as LogLine)
      : undefined;
  } catch {
    return undefined;
  }
}

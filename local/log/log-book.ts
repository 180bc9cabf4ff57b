import { JsonLogger, LOG_LEVELS, type LogLevel } from '../../layers/maas/adapters/json-logger.ts';
import { isMetricLine } from '../metrics/is-metric-line.ts';
import { formatLine, type LogLine } from './format-line.ts';
import type { LogFile } from './log-file.ts';

export interface LogBookOptions {
  readonly file: LogFile;
  /** Gets the metric lines. */
  readonly onMetric: (line: string) => void;
  /** Lines of at least this level go to the console too. */
  readonly consoleLevel: LogLevel;
  readonly print: (text: string) => void;
}

/** Everything that happens, a JSON object a line, in one file; what somebody should see also on the console. */
export class LogBook {
  /** For the stack's own words. */
  readonly logger = new JsonLogger({
    level: 'debug',
    fields: { function: 'local' },
    write: (line) => {
      this.takeOutput('local', line.trimEnd());
    },
  });
  readonly #options: LogBookOptions;

  constructor(options: LogBookOptions) {
    this.#options = options;
  }

  /** Takes one line of a function's output: a metric, a log line in JSON, or whatever else it printed. */
  takeOutput(functionName: string, line: string): void {
    if (isMetricLine(line)) this.#options.onMetric(line);
    else
      this.#write(
        findLogLine(line) ?? {
          time: new Date().toISOString(),
          level: 'info',
          message: line.replaceAll('\r', '\n'),
          function: functionName,
        },
      );
  }

  #write(line: LogLine): void {
    const { file, consoleLevel, print } = this.#options;
    file.append(JSON.stringify(line));
    if (rank(line.level) >= rank(consoleLevel)) print(formatLine(line));
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

import { describe, expect, it } from '@jest/globals';
import { JsonLogger, type LogLevel } from '../../layers/maas/adapters/json-logger.ts';

const TIME = '2026-11-25T08:00:00.000Z';

function open(level?: LogLevel): {
  logger: JsonLogger;
  lines: Record<string, unknown>[];
  levels: string[];
} {
  const lines: Record<string, unknown>[] = [];
  const levels: string[] = [];
  const write = (line: string, at: string): void => {
    expect(line.indexOf('\n')).toBe(line.length - 1);
    lines.push(JSON.parse(line) as Record<string, unknown>);
    levels.push(at);
  };
  return {
    lines,
    levels,
    logger: new JsonLogger({
      ...(level === undefined ? {} : { level }),
      fields: { function: 'predict' },
      write,
      nowText: () => TIME,
    }),
  };
}

describe('JsonLogger', () => {
  it('writes one object a line, with the fields of the logger and of the line', () => {
    const { logger, lines } = open();
    logger.with({ requestId: 'r1' }).info('Loaded.\nAll of it.', { ms: 12 });
    expect(lines).toEqual([
      {
        time: TIME,
        level: 'info',
        message: 'Loaded.\nAll of it.',
        function: 'predict',
        requestId: 'r1',
        ms: 12,
      },
    ]);
  });

  it.each([
    ['debug', ['debug', 'info', 'warn', 'error']],
    [undefined, ['info', 'warn', 'error']],
    ['warn', ['warn', 'error']],
    ['error', ['error']],
  ] as const)('writes from the level %s on', (level, expected) => {
    const { logger, levels } = open(level);
    for (const each of ['debug', 'info', 'warn', 'error'] as const) logger[each]('x');
    expect(levels).toEqual(expected);
  });

  it('writes errors with their stack, code and cause', () => {
    const { logger, lines } = open();
    logger.error('Failed.', {
      error: Object.assign(new Error('outer', { cause: new Error('inner') }), { code: 'ENOENT' }),
    });
    expect(lines[0]).toMatchObject({
      error: {
        name: 'Error',
        message: 'outer',
        code: 'ENOENT',
        stack: expect.stringContaining('json-logger.test'),
        cause: { message: 'inner' },
      },
    });
  });

  it('loses no line when a field is circular, a big integer, or long', () => {
    const { logger, lines } = open();
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    logger.warn('circular', { circular });
    logger.warn('big', { big: 2n ** 64n });
    logger.warn('long', { text: 'x'.repeat(100_000) });
    expect(lines[0]).toMatchObject({
      message: 'circular',
      unloggable: expect.stringContaining('circular'),
    });
    expect(lines[1]).toMatchObject({ big: '18446744073709551616' });
    expect((lines[2]?.text as string).length).toBeLessThan(20_000);
  });
});

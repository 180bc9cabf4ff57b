import { Command, CommanderError } from 'commander';
import { describe, expect, it } from '@jest/globals';
import { addCourse, findCourse, type CourseFlags } from '../../cli/rollout/course.ts';

/** Parses the options of a roll-out, as they are typed. */
function parse(...args: readonly string[]): ReturnType<typeof findCourse> {
  const command = addCourse(new Command())
    .exitOverride()
    .configureOutput({ writeErr: () => undefined });
  return findCourse(command.parse(args, { from: 'user' }).opts<CourseFlags>());
}

describe('the course of a roll-out', () => {
  it.each([
    [['--canary', '10,50'], { strategy: { canary: { percent: [10, 50], bakeMinutes: 10 } } }],
    [
      ['--linear', '20', '--bake', '5'],
      { strategy: { linear: { stepPercent: 20, bakeMinutes: 5 } } },
    ],
    [['--all-at-once'], { strategy: { allAtOnce: { bakeMinutes: 10 } } }],
    [
      ['--all-at-once', '--shadow', '20', '--tolerance', '0.01', '--guard', 'agreement=0.02'],
      {
        strategy: { allAtOnce: { bakeMinutes: 10 } },
        shadow: { percent: 20, bakeMinutes: 10, tolerance: 0.01 },
        guards: { agreement: { limit: 0.02 } },
      },
    ],
    [
      ['--all-at-once', '--guard', 'errorRate=0.05', '--guard', 'drift', '--on-bad', 'freeze'],
      {
        strategy: { allAtOnce: { bakeMinutes: 10 } },
        guards: { errorRate: { limit: 0.05 }, drift: {} },
        onBad: 'freeze',
      },
    ],
    [
      ['--all-at-once', '--shadow', '20', '--dry-run'],
      {
        strategy: { allAtOnce: { bakeMinutes: 10 } },
        shadow: { percent: 20, bakeMinutes: 10 },
        guards: {
          agreement: { dryRun: true },
          errorRate: { dryRun: true },
          latency: { dryRun: true },
        },
      },
    ],
  ])('is what is typed: %j', (args, course) => {
    expect(parse(...args)).toEqual(course);
  });

  it('is none when no strategy is typed', () => {
    expect(parse()).toBeUndefined();
  });

  it.each([
    [['--canary', '10', '--all-at-once'], 'Give one of'],
    [['--shadow', '20'], 'Give one of'],
    [['--all-at-once', '--tolerance', '0.1'], '--shadow'],
  ])('is refused with a sentence: %j', (args, sentence) => {
    expect(() => parse(...args)).toThrow(sentence);
  });

  it.each([
    ['--canary', '10,100'],
    ['--shadow', '0'],
    ['--shadow', '101'],
    ['--guard', 'speed'],
    ['--guard', 'agreement=5'],
    ['--on-bad', 'wait'],
  ])('is refused when %s is %s', (flag, value) => {
    expect(() => parse(flag, value)).toThrow(CommanderError);
  });
});

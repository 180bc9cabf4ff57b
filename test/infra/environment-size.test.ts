import { describe, expect, it } from '@jest/globals';
import type { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { createService } from './synthesise.ts';

const WORDS =
  /The environment of a function may have 4096 bytes, of all variables as JSON; got \d+ \((.*)\)\. Give/;

/** Names the largest variable of what the synthesis refuses. */
function findLargest(stack: Stack): string | undefined {
  try {
    Template.fromStack(stack);
    return undefined;
  } catch (error) {
    return WORDS.exec(String(error))?.[1]?.split(' ')[0] ?? String(error);
  }
}

const list = (count: number, name: string): string[] =>
  Array.from({ length: count }, (_, index) => `${name}_${index}`);

describe('the environment of a function', () => {
  it('is refused when names of fields outgrow it', () => {
    const { stack } = createService({ captureRedact: list(400, 'column') });
    expect(findLargest(stack)).toBe('MAAS_CAPTURE_REDACT');
  });

  it('is refused when names of callers outgrow it', () => {
    const callers = list(20, `arn:aws:iam::111111111111:role/${'folder/'.repeat(30)}App`);
    const { stack } = createService({ countedCallers: callers });
    expect(findLargest(stack)).toBe('MAAS_COUNTED_CALLERS');
  });

  it('is refused when a variable of the owner outgrows it', () => {
    const { stack, service } = createService();
    service.functions.models.addEnvironment('OWN', '好'.repeat(1400));
    expect(findLargest(stack)).toBe('OWN');
  });

  it('is well with a hundred fields and three endpoints', () => {
    const { stack, service } = createService({ captureRedact: list(100, 'column') });
    for (const name of list(3, 'e')) service.addEndpoint(name.replace('_', '-'));
    expect(findLargest(stack)).toBeUndefined();
  });
});

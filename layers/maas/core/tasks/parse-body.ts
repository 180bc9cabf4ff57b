import type { z } from 'zod';
import { MaasError } from '../errors.ts';
import { quote } from '../quote.ts';

/** How many faults of one body are told at once. */
const MOST_ISSUES = 3;

/**
 * @param subject what is parsed, as the sentence begins
 * @throws MaasError INVALID_REQUEST naming each fault and its place
 */
export function parseBody<T>(schema: z.ZodType<T>, body: unknown, subject = 'The body'): T {
  const result = schema.safeParse(body, { reportInput: true });
  if (result.success) return result.data;
  const sentences = result.error.issues.slice(0, MOST_ISSUES).map(describeIssue);
  throw new MaasError('INVALID_REQUEST', `${subject} is not as it should be: ${sentences.join('; ')}.`);
}

function describeIssue(issue: z.core.$ZodIssue): string {
  const place = issue.path.length > 0 ? `"${issue.path.join('.')}" ` : '';
  const given = issue.input === undefined || typeof issue.input === 'object' ? '' : ` (got ${quote(issue.input)})`;
  return `${place}${lowerFirst(issue.message)}${given}`;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

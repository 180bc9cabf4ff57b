import { expect, it } from '@jest/globals';
import { explain } from '../../cli/explain.ts';

const URL = 'https://models.example';

/** An error of `fetch`, as Node wraps what the system says. */
function failWith(code: string): Error {
  const cause = Object.assign(new Error('connect'), { code, syscall: 'connect' });
  return new Error('fetch failed', { cause });
}

it.each([
  ['ECONNREFUSED', 'Nothing listens on https://models.example.'],
  ['CERT_HAS_EXPIRED', 'The certificate of https://models.example has expired.'],
  ['EAI_AGAIN', 'The name in https://models.example cannot be looked up now.'],
  ['EODD', 'https://models.example cannot be reached (EODD).'],
])('says in a sentence that an address is out of reach, by %s', (code, sentence) => {
  expect(explain(failWith(code), { url: URL })).toMatchObject({
    outcome: 'unreachable',
    message: sentence,
    fix: `serverless-maas doctor --url ${URL}`,
  });
});

it('says what fetch says where the system has no code', () => {
  const error = new Error('fetch failed', { cause: new Error('bad port') });
  expect(explain(error, { url: 'http://127.0.0.1:6000' }).message).toBe(
    'http://127.0.0.1:6000 cannot be reached (bad port).',
  );
});

import { expect, it } from '@jest/globals';
import { MaasError } from '../../client/index.ts';
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

const AGAIN = 'the same command again, in a while';

it.each<[string, number, string | undefined]>([
  ['INVALID_REQUEST', 400, undefined],
  ['INVALID_TENSOR', 400, 'serverless-maas show iris'],
  ['MODEL_REFUSED_INPUT', 422, 'serverless-maas show iris'],
  ['PAYLOAD_TOO_LARGE', 413, undefined],
  ['CONFLICT', 409, undefined],
  ['MODEL_REJECTED', 422, undefined],
  ['UPLOAD_INCOMPLETE', 409, 'the same command again: it goes on where it broke off'],
  ['MODEL_NOT_FOUND', 404, 'serverless-maas models'],
  ['VERSION_NOT_READY', 409, 'serverless-maas versions iris'],
  ['METHOD_NOT_ALLOWED', 405, `serverless-maas doctor --url ${URL}`],
  ['QUOTA_EXCEEDED', 429, 'serverless-maas access iris'],
  ['THROTTLED', 429, AGAIN],
  ['OVER_CAPACITY', 503, AGAIN],
  ['TIMEOUT', 504, AGAIN],
  ['RUN_FAILED', 500, undefined],
  ['NOT_SUPPORTED', 501, undefined],
])('names what mends %s, or nothing where no command does', (code, status, fix) => {
  const error = new MaasError(status, code, 'It is so.');
  expect(explain(error, { url: URL, model: 'iris' }).fix).toBe(fix);
});

it.each(['PAYLOAD_TOO_LARGE', 'TIMEOUT', 'OUT_OF_MEMORY'])(
  'says that fewer inputs at once may do when %s is the answer to many',
  (code) => {
    const error = new MaasError(413, code, 'Too much.');
    expect(explain(error, { inputs: 64 }).fix).toBe('the same command with a --batch below 64');
  },
);

it('names no model where the command had none', () => {
  expect(explain(new MaasError(400, 'INVALID_TENSOR', 'No.')).fix).toBeUndefined();
});

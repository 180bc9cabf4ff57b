import { describe, expect, it } from '@jest/globals';
import aws4 from 'aws4';
import { signer } from '../../client/sigv4.ts';

const credentials = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'secret',
  sessionToken: 'token',
};
const NOW = new Date('2026-11-29T05:00:00Z');
const HOST = 'abc.execute-api.eu-central-1.amazonaws.com';

async function sign(url: string, init: RequestInit): Promise<Headers> {
  const signed = await signer({ credentials, now: () => NOW })(new Request(url, init));
  return signed.headers;
}

/** As the signature that AWS's gateway would compute. */
function expected(path: string, method: string, body?: string): string | undefined {
  const request = {
    host: HOST,
    path,
    method,
    service: 'execute-api',
    region: 'eu-central-1',
    ...(body === undefined ? {} : { body }),
    headers: {
      'X-Amz-Date': '20261129T050000Z',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    // The body's length is no header that fetch signs.
    extraHeadersToIgnore: { 'content-length': true },
  };
  return aws4.sign(request, credentials).headers?.Authorization as string | undefined;
}

describe('signer', () => {
  it.each([
    ['/prod/models', 'GET', undefined],
    ['/prod/models?limit=2&after=a%20b', 'GET', undefined],
    ['/prod/models/a%3Ab%2Fc/predict', 'GET', undefined],
    ["/prod/models/it's(me)!*/versions/3", 'DELETE', undefined],
    ['/prod/predict', 'POST', '{"text":"这是一个正面的文本"}'],
  ])('signs %s (%s) as aws4 does', async (path, method, body) => {
    const headers = await sign(`https://${HOST}${path}`, {
      method,
      ...(body === undefined ? {} : { body, headers: { 'content-type': 'application/json' } }),
    });
    expect(headers.get('authorization')).toBe(
      expected(
        new URL(`https://${HOST}${path}`).pathname + new URL(`https://${HOST}${path}`).search,
        method,
        body,
      ),
    );
    expect(headers.get('x-amz-security-token')).toBe('token');
  });

  it('takes credentials that are asked for anew with each request', async () => {
    let asked = 0;
    const sign = signer({
      credentials: () => Promise.resolve({ ...credentials, accessKeyId: `AKID${++asked}` }),
      region: 'us-east-1',
    });
    await sign(new Request('https://models.example.com/models'));
    const { headers } = await sign(new Request('https://models.example.com/models'));
    expect(headers.get('authorization')).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKID2\/\d{8}\/us-east-1\/execute-api\//,
    );
  });

  it('says that it needs the region where the address does not have it', async () => {
    await expect(
      signer({ credentials })(new Request('https://models.example.com/models')),
    ).rejects.toThrow("The address models.example.com does not say its region: give 'region'.");
  });

  it('hands the body on as it was', async () => {
    const signed = await signer({ credentials })(
      new Request(`https://${HOST}/p`, { method: 'POST', body: 'text' }),
    );
    expect(await signed.text()).toBe('text');
  });
});

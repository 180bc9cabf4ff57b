import { expect } from '@jest/globals';

/** That an answer is one of our errors, with the id of its request. */
export async function expectError(response: Response, status: number, code: string): Promise<void> {
  const body = (await response.json()) as { error: string };
  expect({ status: response.status, type: response.headers.get('content-type'), body }).toEqual({
    status,
    type: 'application/json',
    body: { error: expect.any(String), code, requestId: response.headers.get('x-amzn-requestid') },
  });
}

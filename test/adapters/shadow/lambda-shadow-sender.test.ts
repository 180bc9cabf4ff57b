import aws4 from 'aws4';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { LambdaShadowSender } from '../../../layers/maas/adapters/shadow/lambda-shadow-sender.ts';
import {
  answerWith,
  startScriptedServer,
  type ScriptedServer,
} from '../../support/scripted-server.ts';

const KEYS = { accessKeyId: 'AKIA', secretAccessKey: 'secret', sessionToken: 'token' };
const COPY = '{"model":"m","text":"好"}';
const SHADOW = { model: 'm', version: 2 };

let server: ScriptedServer;
let sender: LambdaShadowSender;
beforeEach(async () => {
  server = await startScriptedServer();
  sender = new LambdaShadowSender({
    function: 'arn:aws:lambda:eu-central-1:111122223333:function:Models-Shadow',
    clock: { nowMs: () => Date.now() },
    environment: {
      AWS_ENDPOINT_URL_LAMBDA: server.url,
      AWS_ACCESS_KEY_ID: KEYS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: KEYS.secretAccessKey,
      AWS_SESSION_TOKEN: KEYS.sessionToken,
    },
  });
});
afterEach(() => server.close());

describe('the sender of copies to a function', () => {
  it('sends an asynchronous event, signed for Lambda, and keeps its connection', async () => {
    server.answer(answerWith(202));
    await sender.send(SHADOW, COPY);
    await sender.send(SHADOW, COPY);
    const [first] = server.requests;
    expect(server.requests).toHaveLength(2);
    expect(first).toMatchObject({
      method: 'POST',
      url: '/2015-03-31/functions/Models-Shadow/invocations',
      headers: { 'x-amz-invocation-type': 'Event', 'x-amz-security-token': KEYS.sessionToken },
    });
    const { headers = {}, url = '' } = first ?? {};
    const signed = aws4.sign(
      {
        service: 'lambda',
        region: 'eu-central-1',
        method: 'POST',
        path: url,
        headers: {
          host: headers.host,
          'content-type': 'application/json',
          'x-amz-invocation-type': 'Event',
          'x-amz-date': headers['x-amz-date'],
        },
        body: COPY,
      },
      KEYS,
    );
    expect(headers.authorization).toBe(signed.headers?.Authorization);
    expect(server.connections()).toBe(1);
  });

  it('says what Lambda answered when it did not take the event', async () => {
    server.answer(answerWith(413, '{"Type":"User"}'));
    await expect(sender.send(SHADOW, COPY)).rejects.toThrow('Lambda answered 413 {"Type":"User"}');
  });
});

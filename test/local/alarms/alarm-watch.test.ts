import { createVerify } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { listen, Machine, MINUTE_MS, times, URL_OF_SERVICE } from './support/machine.ts';

let webhook: Awaited<ReturnType<typeof listen>>;
beforeAll(async () => {
  webhook = await listen();
});
afterAll(() => {
  webhook.close();
});

let machine: Machine;
beforeEach(() => {
  machine = new Machine(webhook.url);
  webhook.posted.length = 0;
});

const bothWell = async (): Promise<void> => {
  await times(30, () => machine.predict('a', 3, {}));
  await times(30, () => machine.predict('b', 1, {}));
};

describe('alarms of one machine', () => {
  it('ring for a version that fails after three minutes of five, for no other, and are over after it', async () => {
    const aFails = async (): Promise<void> => {
      await times(30, () => machine.predict('a', 3, { fails: true }));
      await times(30, () => machine.predict('b', 1, {}));
    };
    await machine.pass(5, bothWell);
    await machine.pass(2, aFails);
    expect(machine.ringing()).toEqual([]);
    await machine.pass(1, aFails);
    expect(machine.ringing()).toEqual(['ErrorRate a 3']);
    await machine.pass(2, bothWell);
    expect(machine.ringing()).toEqual(['ErrorRate a 3']);
    await machine.pass(1, bothWell);
    expect(machine.ringing()).toEqual([]);
    expect(webhook.posted.map(({ Subject }) => Subject)).toEqual([
      'ALARM: model a, version 3: predictions fail',
      'OK: model a, version 3: well again (predictions fail)',
    ]);
    expect(
      machine.alarms.view.readHistory().map(({ state, model, since }) => [state, model, since]),
    ).toEqual([
      ['OK', 'a', '2026-01-15T08:11:00.000Z'],
      ['ALARM', 'a', '2026-01-15T08:08:00.000Z'],
    ]);
  });

  it('ring for a version that is slow after two of three times five minutes', async () => {
    const aIsSlow = async (): Promise<void> => {
      await times(30, () => machine.predict('a', 3, { ms: 6000 }));
      await times(30, () => machine.predict('b', 1, { ms: 4999 }));
    };
    await machine.pass(15, bothWell);
    await machine.pass(5, aIsSlow);
    expect(machine.ringing()).toEqual([]);
    await machine.pass(5, aIsSlow);
    expect(machine.ringing()).toEqual(['Latency a 3']);
    await machine.pass(15, bothWell);
    expect(machine.ringing()).toEqual([]);
  });

  it('tell a webhook as SNS does: model, version, kind, limit, what to do, signed', async () => {
    await machine.pass(3, () => times(10, () => machine.predict('a', 3, { fails: true })));
    const [envelope] = webhook.posted;
    if (!envelope) throw new Error('Nothing came.');
    const { Message, MessageId, Subject, Timestamp, TopicArn, Type } = envelope;
    const signed =
      `Message\n${Message}\nMessageId\n${MessageId}\nSubject\n${Subject}\n` +
      `Timestamp\n${Timestamp}\nTopicArn\n${TopicArn}\nType\n${Type}\n`;
    const verify = (text: string): boolean =>
      createVerify('RSA-SHA256')
        .update(text)
        .verify(machine.alarms.view.publicPem, envelope.Signature, 'base64');
    expect(verify(signed)).toBe(true);
    expect(verify(signed.replace('version 3', 'version 4'))).toBe(false);
    expect(envelope).toMatchObject({
      SignatureVersion: '2',
      SigningCertURL: `${URL_OF_SERVICE}/alarms/signing-key.pem`,
    });
    const message = JSON.parse(Message) as Record<string, unknown>;
    expect(message).toMatchObject({
      AlarmName: 'local/ErrorRate',
      NewStateValue: 'ALARM',
      OldStateValue: 'OK',
      AlarmContributorAttributes: { Model: 'a', Version: '3' },
    });
    expect(message.AlarmDescription).toMatch(
      /^ALARM: model a, version 3: predictions fail\n[^]*More than 5 %[^]*To do: [^]*#errorrate\n/,
    );
    expect(message.AlarmDescription).toMatch(/#errorrate\n[^]*\/models\/a\/metrics\?from=/);
  });

  it('stay silent on few predictions and while nobody calls', async () => {
    await machine.pass(10, () => times(3, () => machine.predict('a', 3, { fails: true })));
    await machine.pass(30);
    expect(machine.ringing()).toEqual([]);
    expect(webhook.posted).toEqual([]);
  });

  it('ring for a version that is rarely called and always fails', async () => {
    const callOnce = async (outcome: { fails?: boolean }): Promise<void> => {
      await machine.predict('a', 3, outcome);
      machine.nowMs += 44 * MINUTE_MS;
      await machine.pass(1);
    };
    await callOnce({ fails: true });
    await callOnce({ fails: true });
    expect(machine.ringing()).toEqual([]);
    await callOnce({ fails: true });
    expect(machine.ringing()).toEqual(['AlwaysFails a 3']);
    machine.nowMs += 240 * MINUTE_MS;
    await machine.pass(1);
    expect(machine.ringing()).toEqual([]);
  });

  it("follow a model's own limits, and then only these", async () => {
    const own = { errorRatePercent: 50, latencyP99Ms: 100 };
    await machine.own.replace('a', own);
    const third = async (): Promise<void> => {
      await times(20, () => machine.predict('a', 3, { ms: 200 }, own));
      await times(10, () => machine.predict('a', 3, { fails: true }, own));
    };
    await machine.pass(10, third);
    expect(machine.ringing()).toEqual(['OwnLatency a -']);
    await machine.own.replace('a', {});
    await machine.pass(1, third);
    expect(machine.ringing()).toEqual([]);
  });

  it('are told once, also when the machine is started again', async () => {
    const fail = () => times(10, () => machine.predict('a', 3, { fails: true }));
    await machine.pass(4, fail);
    machine.restart();
    await machine.pass(2, fail);
    expect(webhook.posted).toHaveLength(1);
    expect(machine.ringing()).toEqual(['ErrorRate a 3']);
  });
});

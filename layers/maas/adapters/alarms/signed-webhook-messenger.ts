import type { AlarmMessage, Messenger } from '../../core/ports/messenger.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { SigningKey } from './signing-key.ts';
import { toSnsEnvelope, type SnsEnvelope } from './sns-envelope.ts';

const TIMEOUT_MS = 10_000;

export interface SignedWebhookOptions {
  readonly address: string;
  readonly key: SigningKey;
  /** The address of the service, which answers the key's public half. */
  readonly url: string;
  readonly clock: Clock;
}

/** Posts to an address as a topic of SNS does, signed likewise. */
export class SignedWebhookMessenger implements Messenger {
  readonly #options: SignedWebhookOptions;

  constructor(options: SignedWebhookOptions) {
    this.#options = options;
  }

  async send({ subject }: Pick<AlarmMessage, 'subject'>, original: string): Promise<void> {
    const { address, key, url, clock } = this.#options;
    const envelope = toSnsEnvelope({ subject, message: original, nowMs: clock.nowMs(), url }, key);
    const response = await fetch(address, {
      method: 'POST',
      headers: toHeaders(envelope),
      body: JSON.stringify(envelope),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await response.body?.cancel();
    if (!response.ok) throw new Error(`The alarm webhook answered ${response.status}.`);
  }
}

function toHeaders({ Type, MessageId, TopicArn }: SnsEnvelope): Record<string, string> {
  return {
    'content-type': 'text/plain; charset=UTF-8',
    'x-amz-sns-message-type': Type,
    'x-amz-sns-message-id': MessageId,
    'x-amz-sns-topic-arn': TopicArn,
  };
}

import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { AlarmMessage, Messenger } from '../../core/ports/messenger.ts';
import { SDK_DEFAULTS } from '../aws/sdk-defaults.ts';

/** People with e-mail get the message, and programs what CloudWatch wrote. */
export class SnsMessenger implements Messenger {
  readonly #topic: string;
  readonly #client = new SNSClient(SDK_DEFAULTS);

  /** @param topic its ARN */
  constructor(topic: string) {
    this.#topic = topic;
  }

  async send({ subject, text }: AlarmMessage, original: string): Promise<void> {
    await this.#client.send(
      new PublishCommand({
        TopicArn: this.#topic,
        Subject: subject,
        MessageStructure: 'json',
        Message: JSON.stringify({ default: original, email: text, sms: subject }),
      }),
    );
  }
}

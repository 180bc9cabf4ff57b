import { randomUUID } from 'node:crypto';
import type { SigningKey } from './signing-key.ts';

/** The body that SNS posts to an HTTP endpoint. */
export interface SnsEnvelope {
  readonly Type: 'Notification';
  readonly MessageId: string;
  readonly TopicArn: string;
  readonly Subject: string;
  readonly Message: string;
  readonly Timestamp: string;
  /** RSA with SHA-256, as SNS' version 2 has it. */
  readonly SignatureVersion: '2';
  readonly Signature: string;
  readonly SigningCertURL: string;
}

export interface EnvelopeOptions {
  readonly subject: string;
  readonly message: string;
  readonly nowMs: number;
  /** The service's address. */
  readonly url: string;
}

export const KEY_PATH = '/alarms/signing-key.pem';
/** No topic of AWS: region and account are this machine. */
const TOPIC = 'arn:aws:sns:local:000000000000:serverless-maas';

/**
 * Signed as SNS signs: the named fields in this order, each name and value in a line of its own.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html
 */
export function toSnsEnvelope(
  { subject, message, nowMs, url }: EnvelopeOptions,
  key: SigningKey,
): SnsEnvelope {
  const signed = {
    Message: message,
    MessageId: randomUUID(),
    Subject: subject,
    Timestamp: new Date(nowMs).toISOString(),
    TopicArn: TOPIC,
    Type: 'Notification',
  } as const;
  const text = Object.entries(signed)
    .map(([name, value]) => `${name}\n${value}\n`)
    .join('');
  return {
    ...signed,
    SignatureVersion: '2',
    Signature: key.sign(text),
    SigningCertURL: `${url}${KEY_PATH}`,
  };
}

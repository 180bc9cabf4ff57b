import type { AlarmMessage, Messenger } from '../../core/ports/messenger.ts';

const TIMEOUT_MS = 8_000;

/** A chat's incoming webhook. Errors do not tell its address, which is its only secret. */
export class WebhookMessenger implements Messenger {
  readonly #name: string;
  readonly #url: string;
  readonly #toBody: (message: AlarmMessage) => object;

  constructor(name: string, url: string, toBody: (message: AlarmMessage) => object) {
    this.#name = name;
    this.#url = url;
    this.#toBody = toBody;
  }

  async send(message: AlarmMessage): Promise<void> {
    const response = await this.#post(JSON.stringify(this.#toBody(message)));
    await response.body?.cancel();
    if (response.ok) return;
    throw new Error(`${this.#name} answered ${response.status} to an alarm.`);
  }

  async #post(body: string): Promise<Response> {
    try {
      return await fetch(this.#url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
    } catch (error) {
      // eslint-disable-next-line preserve-caught-error -- its text may have the address
      throw new Error(`${this.#name} could not be reached (${toCode(error)}).`);
    }
  }
}

/** Tells what went wrong, without the address that the error's text may have. */
function toCode(error: unknown): string {
  const { name = 'Error', cause } = error as { name?: string; cause?: { code?: string } };
  return cause?.code ?? name;
}

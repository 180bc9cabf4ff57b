import { createHash, timingSafeEqual } from 'node:crypto';
import { MaasError } from '../errors.ts';
import type { KeyRing } from '../feedback/key-ring.ts';

/**
 * Lets in what comes by the API alone: an address that everybody can reach is guarded by a secret
 * that API Gateway has.
 */
export class OriginGate {
  readonly #keys: Pick<KeyRing, 'list'>;

  /** @param keys those that are good; the secret of before stays so for a while */
  constructor(keys: Pick<KeyRing, 'list'>) {
    this.#keys = keys;
  }

  /**
   * @param shown the secret that came with a request
   * @throws MaasError FORBIDDEN
   */
  async admit(shown: string | undefined): Promise<void> {
    if (shown !== undefined) {
      const digest = toDigest(Buffer.from(shown));
      if (isAmong(digest, await this.#keys.list())) return;
      // It may be a new one.
      if (isAmong(digest, await this.#keys.list({ fresh: true }))) return;
    }
    throw new MaasError(
      'FORBIDDEN',
      "This address answers the service's API alone; call that, or the address that takes calls " +
        'signed with AWS credentials.',
    );
  }
}

/** Of one length, whatever was shown. */
function toDigest(key: Uint8Array): Buffer {
  return createHash('sha256').update(key).digest();
}

function isAmong(digest: Buffer, keys: readonly Uint8Array[]): boolean {
  return keys.some((key) => timingSafeEqual(digest, toDigest(key)));
}

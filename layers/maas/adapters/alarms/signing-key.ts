import {
  createPrivateKey,
  createPublicKey,
  createSign,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** The key that signs this machine's alarms; it stays, so that who knows it once knows it again. */
export class SigningKey {
  readonly #key: KeyObject;

  /** @param directory where it is kept */
  constructor(directory: string) {
    const file = path.join(directory, 'signing-key.pem');
    if (!existsSync(file)) {
      mkdirSync(directory, { recursive: true, mode: 0o700 });
      const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
      const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
      writeFileSync(`${file}.new`, pem, { mode: 0o600 });
      renameSync(`${file}.new`, file);
    }
    this.#key = createPrivateKey(readFileSync(file));
  }

  get publicPem(): string {
    return createPublicKey(this.#key).export({ type: 'spki', format: 'pem' }).toString();
  }

  sign(text: string): string {
    return createSign('RSA-SHA256').update(text).sign(this.#key, 'base64');
  }
}

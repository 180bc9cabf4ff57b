import {
  createPrivateKey,
  createPublicKey,
  createSign,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** The file of the key has something else in it. */
export class SigningKeyError extends Error {
  override readonly name = 'SigningKeyError';
}

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
    this.#key = readKey(file);
  }

  get publicPem(): string {
    return createPublicKey(this.#key).export({ type: 'spki', format: 'pem' }).toString();
  }

  sign(text: string): string {
    return createSign('RSA-SHA256').update(text).sign(this.#key, 'base64');
  }
}

function readKey(file: string): KeyObject {
  try {
    return createPrivateKey(readFileSync(file));
  } catch (cause) {
    throw new SigningKeyError(
      `${file}, the key that signs alarms, cannot be read as a private key. Put it back from a ` +
        'copy; or remove it, and a new one is made: who checks signatures then needs its public ' +
        'part anew.',
      { cause },
    );
  }
}

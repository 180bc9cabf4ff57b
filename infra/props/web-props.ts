/** Predictions run on one of these. */
export interface WebProps {
  /**
   * `'web'` puts predict on a Lambda Web Function: up to 128 calls at once in an environment of two
   * vCPUs on arm64, 2 GB and 512 MB of disk, two of them running at a time, and an address of its own
   * for calls that are signed. **Unproven on AWS**; `docs/deploy.md` says what is known.
   * @default 'function' - a function of the image, an instance for each call
   */
  readonly predictOn?: 'function' | 'web';
  /**
   * Most environments of a web function at once, for each of its two addresses, 2 and more.
   * @default 50
   */
  readonly predictMaxEnvironments?: number;
  /**
   * Most calls that an environment of a web function gets at once, 1 to 128: two run, the others
   * wait in it.
   * @default 64
   */
  readonly predictMaxRequests?: number;
  /**
   * Folder of what is zipped for a web function.
   * @default - the one of this package
   */
  readonly webPackage?: string;
}

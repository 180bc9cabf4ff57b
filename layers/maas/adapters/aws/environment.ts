/** Variables of a process, AWS's own among them. */
export type Environment = Readonly<Record<string, string | undefined>>;

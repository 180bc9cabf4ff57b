/** Characters whose rule is kept. */
const MOST_REMEMBERED = 10_000;

/** Most texts are of few characters, and a rule asks several patterns of each. */
export function remember(rule: (char: string) => string): (char: string) => string {
  const known = new Map<string, string>();
  return (char) => {
    const held = known.get(char);
    if (held !== undefined) return held;
    const found = rule(char);
    if (known.size < MOST_REMEMBERED) known.set(char, found);
    return found;
  };
}

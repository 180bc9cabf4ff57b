/** Groups that are remembered: callers may name any. */
const MOST_GROUPS = 1000;

/** Remembers a group as the last, and forgets the one that was heard of least lately. */
export function addLast(groups: Set<string>, group: string): void {
  groups.delete(group);
  groups.add(group);
  forgetFirst(groups);
}

/** The same with what is known of it. */
export function setLast<T>(groups: Map<string, T>, group: string, value: T): void {
  groups.delete(group);
  groups.set(group, value);
  forgetFirst(groups);
}

function forgetFirst(groups: Set<string> | Map<string, unknown>): void {
  const [first] = groups.size > MOST_GROUPS ? groups.keys() : [];
  if (first !== undefined) groups.delete(first);
}

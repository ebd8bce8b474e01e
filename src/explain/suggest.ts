/** The names nearest to one that is not there: how many letters were missed, doubled, swapped or wrong. */

/**
 * The distance of two words, a swap of neighbours counted once (Damerau and Levenshtein).
 * @param limit where it is certain to be greater than this, limit + 1 is returned
 */
export function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const changed = last[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      row[j] = Math.min(changed, last[j] + 1, row[j - 1] + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
    }
    beforeLast = last;
    last = row;
  }
  return Math.min(last[b.length], limit + 1);
}

/** At most `count` of the names, nearest first; those that begin with what was asked for come before typos. */
export function nearest(asked: string, names: Iterable<string>, count: number): string[] {
  const wanted = asked.toLowerCase();
  // One slip in a short word, up to three in a long one.
  const limit = Math.min(3, Math.max(1, Math.floor(wanted.length / 3)));
  const found: { name: string; far: number }[] = [];
  for (const name of new Set(names)) {
    const lower = name.toLowerCase();
    const far = wanted.length > 2 && lower.startsWith(wanted) ? 0.5 : distance(wanted, lower, limit);
    if (far <= limit) found.push({ name, far });
  }
  found.sort((a, b) => a.far - b.far || a.name.length - b.name.length || (a.name < b.name ? -1 : 1));
  return found.slice(0, count).map(({ name }) => name);
}

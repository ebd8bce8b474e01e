/** Sources that stand out by what they sent, and the words in which their counts are told. */

import { type SourceProfile } from './source-book.ts';
import { type Surroundings } from './surroundings.ts';
import { countText, listText, timed } from './wording.ts';

const MAX_SUSPECTS = 20;
/** Of the Call-IDs of a source, so many that another one sent before make it a proxy that passes them on. */
const PASSED_ON = 0.5;

/**
 * The sources of a kind, the busiest first; not the proxies that only pass on what such a source sent.
 * @param isMeant asked of each source
 */
export function suspects({ sources }: Surroundings, isMeant: (source: SourceProfile) => boolean): SourceProfile[] {
  const meant = sources.all.filter(isMeant).sort((a, b) => a.firstFrame - b.firstFrame);
  const found: SourceProfile[] = [];
  for (const source of meant) {
    if (found.length >= MAX_SUSPECTS) break;
    const ids = [...source.callIds];
    const passesOn = found.some(
      ({ callIds }) =>
        ids.filter((id) => callIds.has(id)).length > ids.length * PASSED_ON && source.callIds !== callIds,
    );
    if (!passesOn) found.push(source);
  }
  return found.sort((a, b) => b.requests - a.requests || a.firstFrame - b.firstFrame);
}

/** `40 REGISTER and 2 OPTIONS within 3.2 s`. */
export function sentText({ methods, firstTime, lastTime }: SourceProfile): string {
  const each = [...methods].sort((a, b) => b[1] - a[1]).map(([method, count]) => `${count} ${method}`);
  const span = lastTime > firstTime ? timed(lastTime - firstTime, ' within ') : '';
  return `${listText(each.slice(0, 4))}${span}`;
}

/** `It was answered with 404 (38 times) and 401 (2 times).`, a sentence with a space before it. */
export function answersText({ statuses, requests }: SourceProfile): string {
  if (statuses.size === 0) return ' None of them was answered.';
  const each = [...statuses]
    .sort((a, b) => b[1] - a[1])
    .map(([status, count]) => `${status} (${countText(count, 'time')})`);
  const answered = sum(statuses, () => true);
  const rest = requests - answered;
  return ` It was answered with ${listText(each.slice(0, 5))}${rest > 0 ? `; ${countText(rest, 'request')} got no final answer` : ''}.`;
}

/** `100, 101, 102, …`, or all where they are few. */
export function examplesText(items: Iterable<string>, count: number): string {
  const all = [...items];
  return all.length > count ? `${all.slice(0, count).join(', ')}, …` : listText(all);
}

/** Final responses of a source whose status is meant. */
export function sum(statuses: ReadonlyMap<number, number>, isMeant: (status: number) => boolean): number {
  let all = 0;
  for (const [status, count] of statuses) if (isMeant(status)) all += count;
  return all;
}

/** Requests of a source that were accepted. */
export function acceptedOf({ statuses }: SourceProfile): number {
  return sum(statuses, (status) => status >= 200 && status < 300);
}

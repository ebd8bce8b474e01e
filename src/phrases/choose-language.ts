/** The language of an answer, from the Accept-Language of the request (RFC 3261 20.3; look-up of RFC 4647 3.4). */

const Q = /^(?:\d+(?:\.\d*)?|\.\d+)$/;

/**
 * The wishes are tried from the highest `q` down, equal ones in their order; `de-AT` is served by `de`. A `q` of 0
 * excludes. `*` names no language and leaves the choice to us (RFC 4647 3.4); with a `q` of 0 it excludes what is not
 * named. Nothing that a peer sends throws, and the time is linear in its length.
 * @param acceptLanguage the values of the header field, joined by commas; undefined where there is none: all will do
 * @param offered tags; English is offered always
 * @param fallback sent where the request wishes for none that is offered; English, where it excludes that one
 */
export function chooseLanguage<Tag extends string>(
  acceptLanguage: string | undefined,
  offered: readonly Tag[],
  fallback: Tag | 'en',
): Tag | 'en' {
  if (acceptLanguage === undefined) return fallback;
  const choices = [...new Set<Tag | 'en'>([...offered, fallback, 'en'])].map((tag) => new Choice(tag));
  let othersExcluded = false;
  let order = 0;
  for (const wish of acceptLanguage.split(',')) {
    const [written, ...params] = wish.split(';');
    // As locales are written, de_AT is what a few phones send.
    const range = written.trim().toLowerCase().replaceAll('_', '-');
    if (range === '') continue;
    const q = qualityOf(params);
    if (range === '*') othersExcluded = q === 0;
    else {
      for (const choice of choices) choice.bound(range, q);
      servedBy(choices, range)?.wish(q, ++order);
    }
  }
  const acceptable = choices.filter((choice) => !choice.excluded(othersExcluded));
  let best: Choice<Tag | 'en'> | undefined;
  for (const choice of acceptable) if (choice.q > 0 && (best === undefined || choice.isBefore(best))) best = choice;
  if (best !== undefined) return best.tag;
  return acceptable.some(({ tag }) => tag === fallback) ? fallback : 'en';
}

/** A language that can be sent, and what the request says of it. */
class Choice<Tag extends string> {
  readonly tag: Tag;
  /** Its tag in lower case. */
  readonly range: string;
  /** The ranges that it serves begin so. */
  readonly prefix: string;
  q = 0;
  private order = 0;
  /** The most specific range that it falls under: `de` for de-AT. */
  private boundLength = 0;
  private boundQ = 1;

  constructor(tag: Tag) {
    this.tag = tag;
    this.range = tag.toLowerCase();
    this.prefix = `${this.range}-`;
  }

  wish(q: number, order: number): void {
    if (q <= this.q) return;
    this.q = q;
    this.order = order;
  }

  bound(range: string, q: number): void {
    if (range.length <= this.boundLength || !this.prefix.startsWith(range)) return;
    if (this.prefix.charCodeAt(range.length) !== 0x2d) return;
    this.boundLength = range.length;
    this.boundQ = q;
  }

  excluded(othersExcluded: boolean): boolean {
    return this.boundLength > 0 ? this.boundQ === 0 : othersExcluded && this.q === 0;
  }

  isBefore(other: Choice<string>): boolean {
    return this.q > other.q || (this.q === other.q && this.order < other.order);
  }
}

/** The most specific of the choices whose tag is the range, or what is left of it when subtags are cut off its end. */
function servedBy<Tag extends string>(choices: readonly Choice<Tag>[], range: string): Choice<Tag> | undefined {
  let best: Choice<Tag> | undefined;
  for (const choice of choices) {
    if (range !== choice.range && !range.startsWith(choice.prefix)) continue;
    if (best === undefined || choice.range.length > best.range.length) best = choice;
  }
  return best;
}

/** 1 where there is none that can be read. */
function qualityOf(params: readonly string[]): number {
  for (const param of params) {
    const equals = param.indexOf('=');
    if (equals < 0 || param.slice(0, equals).trim().toLowerCase() !== 'q') continue;
    const value = param.slice(equals + 1).trim();
    return Q.test(value) ? Math.min(Number(value), 1) : 1;
  }
  return 1;
}

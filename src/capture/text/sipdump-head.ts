/** The lines that Kamailio's module sipdump puts before a message: an attribute each, between two rules. */

import { type Announcement, unannounced } from './announcement.ts';
import { readTransport } from './text-place.ts';

const attribute = /^(tag|pid|process|time|date|proto|srcip|srcport|dstip|dstport|af|dir): ?(.*)$/;
/** How many attributes are read before the rule that ends them. */
const MOST = 32;

/** The head that is being read. */
export class SipdumpHead {
  #values: Map<string, string> | undefined = undefined;

  /**
   * Takes a line of a head.
   * @returns the announcement, with the line that ends the head; `taken` for a line before that; undefined for other lines
   */
  take(line: string): Announcement | 'taken' | undefined {
    if (line === 'tag: rcv' || line === 'tag: snd') {
      this.#values = new Map();
      return 'taken';
    }
    if (this.#values === undefined) return undefined;
    const found = attribute.exec(line);
    if (found !== null && this.#values.size < MOST) {
      this.#values.set(found[1], found[2].trim());
      return 'taken';
    }
    const values = this.#values;
    this.#values = undefined;
    return /^~{10,}$/.test(line) ? announcementOf(values) : undefined;
  }
}

function announcementOf(values: ReadonlyMap<string, string>): Announcement {
  const place = (address: string, port: string) => ({
    address: (values.get(address) ?? '').replace(/^\[|\]$/g, '').toLowerCase(),
    port: Number(values.get(port) ?? 0) & 0xffff,
  });
  const [seconds, micros] = (values.get('time') ?? '').split('.');
  return {
    ...unannounced,
    format: 'Kamailio sipdump',
    time: seconds === '' ? Number.NaN : Number(seconds) * 1000 + Number(micros ?? 0) / 1000,
    transport: readTransport(values.get('proto')?.split(' ')[0]),
    way: 'between',
    source: place('srcip', 'srcport'),
    destination: place('dstip', 'dstport'),
    // It follows the last character of the message.
    end: /\|{20}$/,
  };
}

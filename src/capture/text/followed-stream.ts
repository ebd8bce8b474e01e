/** The lines of tshark -z follow: both nodes first, then the length of each piece, indented where the second node sent it. */

import type { HopTransport, Place } from '../seen.ts';
import { type Announcement, unannounced } from './announcement.ts';
import { readPlace, readTransport } from './text-place.ts';

const head = /^Follow: (\w+),(\w+)$/;
const node = /^Node ([01]): (\S+)$/;
const pieceLength = /^(\t?)(\d{1,7})$/;

/** The stream that is being read. */
export class FollowedStream {
  #transport: HopTransport | undefined = undefined;
  #nodes: (Place | undefined)[] = [];
  #isOpen = false;

  /** Whether the stream is shown as bytes, in columns of their own for each node. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Takes a line. @returns the announcement of a piece, `taken` for a line of the head, undefined for other lines */
  take(line: string): Announcement | 'taken' | undefined {
    const first = line.charCodeAt(0);
    if (first === 0x46) {
      const follow = head.exec(line);
      if (follow === null) return undefined;
      this.#transport = readTransport(follow[1]);
      this.#nodes = [];
      this.#isOpen = true;
      return 'taken';
    }
    if (!this.#isOpen) return undefined;
    const place = node.exec(line);
    if (place !== null) {
      this.#nodes[Number(place[1])] = readPlace(place[2]);
      return 'taken';
    }
    if (/^={20,}$/.test(line)) {
      this.#isOpen = false;
      return 'taken';
    }
    const piece = pieceLength.exec(line);
    return piece === null ? undefined : this.announcementOf(piece[1] === '\t' ? 1 : 0, Number(piece[2]));
  }

  /** What is known of a piece that this node sent. */
  announcementOf(sender: 0 | 1, length = 0): Announcement {
    const [source, destination] = [this.#nodes[sender], this.#nodes[1 - sender]];
    const way = source === undefined || destination === undefined ? 'unknown' : 'between';
    return {
      ...unannounced,
      format: 'tshark follow',
      transport: this.#transport,
      way,
      source,
      destination,
      length,
    };
  }
}

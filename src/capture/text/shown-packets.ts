/** Packets that a text shows as fields, as bytes, or as both one after the other: then the bytes count, which are exact. */

import { MessageFramer, type ReadLatin1 } from '../../message/index.ts';
import { type Announcement, unannounced } from './announcement.ts';
import { Dissection } from './dissection.ts';
import { findMessage } from './dumped-packet.ts';
import type { FollowedStream } from './followed-stream.ts';
import { HexDump } from './hex-dump.ts';

/** Takes a message. @param loss what of it is not shown, for a person; or '' */
export type TakeShown = (text: string, announcement: Announcement, loss: string) => void;

/** Reads the packets of a text line by line. */
export class ShownPackets {
  readonly #read: ReadLatin1;
  readonly #followed: FollowedStream;
  readonly #give: TakeShown;
  readonly #dissection = new Dissection();
  readonly #dump = new HexDump();
  /** Whether nothing but empty lines came since the last line of a dissection. */
  #isBehindDissection = false;
  /** What was said of the packet whose bytes are being read. */
  #told: Announcement | undefined = undefined;

  constructor(read: ReadLatin1, followed: FollowedStream, give: TakeShown) {
    this.#read = read;
    this.#followed = followed;
    this.#give = give;
  }

  /**
   * Takes a line. A packet that it ends is given before it returns.
   * @param announced what the lines before say of a packet that follows
   * @returns whether the line was of a packet
   */
  take(line: string, announced: Announcement | undefined): boolean {
    const field = this.#dissection.take(line);
    if (field === 'no') return this.#takeBytes(line, announced);
    this.#finishDump();
    if (field === 'next') {
      this.#finishDissection();
      this.#dissection.take(line);
    }
    this.#isBehindDissection = true;
    return true;
  }

  /** No more lines. */
  end(): void {
    this.#finishDump();
    this.#finishDissection();
  }

  #takeBytes(line: string, announced: Announcement | undefined): boolean {
    const isFollowed = this.#followed.isOpen;
    const taken = this.#dump.take(line, isFollowed);
    if (taken === 'taken' && this.#told !== undefined) return true;
    if (this.#told !== undefined) this.#finishDump();
    if (taken === 'next') this.#dump.take(line, isFollowed);
    if (taken === 'no') {
      if (line.trim() !== '') {
        this.#finishDissection();
        this.#isBehindDissection = false;
      }
      return false;
    }
    this.#told = this.#isBehindDissection ? this.#dissection.announcement : (announced ?? this.#ofNode());
    if (this.#isBehindDissection) this.#dissection.finish();
    this.#isBehindDissection = false;
    return true;
  }

  #ofNode(): Announcement {
    if (this.#followed.isOpen) return this.#followed.announcementOf(this.#dump.isIndented ? 1 : 0);
    return { ...unannounced, format: 'hex dump' };
  }

  #finishDump(): void {
    const told = this.#told;
    if (told === undefined) return;
    this.#told = undefined;
    const found = findMessage(this.#dump.finish(), this.#read);
    if (found === undefined) return;
    const { text, source, destination, transport } = found;
    if (source === undefined) {
      const { messages, unframeable } = new MessageFramer().feed(text);
      const isOne = messages.length < 2 || unframeable !== undefined;
      for (const message of isOne ? [text] : messages) this.#give(message, told, '');
      return;
    }
    // What is decrypted or taken out of WebSocket is told by what stood before the bytes.
    const isTold = transport === 'TCP' && told.transport !== undefined;
    this.#give(
      text,
      { ...told, way: 'between', source, destination, transport: isTold ? told.transport : transport },
      '',
    );
  }

  #finishDissection(): void {
    const dissected = this.#dissection.finish();
    if (dissected !== undefined) this.#give(dissected.text, dissected.announcement, dissected.loss);
  }
}

/** A session description as a whole: the session's lines and its media (RFC 8866 5). */

import { decodeUtf8, Failure } from '../message/index.ts';
import { type Group, parseGroup } from './attributes.ts';
import { type Connection, formatConnection } from './connection.ts';
import { type Direction } from './direction.ts';
import { directionIn, type MediaDescription } from './media-description.ts';
import { formatOrigin, type Origin } from './origin.ts';
import { replaceConnection, replaceLines, Section } from './section.ts';

/** Immutable: the methods that begin with `with` return a changed copy. */
export class SessionDescription extends Section {
  readonly origin: Origin;
  /** The c= of the session, which holds for all media that have none. */
  readonly connection: Connection | undefined;
  readonly media: readonly MediaDescription[];

  /** @param lines those above the first m= line */
  constructor(
    lines: readonly string[],
    origin: Origin,
    connection: Connection | undefined,
    media: readonly MediaDescription[],
  ) {
    super(lines);
    this.origin = origin;
    this.connection = connection;
    this.media = media;
  }

  /** s=, for a person to read; '' where it is missing. */
  get name(): string {
    return this.#text('s');
  }

  /** i=, for a person to read; '' where it is missing. */
  get information(): string {
    return this.#text('i');
  }

  /** RFC 5888 5. */
  get groups(): readonly Group[] {
    return this.attributes('group')
      .map(parseGroup)
      .filter((group): group is Group => !(group instanceof Failure));
  }

  /** The c= that holds for a stream. */
  connectionOf(media: MediaDescription): Connection | undefined {
    return media.connection ?? this.connection;
  }

  /** The direction of a stream: its own, else the session's, else sendrecv (RFC 8866 6.7). */
  directionOf(media: MediaDescription): Direction {
    return media.direction ?? directionIn(this.lines) ?? 'sendrecv';
  }

  /** An attribute of a stream that may stand for all of them in the session, as setup or fingerprint. */
  attributeOf(media: MediaDescription, name: string): string | undefined {
    return media.attribute(name) ?? this.attribute(name);
  }

  /** The same with that o= line. */
  withOrigin(origin: Origin): SessionDescription {
    const lines = replaceLines(this.lines, (line) => line.startsWith('o='), formatOrigin(origin));
    return new SessionDescription(lines, origin, this.connection, this.media);
  }

  /** With that c= alone for the session; undefined for none. The media keep theirs. */
  withConnection(connection: Connection | undefined): SessionDescription {
    const line = connection === undefined ? undefined : formatConnection(connection);
    return new SessionDescription(replaceConnection(this.lines, line), this.origin, connection, this.media);
  }

  /** The same with those streams in place of its own. */
  withMedia(media: readonly MediaDescription[]): SessionDescription {
    return new SessionDescription(this.lines, this.origin, this.connection, media);
  }

  /** Text is UTF-8 unless it says otherwise (RFC 8866 6.10). */
  #text(type: string): string {
    const text = this.value(type) ?? '';
    return this.attribute('charset')?.toUpperCase() === 'ISO-8859-1' ? text : decodeUtf8(text);
  }
}

/** The description on the wire, one character per byte, each line ended with CRLF. */
export function formatSession(session: SessionDescription): string {
  return `${[session, ...session.media].flatMap((section) => section.lines).join('\r\n')}\r\n`;
}

/** Whether two descriptions say the same, whatever their version. */
export function sameDescription(a: SessionDescription, b: SessionDescription): boolean {
  const version = a.origin.version;
  return formatSession(a.withOrigin(a.origin)) === formatSession(b.withOrigin({ ...b.origin, version }));
}

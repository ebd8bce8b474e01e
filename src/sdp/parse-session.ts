/** Reading a session description (RFC 8866 5, 9). */

import { detach, Failure } from '../message/index.ts';
import { type Connection, parseConnection } from './connection.ts';
import { MediaDescription, parseMediaLine } from './media-description.ts';
import { parseOrigin } from './origin.ts';
import { SessionDescription } from './session-description.ts';

/** The bounds of a description that we are willing to read; beyond one it is a failure. */
export interface SessionLimits {
  readonly bytes: number;
  readonly lines: number;
  readonly media: number;
}

/** 32 KiB, 1024 lines, 32 streams: far more than a call has. */
export const defaultSessionLimits: SessionLimits = { bytes: 32_768, lines: 1_024, media: 32 };

/** The line and where it starts. */
interface PlacedLine {
  readonly text: string;
  readonly at: number;
}

/**
 * Reads a description, one character per byte. Lines may end in CRLF or in LF alone, and spaces may stand where they do not
 * belong. Order, types and attributes that are not known are kept as they are; missing s=, t= and c= do not hurt here.
 * @returns where and why it is none: no v=0 or o=, an m= or c= that can't be understood, a line that is none, a second
 * description behind the first (RFC 3264 5), or beyond a limit
 */
export function parseSession(text: string, limits: SessionLimits = defaultSessionLimits): SessionDescription | Failure {
  if (text.length > limits.bytes) return new Failure(limits.bytes, `more than ${limits.bytes} bytes`);
  const lines = splitLines(detach(text), limits.lines);
  if (lines instanceof Failure) return lines;
  if (lines.length === 0 || lines[0].text.trimEnd() !== 'v=0') return new Failure(0, 'v=0 was expected first');

  const sections: PlacedLine[][] = [[lines[0]]];
  for (const line of lines.slice(1)) {
    const type = line.text[0];
    if (type === 'v') return new Failure(line.at, 'a second description');
    if (type === 'm') sections.push([]);
    if (sections.length - 1 > limits.media) return new Failure(line.at, `more than ${limits.media} media`);
    sections[sections.length - 1].push(line);
  }

  const [session, ...rest] = sections;
  const originLine = session.find(({ text }) => text.startsWith('o='));
  if (originLine === undefined) return new Failure(session[session.length - 1].at, 'o= is missing');
  const origin = parseOrigin(originLine.text.slice(2), originLine.at + 2);
  if (origin instanceof Failure) return origin;
  const connection = connectionIn(session);
  if (connection instanceof Failure) return connection;
  const media: MediaDescription[] = [];
  for (const section of rest) {
    const description = parseMedia(section);
    if (description instanceof Failure) return description;
    media.push(description);
  }
  return new SessionDescription(textsOf(session), origin, connection, media);
}

function parseMedia(section: readonly PlacedLine[]): MediaDescription | Failure {
  const [first] = section;
  const media = parseMediaLine(first.text.slice(2), first.at + 2);
  if (media instanceof Failure) return media;
  const connection = connectionIn(section);
  if (connection instanceof Failure) return connection;
  return new MediaDescription(textsOf(section), media, connection);
}

function connectionIn(section: readonly PlacedLine[]): Connection | Failure | undefined {
  const line = section.find(({ text }) => text.startsWith('c='));
  return line === undefined ? undefined : parseConnection(line.text.slice(2), line.at + 2);
}

function textsOf(section: readonly PlacedLine[]): string[] {
  return section.map(({ text }) => text);
}

function splitLines(text: string, limit: number): PlacedLine[] | Failure {
  const lines: PlacedLine[] = [];
  // Empty lines at the end are no part of it; elsewhere they are no lines.
  const end = text.trimEnd().length;
  for (let at = 0; at < end; ) {
    if (lines.length === limit) return new Failure(at, `more than ${limit} lines`);
    const lineEnd = text.indexOf('\n', at);
    const stop = lineEnd < 0 ? text.length : lineEnd;
    const line = text.slice(at, text[stop - 1] === '\r' && stop > at ? stop - 1 : stop);
    const wrong = line.search(/[\0\r]/);
    if (wrong >= 0) return new Failure(at + wrong, 'a lone CR or a NUL');
    if (line[1] !== '=' || line[0] === '=' || line[0] <= ' ')
      return new Failure(at, 'a type letter and = were expected');
    lines.push({ text: line, at });
    at = stop + 1;
  }
  return lines;
}

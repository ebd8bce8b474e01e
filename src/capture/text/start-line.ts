/** Start lines of SIP in a text, at the beginning of a line or behind something else (RFC 3261 7.1, 7.2). */

import { methods } from '../../catalogue/index.ts';

/** How far into a line a start line is looked for, in characters. */
const HEAD = 4096;
/** Characters of a blank and the version. */
const VERSION = 8;

const statusLine = /^SIP\/\d{1,3}\.\d{1,3} +\d{3,10}(?: |\.?$)/i;
const methodAndUri = /^[!%'*+\-.\w`~]+ +[^\s:]+:/;
const versionAtEnd = / SIP\/\d{1,3}\.\d{1,3}\.?$/i;
const statusInside = /SIP\/2\.0 [1-6]\d\d (?! )/g;
/** The version, with the end of the line behind it, or what stands for one: an escape, or a bracket that was opened before. */
const versionInside = / SIP\/2\.0(?=\s*(?:\.?$|\\[rnx]|\\u000|#0?1[25]|\^M))/;
/** A method that is known, whatever is in front of it: the last octet of a header can look like a letter. */
const knownInside = new RegExp(`(?:${methods.map(({ name }) => name).join('|')}) +<?[a-z][a-z\\d+.-]{0,20}:`, 'g');
/** Another in capitals, with a URI of telephony behind it. */
const otherInside = /(?<![\w.!%*+'~-])[A-Z][A-Z\d-]{2,30} +<?(?:sips?|tel|urn):/g;

/** What stands before a message in tcpdump -A: IPv4 begins with E, IPv6 with `, and UDP or TCP with usual options follows. */
const headerLengths: Readonly<Record<string, readonly number[]>> = { E: [28, 52, 40], '`': [48, 72, 60] };

/** Whether the line is a start line as a whole. */
export function isStartLine(line: string): boolean {
  if (line.length > HEAD) return false;
  if (statusLine.test(line)) return true;
  return versionAtEnd.test(line.trimEnd().slice(-16)) && methodAndUri.test(line);
}

/**
 * Where a start line begins in the line, or -1. Behind other text it has to be a response of SIP/2.0, or a request whose
 * method is known or in capitals, with nothing behind it but the escapes of a message in one line.
 */
export function startLineIn(line: string): number {
  if (!line.includes('SIP/') && !line.includes('sip/')) return -1;
  if (isStartLine(line)) return 0;
  const head = line.length > HEAD ? line.slice(0, HEAD) : line;
  const version = versionInside.exec(head);
  if (version !== null) {
    // In a line of several strings the first one counts.
    statusInside.lastIndex = 0;
    const before = /[\\#^]/.test(head.charAt(version.index + VERSION)) ? statusInside.exec(head) : null;
    if (before !== null && before.index < version.index) return before.index;
    const known = lastBefore(knownInside, head, version.index);
    if (known >= 0) return known;
    for (const headers of headerLengths[line.charAt(0)] ?? []) {
      const rest = head.slice(headers);
      if (/^[A-Za-z]/.test(rest) && isStartLine(rest)) return headers;
    }
    const other = lastBefore(otherInside, head, version.index);
    if (other >= 0) return other;
  }
  statusInside.lastIndex = 0;
  const status = statusInside.exec(head);
  return status === null ? -1 : status.index;
}

/** Where the last match begins before `limit`, or -1: the method that is nearest to the version belongs to it. */
function lastBefore(pattern: RegExp, text: string, limit: number): number {
  let at = -1;
  pattern.lastIndex = 0;
  for (let found = pattern.exec(text); found !== null && found.index < limit; found = pattern.exec(text)) {
    at = found.index;
  }
  return at;
}

/** IP addresses from text to octets (RFC 791; RFC 4291 2.2). */

const dotted = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/;

/** The 4 or 16 octets of an address without brackets; undefined for what is no address. */
export function addressOctets(text: string): Uint8Array | undefined {
  return text.includes(':') ? ipv6Octets(text) : ipv4Octets(text);
}

function ipv4Octets(text: string): Uint8Array | undefined {
  const match = dotted.exec(text);
  if (match === null) return undefined;
  const octets = match.slice(1).map(Number);
  return octets.every((octet) => octet < 256) ? Uint8Array.from(octets) : undefined;
}

function ipv6Octets(text: string): Uint8Array | undefined {
  if (text.length > 64) return undefined;
  // What is behind % names an interface of one machine (RFC 4007 11).
  const halves = text.replace(/%.*$/, '').split('::');
  if (halves.length > 2) return undefined;
  const [before, after] = halves.map((half, i) => groupsOf(half, i === halves.length - 1));
  if (before === undefined || (halves.length === 2 && after === undefined)) return undefined;
  const rest = after ?? [];
  const missing = 8 - before.length - rest.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const groups = [...before, ...new Array<number>(missing).fill(0), ...rest];
  return Uint8Array.from(groups.flatMap((group) => [group >> 8, group & 0xff]));
}

/** @param isEnd whether an IPv4 address may stand at its end */
function groupsOf(text: string, isEnd: boolean): number[] | undefined {
  if (text === '') return [];
  const groups: number[] = [];
  const parts = text.split(':');
  for (const [i, part] of parts.entries()) {
    if (/^[\da-f]{1,4}$/i.test(part)) {
      groups.push(Number.parseInt(part, 16));
      continue;
    }
    const octets = isEnd && i === parts.length - 1 ? ipv4Octets(part) : undefined;
    if (octets === undefined) return undefined;
    groups.push((octets[0] << 8) | octets[1], (octets[2] << 8) | octets[3]);
  }
  return groups;
}

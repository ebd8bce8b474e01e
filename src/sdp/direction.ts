/** Which way media flow in a stream, and what hold and an answer make of it (RFC 8866 6.7, RFC 3264 5.1, 6.1, 8.4). */

/** Seen by the one who writes it. */
export type Direction = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';

/** Whether it is the name of one of the four attributes. */
export function isDirection(name: string): name is Direction {
  return name === 'sendrecv' || name === 'sendonly' || name === 'recvonly' || name === 'inactive';
}

/** Whether who writes it sends. */
export function sends(direction: Direction): boolean {
  return direction === 'sendrecv' || direction === 'sendonly';
}

/** Whether who writes it receives. */
export function receives(direction: Direction): boolean {
  return direction === 'sendrecv' || direction === 'recvonly';
}

/** The direction of who sends, receives, does both or neither. */
export function directionFrom(send: boolean, receive: boolean): Direction {
  if (send) return receive ? 'sendrecv' : 'sendonly';
  return receive ? 'recvonly' : 'inactive';
}

/** The same flow, seen from the other side. */
export function reverseDirection(direction: Direction): Direction {
  return directionFrom(receives(direction), sends(direction));
}

/** What of `wanted` the offered direction leaves (RFC 3264 6.1): hold, which is sendonly, is answered with recvonly. */
export function answerDirection(offered: Direction, wanted: Direction): Direction {
  return directionFrom(sends(wanted) && receives(offered), receives(wanted) && sends(offered));
}

/** Puts the other side on hold: it shall stop sending (RFC 3264 8.4). */
export function holdDirection(direction: Direction): Direction {
  return directionFrom(sends(direction), false);
}

/** Takes the other side off hold. */
export function resumeDirection(direction: Direction): Direction {
  return directionFrom(sends(direction), true);
}

/** Digits within a call: by INFO as phones have always done it, or as telephone events by the media (RFC 4733, RFC 6086 appendix). */

import { headerId } from '../../catalogue/index.ts';
import { Parameterised, type Request, type Response, SipError } from '../../message/index.ts';
import { type Stack } from '../../stack/index.ts';
import { type Body } from '../request/body.ts';
import { RequestFailed } from '../request/request-failed.ts';

const CONTENT_TYPE = headerId('Content-Type');

/** A digit that the peer has sent, one of the sixteen of RFC 4733 3.2. */
export interface Digit {
  /** One of 0-9, *, #, A-D. */
  readonly digit: string;
  /** How long it was held; undefined where that is not said. */
  readonly durationMs: number | undefined;
  readonly by: 'INFO' | 'telephone-event';
}

/** Two ways to send a digit. */
export interface DigitSender {
  /** @returns false where the media can't */
  event(digit: string, durationMs: number): boolean;
  info(body: Body): Promise<Response>;
}

/**
 * ms between two digits: less than 40 to 65 is heard as one (ITU-T Q.24), and an event takes another 40 for the repetitions of
 * its last packet, 20 for the frame that it begins in: then all has left when the promise resolves.
 */
const GAP = 120;
const PAUSE = 1_000;

/** The digit that an INFO carries; undefined for any other. */
export function parseDigit(request: Request): Digit | undefined {
  const type = request.parse(CONTENT_TYPE);
  if (!(type instanceof Parameterised)) return undefined;
  const { body } = request;
  switch (type.value.toLowerCase()) {
    case 'application/dtmf': {
      const digit = /^\s*([\dA-Da-d*#])\s*$/.exec(body)?.[1];
      return digit === undefined ? undefined : { digit: digit.toUpperCase(), durationMs: undefined, by: 'INFO' };
    }
    case 'application/dtmf-relay': {
      const digit = /^[ \t]*Signal[ \t]*=[ \t]*([\dA-Da-d*#])[ \t]*\r?$/im.exec(body)?.[1];
      const duration = /^[ \t]*Duration[ \t]*=[ \t]*(\d{1,5})[ \t]*\r?$/im.exec(body)?.[1];
      if (digit === undefined) return undefined;
      return {
        digit: digit.toUpperCase(),
        durationMs: duration === undefined ? undefined : Number(duration),
        by: 'INFO',
      };
    }
    default:
      return undefined;
  }
}

/**
 * @throws SipError (as a rejection) SIP_DIGITS for anything but digits and commas, RequestFailed where the peer refuses one: what
 * would come behind it is not sent
 */
export async function sendDigits(stack: Stack, digits: string, durationMs: number, sender: DigitSender): Promise<void> {
  if (!/^[\dA-Da-d*#,]*$/.test(digits))
    throw new SipError('SIP_DIGITS', `not of 0-9, *, #, A-D and comma: ${digits}`, { rfc: '4733 3.2' });
  const wait = (ms: number) => new Promise<void>((resolve) => stack.clock.after(ms, resolve));
  for (const digit of digits.toUpperCase()) {
    if (digit === ',') await wait(PAUSE);
    else if (sender.event(digit, durationMs)) await wait(durationMs + GAP);
    else {
      const body = `Signal=${digit}\r\nDuration=${durationMs}\r\n`;
      const response = await sender.info({ body, contentType: 'application/dtmf-relay' });
      if (response.status >= 300) throw new RequestFailed('INFO', response);
    }
  }
}

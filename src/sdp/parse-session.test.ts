/** Session descriptions, read and written (RFC 8866 5, 9). */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { encodeUtf8, Failure } from '../message/index.ts';
import { defaultSessionLimits, parseSession, type SessionLimits } from './parse-session.ts';
import { formatSession, SessionDescription } from './session-description.ts';

const crlf = (text: string) => `${text.trim().split('\n').join('\r\n')}\r\n`;

/** RFC 8866 5. */
const example = crlf(`
v=0
o=jdoe 3724394400 3724394405 IN IP4 198.51.100.1
s=Call to John Smith
i=SDP Offer #1
u=http://www.jdoe.example.com/home.html
e=Jane Doe <jane@jdoe.example.com>
p=+1 617 555-6011
c=IN IP4 198.51.100.1
t=0 0
m=audio 49170 RTP/AVP 0
m=audio 49180 RTP/AVP 0
m=video 51372 RTP/AVP 99
c=IN IP6 2001:db8::2
a=rtpmap:99 h263-1998/90000
`);

function session(text: string, limits?: SessionLimits): SessionDescription {
  const value = parseSession(text, limits);
  assert.ok(
    value instanceof SessionDescription,
    `${(value as Failure).reason} at ${(value as Failure).offset}: ${text}`,
  );
  return value;
}

function refused(text: string, at: number, reason: RegExp, limits?: SessionLimits): void {
  const value = parseSession(text, limits);
  assert.ok(value instanceof Failure, `${text} was taken`);
  assert.match(value.reason, reason);
  assert.equal(value.offset, at, value.reason);
}

describe('what it holds', () => {
  test('the example of RFC 8866 5', () => {
    const value = session(example);
    assert.deepEqual(value.origin, {
      username: 'jdoe',
      sessionId: '3724394400',
      version: '3724394405',
      networkType: 'IN',
      addressType: 'IP4',
      address: '198.51.100.1',
    });
    assert.equal(value.name, 'Call to John Smith');
    assert.equal(value.information, 'SDP Offer #1');
    assert.equal(value.value('p'), '+1 617 555-6011');
    assert.equal(value.value('z'), undefined);
    assert.deepEqual(
      value.media.map(({ kind, port, protocol, formats }) => [kind, port, protocol, formats]),
      [
        ['audio', 49170, 'RTP/AVP', ['0']],
        ['audio', 49180, 'RTP/AVP', ['0']],
        ['video', 51372, 'RTP/AVP', ['99']],
      ],
    );
    assert.equal(value.connectionOf(value.media[0])?.address, '198.51.100.1');
    assert.equal(value.connectionOf(value.media[2])?.address, '2001:db8::2');
  });

  test('a media level direction counts before that of the session (RFC 8866 6.7)', () => {
    const value = session(
      crlf('v=0\no=- 1 1 IN IP4 h\na=recvonly\nm=audio 4 RTP/AVP 0\nm=audio 6 RTP/AVP 0\na=inactive'),
    );
    assert.deepEqual(
      value.media.map((media) => value.directionOf(media)),
      ['recvonly', 'inactive'],
    );
    assert.equal(session(example).directionOf(session(example).media[0]), 'sendrecv');
  });

  test('a name is UTF-8 unless a=charset says otherwise (RFC 8866 6.10)', () => {
    const named = (line: string) => session(crlf(`v=0\no=- 1 1 IN IP4 h\n${line}`)).name;
    assert.equal(named(encodeUtf8('s=Übung')), 'Übung');
    assert.equal(named('s=\xdcbung\na=charset:ISO-8859-1'), 'Übung');
  });

  test('groups, and attributes of the session that hold for its media', () => {
    const value = session(
      crlf('v=0\no=- 1 1 IN IP4 h\na=group:LS 1 2\na=group:\na=setup:active\nm=audio 4 RTP/AVP 0\na=mid:1'),
    );
    assert.deepEqual(value.groups, [{ semantics: 'LS', mids: ['1', '2'] }]);
    assert.equal(value.attributeOf(value.media[0], 'setup'), 'active');
    assert.equal(value.media[0].mid, '1');
  });
});

describe('what peers write and we take', () => {
  test('lines ended by LF alone, and none at the end (RFC 8866 5)', () => {
    const value = session(example.replaceAll('\r\n', '\n').trimEnd());
    assert.equal(formatSession(value), example);
    assert.equal(formatSession(session(`${example}\r\n\r\n`)), example);
  });

  test('spaces at the end of lines, and more than one between parts', () => {
    const odd = 'v=0 \r\no=a  1 2 IN IP4 h \r\nc=IN  IP4 192.0.2.1 \r\nm=audio  4000 RTP/AVP 0  8 \r\na=sendonly \r\n';
    const value = session(odd);
    assert.equal(value.origin.version, '2');
    assert.equal(value.connection?.address, '192.0.2.1');
    assert.deepEqual(value.media[0].formats, ['0', '8']);
    assert.equal(value.directionOf(value.media[0]), 'sendonly');
    assert.equal(formatSession(value), odd);
  });

  test('a user name with spaces', () => {
    assert.equal(session('v=0\r\no=Snom phone 1 2 IN IP4 h').origin.username, 'Snom phone');
  });

  test('types and attributes that nobody knows, in any order', () => {
    const text = crlf('v=0\na=x-first\nw=what is this\no=- 1 1 IN IP4 h\nt=0 0\ns=late\nm=x 1 y z\nq=1\na=\na=b:c:d');
    assert.equal(formatSession(session(text)), text);
  });

  test('no s=, t= or c=; no format on a refused line', () => {
    const value = session(crlf('v=0\no=- 1 1 IN IP4 h\nm=video 0 RTP/AVP'));
    assert.deepEqual([value.name, value.connection, value.media[0].formats], ['', undefined, []]);
  });

  test('session ids beyond 64 bits', () => {
    assert.equal(session(`v=0\no=- ${'9'.repeat(40)} 1 IN IP4 h`).origin.sessionId.length, 40);
  });
});

describe('what is refused, and where', () => {
  test('what is no description', () => {
    refused('', 0, /v=0/);
    refused('\r\n', 0, /v=0/);
    refused('o=- 1 1 IN IP4 h', 0, /v=0/);
    refused('v=1\r\no=- 1 1 IN IP4 h', 0, /v=0/);
    refused('v=0\r\ns=-', 5, /o=/);
    refused('v=0\r\nhello', 5, /type letter/);
    refused('v=0\r\n\r\no=- 1 1 IN IP4 h', 5, /type letter/);
    refused('v=0\r\n =x', 5, /type letter/);
  });

  test('broken o=, c= and m=', () => {
    refused('v=0\no=- 1 IN IP4 h', 6, /six parts/);
    refused('v=0\no=- 1 x IN IP4 h', 6, /digits/);
    const head = 'v=0\no=- 1 1 IN IP4 h\n';
    const at = head.length + 2;
    refused(`${head}c=IN IP4`, at, /c=/);
    refused(`${head}c=IN IP4 /3`, at, /address/);
    refused(`${head}m=audio`, at, /m=/);
    refused(`${head}m=audio 65536 RTP/AVP 0`, at, /port/);
    refused(`${head}m=audio x RTP/AVP 0`, at, /port/);
    refused(`${head}m=audio 4/0 RTP/AVP 0`, at, /number of ports/);
    refused(`${head}m=audio 4 RTP/AVP`, at, /format/);
    refused(`${head}m=audio 4 RTP/AVP 0\nc=x`, head.length + 22, /c=/);
  });

  test('a second description behind the first (RFC 3264 5)', () => {
    refused(`${example}${example}`, example.length, /second/);
  });

  test('NUL and a CR alone, which another reader could take for the end of a line', () => {
    refused('v=0\no=- 1 1 IN IP4 h\ns=a\rm=b', 24, /CR/);
    refused('v=0\no=- 1 1 IN IP4 h\ns=a\0', 24, /NUL/);
  });

  test('what is beyond a limit', () => {
    const limits = { bytes: 1000, lines: 20, media: 2 };
    refused(example, 100, /100 bytes/, { ...limits, bytes: 100 });
    refused(example, example.indexOf('m=video'), /2 media/, limits);
    refused(example, example.indexOf('s='), /2 lines/, { bytes: 1000, lines: 2, media: 9 });
    assert.ok(parseSession('v=0\n'.repeat(1e6)) instanceof Failure);
  });
});

/** A description with lines of every kind, some of them changed at random. */
const mutated = fc
  .tuple(
    fc.array(
      fc.constantFrom(
        ...example.split('\r\n').slice(1, -1),
        'a=rtpmap:0 PCMU/8000',
        'a=rtpmap:300 x/1',
        'a=fmtp:99',
        'a=rtcp:1 IN IP4 h',
        'a=ptime:0',
        'a=group:',
        'b=AS:1',
        'm=image 4 udptl t38',
        'm=audio 5/2 RTP/SAVP 0 101 0 x',
        'c=IN IP4 224.2.1.1/127/3',
        'c=IN IP6 ff15::101/3',
      ),
      { maxLength: 12 },
    ),
    fc.array(
      fc.tuple(fc.nat(), fc.constantFrom('', ' ', '=', ':', '/', '\r', '\n', '\0', '\xff', '9', 'a', 'm=', 'v=0\r\n')),
    ),
  )
  .map(([lines, edits]) => {
    let text = `v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\n${lines.join('\r\n')}\r\n`;
    for (const [place, piece] of edits) {
      const at = place % (text.length + 1);
      text = `${text.slice(0, at)}${piece}${text.slice(at + (place % 3))}`;
    }
    return text;
  });

test('any text gives a description or a failure inside the text, and what was read is written as it was', () => {
  fc.assert(
    fc.property(mutated, (text) => {
      const value = parseSession(text);
      if (value instanceof Failure) {
        assert.ok(value.offset >= 0 && value.offset <= text.length);
        return;
      }
      const lines = text.trimEnd().split(/\r?\n/);
      const written = formatSession(value).split('\r\n').slice(0, -1);
      assert.deepEqual(
        written.map((line) => line.trimEnd()),
        lines.map((line) => line.trimEnd()),
      );
      assert.equal(formatSession(session(formatSession(value))), formatSession(value));
    }),
    { numRuns: 2000 },
  );
});

test('whatever is asked of a description that was read, nothing throws', () => {
  fc.assert(
    fc.property(mutated, (text) => {
      const value = parseSession(text);
      if (value instanceof Failure) return;
      void [value.name, value.information, value.groups];
      for (const media of value.media) {
        void [media.rtpFormats, media.ptime, media.maxptime, media.rtcp, media.rtcpMux, media.mid];
        void [value.directionOf(media), value.connectionOf(media), media.disabled().lines];
      }
    }),
    { numRuns: 2000 },
  );
});

test('the default limits take what a browser offers', () => {
  assert.ok(defaultSessionLimits.bytes >= 16_384 && defaultSessionLimits.lines >= 500);
});

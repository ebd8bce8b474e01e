import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  betweenFormats,
  bye,
  hopText,
  invite,
  message,
  ok,
  pastedForms,
  placelessFormats,
  readText,
  receivedFormats,
  sdp,
  toLineFeeds,
} from './test-texts.ts';

const when = Date.UTC(2024, 0, 2, 12, 34, 56, 789);

for (const [format, render] of Object.entries(betweenFormats)) {
  test(`${format}: messages with both ends and the time`, () => {
    const { messages, format: found } = readText(render(invite, 0) + render(bye, 1));
    assert.equal(found, format);
    assert.deepEqual(
      messages.map(({ text }) => text),
      [invite, bye],
    );
    assert.equal(hopText(messages[0].hop), 'UDP 192.0.2.1 5060 -> 192.0.2.2 5060');
    assert.equal(messages[1].hop, messages[0].hop);
    assert.deepEqual(
      messages.map(({ frame, time }) => [frame, time]),
      [1, 2].map((frame) => [frame, format === 'baresip trace' ? Number.NaN : when]),
    );
  });
}

for (const [format, render] of Object.entries(receivedFormats)) {
  test(`${format}: messages with the peer; the side that wrote the log is a place without address`, () => {
    const { messages, format: found } = readText(render(invite, 0) + render(bye, 1));
    assert.equal(found, format);
    assert.deepEqual(
      messages.map(({ text }) => text),
      [invite, bye],
    );
    assert.equal(hopText(messages[0].hop), 'UDP 192.0.2.1 5060 ->  0');
    assert.equal(messages[1].hop, messages[0].hop);
    assert.equal(messages[0].time, when);
  });
}

for (const [format, render] of Object.entries(placelessFormats)) {
  test(`${format}: who sent is told by the message`, () => {
    const { messages, format: found } = readText(render(invite, 0) + render(bye, 1));
    assert.equal(found, format);
    assert.deepEqual(
      messages.map(({ text }) => text),
      [invite, bye],
    );
    assert.deepEqual(
      messages.map(({ hop }) => hopText(hop)),
      ['UDP 192.0.2.1 5060 ->  0', 'UDP 192.0.2.2 5060 ->  0'],
    );
    assert.equal(messages[0].time, format === 'JsSIP log' ? Number.NaN : when);
  });
}

for (const [form, render] of Object.entries(pastedForms)) {
  test(`a message pasted ${form} comes out as it was on the wire`, () => {
    assert.deepEqual(
      readText(render(invite, 0)).messages.map(({ text }) => text),
      [invite],
    );
  });

  test(`messages pasted one after the other, ${form}`, () => {
    const text = [invite, ok, bye].map(render).join('');
    assert.deepEqual(
      readText(text).messages.map((one) => one.text),
      [invite, ok, bye],
    );
  });
}

function told(text: string): string[] {
  return readText(text).messages.map(({ hop, text: wire }) => `${hopText(hop)}: ${wire.slice(0, wire.indexOf(' '))}`);
}

test('the ways in which chan_sip announces what it sends', () => {
  const text = [
    `Reliably Transmitting (NAT) to 192.0.2.2:5060:\n${toLineFeeds(invite)}\n---\n`,
    `Retransmitting #1 (no NAT) to 192.0.2.2:5060:\n${toLineFeeds(invite)}\n---\n`,
    `\n<--- Transmitting (NAT) to 192.0.2.9:5062 --->\n${toLineFeeds(ok)}\n\n<------------>\n`,
    `\n<--- Reliably Transmitting (no NAT) to [2001:db8::9]:5062 --->\n${toLineFeeds(ok)}\n\n<------------>\n`,
    `\n<--- SIP read from WSS:192.0.2.9:5062 --->\n${toLineFeeds(bye)}\n<------------->\n`,
  ].join('Scheduling destruction of SIP dialog in 32000 ms (Method: INVITE)\n');
  assert.deepEqual(told(text), [
    'UDP  0 -> 192.0.2.2 5060: INVITE',
    'UDP  0 -> 192.0.2.2 5060: INVITE',
    'UDP  0 -> 192.0.2.9 5062: SIP/2.0',
    'UDP  0 -> 2001:db8::9 5062: SIP/2.0',
    'WSS 192.0.2.9 5062 ->  0: BYE',
  ]);
  assert.deepEqual(
    readText(text).messages.map((one) => one.text),
    [invite, invite, ok, ok, bye],
  );
});

test('what is sent, in the words of other programs', () => {
  const show = (announcement: string) => `${announcement}\n${invite}\n`;
  const text = [
    '<--- Transmitting SIP request (450 bytes) to TLS:192.0.2.2:5061 --->',
    'send 720 bytes to tcp/[192.0.2.2]:5060 at 12:34:56.123456:',
    'send 720 bytes to udp/[2001:db8::2] at 12:34:56.123456:',
    '12:34:56.789           pjsua_core.c  ....TX 1572 bytes Request msg INVITE/cseq=1 (tdta0x55abc8dd00) to TCP 192.0.2.2:5060:',
    'belle-sip-message-channel [0x1]: message sent to [TLS://sip.example.com:5061], size: [598] bytes',
    'Sent to udp:192.0.2.2:5060 at 2/1/2024 12:34:56:789 (720 bytes):',
    '12:34:56.789 ---- Outgoing SIP Message to 192.0.2.2:5060 from SIPInterface #0 (SIP) UDP TO(#1) ----',
  ].map(show);
  assert.deepEqual(told(text.join('')), [
    'TLS  0 -> 192.0.2.2 5061: INVITE',
    'TCP  0 -> 192.0.2.2 5060: INVITE',
    'UDP  0 -> 2001:db8::2 5060: INVITE',
    'TCP  0 -> 192.0.2.2 5060: INVITE',
    'TLS  0 -> sip.example.com 5061: INVITE',
    'UDP  0 -> 192.0.2.2 5060: INVITE',
    'UDP  0 -> 192.0.2.2 5060: INVITE',
  ]);
});

test('both ends, in other words and with other transports', () => {
  const show = (announcement: string) => `${announcement}\n${toLineFeeds(invite)}\n`;
  const text = [
    'T 2024/01/02 12:34:56.789000 192.0.2.1:40000 -> 192.0.2.2:5060 [AP] #3',
    'U 2001:db8::1:5060 -> 2001:db8::2:5060',
    'U +0.000123 192.0.2.1:5060 -> 192.0.2.2:5060',
    'WSS 192.0.2.1:40000 -> 192.0.2.2:443',
    '2024/01/02 12:34:56.789000 [2001:db8::1]:5060 -> [2001:db8::2]:5060',
    'Jan  2 12:34:56.789 On [0:0]192.0.2.2:5060 received from 192.0.2.1:5060',
    '----------------------------------------\nJan  2 12:34:56.789 On [0:0]192.0.2.2:5060 sent to 192.0.2.1:5060',
    '----------------------------------------\ncall 7: 192.0.2.1:5060 => 192.0.2.2:5060',
  ].map(show);
  assert.deepEqual(told(text.join('')), [
    'TCP 192.0.2.1 40000 -> 192.0.2.2 5060: INVITE',
    'UDP 2001:db8::1 5060 -> 2001:db8::2 5060: INVITE',
    'UDP 192.0.2.1 5060 -> 192.0.2.2 5060: INVITE',
    'WSS 192.0.2.1 40000 -> 192.0.2.2 443: INVITE',
    'UDP 2001:db8::1 5060 -> 2001:db8::2 5060: INVITE',
    'UDP 192.0.2.1 5060 -> 192.0.2.2 5060: INVITE',
    'UDP 192.0.2.2 5060 -> 192.0.2.1 5060: INVITE',
    'UDP 192.0.2.1 5060 -> 192.0.2.2 5060: INVITE',
  ]);
});

test('tcpdump: -v shows the lines with a tab before, -A the packet; both together are one message', () => {
  const head = '12:34:56.789000 IP (tos 0x0, ttl 64, id 7, offset 0, flags [DF], proto UDP (17), length 700)\n';
  const line = '    192.0.2.1.5060 > 192.0.2.2.sip: [udp sum ok] SIP, length: 672\n';
  const shown = toLineFeeds(invite).replaceAll(/^(?=.)/gm, '\t');
  const packet = `E..n....@.@..5.........c4..Z${toLineFeeds(invite)}\n`;
  const twice = readText(head + line + shown + packet + head + line + shown + packet);
  assert.deepEqual(
    twice.messages.map(({ text }) => text),
    [invite, invite],
  );
  assert.equal(hopText(twice.messages[0].hop), 'UDP 192.0.2.1 5060 -> 192.0.2.2 5060');
  assert.equal(twice.messages[0].time, Date.UTC(1970, 0, 1, 12, 34, 56, 789));
  const tcp =
    '12:34:56.789000 IP6 2001:db8::1.40000 > 2001:db8::2.5060: Flags [P.], seq 1:601, ack 1, win 501, length 600: SIP: INVITE sip:bob@example.com SIP/2.0\n';
  const [message] = readText(`${tcp}\`.......:..@${'.'.repeat(60)}${toLineFeeds(invite)}\n`).messages;
  assert.equal(hopText(message.hop), 'TCP 2001:db8::1 40000 -> 2001:db8::2 5060');
  assert.equal(message.text, invite);
});

test('formats follow one another in one file, with foreign lines between', () => {
  const all = { ...betweenFormats, ...receivedFormats, ...placelessFormats };
  const text = Object.values(all)
    .map((render) => `2024-01-02 12:00:00 NOTICE: nothing happened\nSIP/2.0 200 OK was sent\n\n${render(invite, 0)}\n`)
    .join('call from 192.0.2.7:4000 -> 192.0.2.8:4002 is over\n');
  const { messages, format, damages } = readText(text);
  assert.equal(format, 'sngrep text');
  assert.equal(messages.length, Object.keys(all).length);
  for (const message of messages) assert.equal(message.text, invite);
  assert.deepEqual(damages, []);
});

test('the side that wrote a log is one place, whatever program tells of it', () => {
  const { messages } = readText(
    Object.values({ ...receivedFormats, ...placelessFormats })
      .map((render) => render(invite, 0))
      .join(''),
  );
  assert.equal(new Set(messages.map(({ hop }) => hop.destination)).size, 1);
});

test('a Content-Length that is wrong on the wire stays wrong', () => {
  const wrong = (length: number) => invite.replace(/Content-Length: \d+/, `Content-Length: ${length}`);
  for (const length of [0, 1, sdp.length - 40, sdp.length + 1, sdp.length + 100, 9999]) {
    for (const [name, render] of Object.entries({ ...betweenFormats, ...receivedFormats })) {
      const texts = readText(render(wrong(length), 0) + render(bye, 1)).messages.map(({ text }) => text);
      assert.deepEqual(texts, [wrong(length), bye], `${name}: ${length}`);
    }
    for (const name of ['as it was', 'with LF', 'quoted in an e-mail', 'in a Markdown fence']) {
      const texts = readText(pastedForms[name](wrong(length), 0)).messages.map(({ text }) => text);
      assert.deepEqual(texts, [wrong(length)], `${name}: ${length}`);
    }
  }
});

test('line ends that a program has changed are put back as Content-Length counted them', () => {
  const lines = sdp.replaceAll('\r\n', '\n');
  const withLf =
    invite.slice(0, -sdp.length).replace(`Content-Length: ${sdp.length}`, `Content-Length: ${lines.length}`) + lines;
  assert.equal(readText(toLineFeeds(withLf)).messages[0].text, withLf);
  assert.equal(readText(toLineFeeds(withLf).replaceAll('\n', '\r\n')).messages[0].text, withLf);
  assert.equal(readText(toLineFeeds(invite)).messages[0].text, invite);
});

test('line ends that are those of the wire are not mended: there the Content-Length is at fault', () => {
  const lines = sdp.replaceAll('\r\n', '\n').length;
  const wrong = invite.replace(`Content-Length: ${sdp.length}`, `Content-Length: ${lines}`);
  assert.equal(readText(betweenFormats['sngrep text'](wrong, 0)).messages[0].text, wrong);
});

test('a message without Content-Length has the body that its type tells', () => {
  const short = (wire: string) => wire.replace(/Content-Length: \d+\r\n/, '');
  assert.equal(readText(`${toLineFeeds(short(invite))}\nAnd then it rang.\n`).messages[0].text, short(invite));
  assert.equal(readText(`${toLineFeeds(short(bye))}\nAnd then it was over.\n`).messages[0].text, short(bye));
  const text = short(
    message('MESSAGE sip:bob@example.com SIP/2.0', ['Via: SIP/2.0/UDP 192.0.2.1'], 'Hello', 'text/plain'),
  );
  assert.equal(readText(`${toLineFeeds(text)}\n\nHe read it.\n`).messages[0].text, text);
});

test('a body that is a message or holds one is no other message (RFC 3420)', () => {
  const fragment = 'SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bK1\r\n';
  const head = ['Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKx', 'Event: refer', 'CSeq: 1 NOTIFY'];
  const notify = message('NOTIFY sip:bob@192.0.2.2 SIP/2.0', head, fragment, 'message/sipfrag;version=2.0');
  const parts = `--b\r\nContent-Type: message/sip\r\n\r\n${invite}\r\n--b--\r\n`;
  const nested = message('MESSAGE sip:bob@192.0.2.2 SIP/2.0', head, parts, 'multipart/mixed;boundary=b');
  for (const render of [toLineFeeds, betweenFormats.ngrep, receivedFormats['Asterisk log'], pastedForms.indented]) {
    const texts = readText([notify, nested, bye].map((wire) => render(wire, 0)).join('')).messages.map(
      ({ text }) => text,
    );
    assert.deepEqual(texts, [notify, nested, bye]);
  }
});

test('a line that a mail program has broken is put together again', () => {
  const broken = [
    'Reliably Transmitting (NAT) to 192.0.2.2:5060:',
    'REGISTER sip:example.com SIP/2.0',
    'Via: SIP/2.0/UDP ',
    '192.0.2.1:5160;branch=z9hG4bK3f11a8b8;rport',
    'Max-Forwards: 70',
    ' From: <sip:60751@example.com>;tag=as6df6d977',
    'To: ',
    '<sip:60751@example.com>',
    'Call-ID: 005dbc8238e06ac421ef613a3b55e134@192.0.2.1',
    'CSeq: 165 REGISTER',
    'Authorization: Digest username="60751", realm="example.com",',
    'algorithm=MD5, uri="sip:example.com",',
    'nonce="X974SF"',
    'Content-Length: 0',
    '',
    '---',
    '',
  ].join('\n');
  const [{ text }] = readText(broken).messages;
  assert.match(text, /^Via: SIP\/2\.0\/UDP 192\.0\.2\.1:5160;branch=z9hG4bK3f11a8b8;rport\r$/m);
  assert.match(text, /^From: <sip:60751@example\.com>;tag=as6df6d977\r$/m);
  assert.match(text, /^To: <sip:60751@example\.com>\r$/m);
  assert.match(text, /realm="example\.com", algorithm=MD5, uri="sip:example\.com", nonce="X974SF"\r$/m);
});

test('a value that is broken within brackets or a word is put together without a blank', () => {
  const broken = toLineFeeds(bye)
    .replace('<sip:alice@example.com>', '<sip:alice@exa\nmple.com>')
    .replace('CSeq:', 'Authorization: Digest username="alice", nonce="f84f1ce\nc41e6cbe5"\nCSeq:');
  const [{ text }] = readText(broken).messages;
  assert.match(text, /<sip:alice@example\.com>/);
  assert.match(text, /nonce="f84f1cec41e6cbe5"\r/);
});

test('lines that a person left out are not taken for header lines', () => {
  for (const omission of ['...', '[...]', '<snip>', '\xe2\x80\xa6'])
    assert.equal(readText(toLineFeeds(bye).replace('CSeq:', `${omission}\nCSeq:`)).messages[0].text, bye);
});

test('blanks with which a terminal fills its lines are not of the message', () => {
  const padded = toLineFeeds(invite).replaceAll('\n', '   \n');
  assert.equal(readText(padded).messages[0].text, invite);
  const trailing = bye.replace('SIP/2.0\r', 'SIP/2.0  \r');
  assert.equal(readText(toLineFeeds(trailing)).messages[0].text, trailing, 'RFC 4475 3.1.2.10');
});

test('the printable characters of a packet, as Wireshark copies them', () => {
  assert.equal(readText(`E@@5c4Z${invite}`).messages[0].text, invite);
});

test('a header block alone is a message, and so is one whose empty line is lost', () => {
  const block = invite.slice(0, invite.indexOf('\r\n\r\n'));
  assert.equal(readText(block).messages[0].text, `${block}\r\n\r\n`);
  assert.equal(readText(`${toLineFeeds(block)}\nThat was all.\n`).messages[0].text, `${block}\r\n\r\n`);
  assert.equal(readText(toLineFeeds(invite).replace('\n\n', '\n')).messages[0].text, invite);
});

test('a header line that is none stays, where headers go on behind it', () => {
  const odd = bye.replace('CSeq:', 'this is no header line\r\nCSeq:');
  assert.equal(readText(toLineFeeds(odd)).messages[0].text, odd);
});

test('a start line that is only spoken of is no message', () => {
  const text =
    'The phone sent INVITE sip:bob@example.com SIP/2.0\nand got SIP/2.0 486 Busy Here\nNotice: it was busy.\n';
  assert.deepEqual(readText(text).messages, []);
});

test('a first line that is less indented than the rest, as one copies from the middle of a line', () => {
  const indented = pastedForms.indented(invite, 0);
  assert.equal(readText(indented.trimStart()).messages[0].text, invite);
});

test('lines that are folded keep their folds behind any prefix (RFC 3261 7.3.1)', () => {
  const folded = invite.replace('Max-Forwards: 70', 'Subject: a\r\n  b\r\n\tc\r\nMax-Forwards: 70');
  for (const form of ['as it was', 'quoted in an e-mail', 'indented', 'with line numbers', 'behind a log stamp'])
    assert.equal(readText(pastedForms[form](folded, 0)).messages[0].text, folded, form);
});

test('a UTF-16 file of Windows is read, with or without byte order mark', () => {
  const text = `\r\n${invite.replace('"Alice"', '"Zoë 😀"')}`;
  const wire = invite.replace('"Alice"', '"Zo\xc3\xab \xf0\x9f\x98\x80"');
  const units = Array.from({ length: text.length }, (_, i) => text.charCodeAt(i));
  const little = units.map((unit) => String.fromCharCode(unit & 0xff, unit >> 8)).join('');
  const big = units.map((unit) => String.fromCharCode(unit >> 8, unit & 0xff)).join('');
  for (const [name, file] of Object.entries({
    little: `\xff\xfe${little}`,
    big: `\xfe\xff${big}`,
    bare: little,
    bareBig: big,
  }))
    for (const size of [1, 3, 1000]) assert.equal(readText(file, size).messages[0]?.text, wire, `${name} ${size}`);
  assert.equal(readText(`\xef\xbb\xbf${invite}`).messages[0].text, invite);
});

test('a line over 64 KiB is cut off and told of', () => {
  const { messages, damages } = readText(`${'x'.repeat(70_000)}\n${invite}`);
  assert.deepEqual(damages, ['1: a line longer than 64 KiB is cut off']);
  assert.equal(messages[0].text, invite);
});

test('a message over 256 KiB is cut off and told of', () => {
  const long = message(
    'MESSAGE sip:bob@example.com SIP/2.0',
    ['Via: SIP/2.0/UDP 192.0.2.1'],
    'line\r\n'.repeat(60_000),
    'text/plain',
  );
  const { messages, damages } = readText(`${long}\n${invite}`);
  assert.deepEqual(damages, ['1: a message longer than 256 KiB is cut off']);
  assert.ok(messages[0].text.length <= 262_144);
  assert.equal(messages.at(-1)?.text, invite);
});

test('a clock that tells the time of day alone goes on after midnight', () => {
  const at = (time: string) => `recv 9 bytes from udp/[192.0.2.1]:5060 at ${time}:\n${toLineFeeds(bye)}\n`;
  const times = readText(
    ['23:59:59.900000', '00:00:00.100000', '23:59:59.950000', '00:00:01.000000'].map(at).join(''),
  ).messages;
  assert.deepEqual(
    times.map(({ time }) => time),
    [86_399_900, 86_400_100, 86_399_950, 86_401_000],
  );
});

test('the date in front of a line counts where the announcement has the time of day alone', () => {
  const line = '2024-01-02 12:34:56.789000 [INFO] recv 9 bytes from udp/[192.0.2.1]:5060 at 12:34:56.500000:';
  assert.equal(readText(`${line}\n${toLineFeeds(bye)}`).messages[0].time, when);
});

test('an empty text has no messages', () => {
  assert.deepEqual(readText(''), { format: 'SIP text', frames: 0, messages: [], damages: [] });
});

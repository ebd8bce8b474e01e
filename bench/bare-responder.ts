/**
 * The floor of the benchmark: the least that a Node program does to take part in the scenarios. It finds a few headers by
 * `indexOf`, keeps no state, checks nothing and stores nothing: what is left is the price of Node's sockets.
 *
 * node bench/bare-responder.ts ADDRESS PORT [PORT OF THE CALLED PHONE]
 */

import { createSocket } from 'node:dgram';

const [address, port, calleePort] = process.argv.slice(2).map((text, at) => (at === 0 ? text : Number(text))) as [
  string,
  number,
  number | undefined,
];
const ownVia = `\r\nVia: SIP/2.0/UDP ${address}:${port};branch=z9hG4bKbare`;
const ownRecordRoute = `\r\nRecord-Route: <sip:${address}:${port};lr>`;
const challenge = 'Digest realm="bench.example", nonce="00000000000000000000000000000000", qop="auth", algorithm=MD5';

const socket = createSocket({
  type: 'udp4',
  lookup: ((host: string, family: number, done: (error: null, host: string, family: number) => void) =>
    done(null, host, family)) as never,
});
const buffer = Buffer.allocUnsafeSlow(65_535);
let callerPort = 0;

function send(text: string, to: number): void {
  socket.send(buffer, 0, buffer.latin1Write(text, 0), to, address);
}

function headerLine(text: string, name: string): string {
  const start = text.indexOf(`\r\n${name}:`);
  return text.slice(start, text.indexOf('\r\n', start + 2));
}

function answer(request: string, statusLine: string, extra: string): void {
  const copied =
    headerLine(request, 'Via') +
    headerLine(request, 'From') +
    `${headerLine(request, 'To')};tag=bare` +
    headerLine(request, 'Call-ID') +
    headerLine(request, 'CSeq');
  send(`SIP/2.0 ${statusLine}${copied}${extra}\r\nContent-Length: 0\r\n\r\n`, callerPort);
}

function relayRequest(request: string): void {
  const end = request.indexOf('\r\n');
  send(request.slice(0, end) + ownVia + ownRecordRoute + request.slice(end), calleePort as number);
}

/** Our own Via is the first value, on a line of its own or before a comma. */
function relayResponse(response: string): void {
  const start = response.indexOf('\r\nVia:');
  const lineEnd = response.indexOf('\r\n', start + 2);
  const comma = response.indexOf(',', start);
  if (comma !== -1 && comma < lineEnd)
    send(`${response.slice(0, start)}\r\nVia:${response.slice(comma + 1)}`, callerPort);
  else send(response.slice(0, start) + response.slice(lineEnd), callerPort);
}

function receive(text: string): void {
  if (text.startsWith('OPTIONS ')) {
    answer(text, '200 OK', '');
  } else if (text.startsWith('REGISTER ')) {
    if (text.includes('\r\nAuthorization:')) answer(text, '200 OK', headerLine(text, 'Contact'));
    else answer(text, '401 Unauthorized', `\r\nWWW-Authenticate: ${challenge}`);
  } else if (text.startsWith('INVITE sip:moved@')) {
    answer(text, '302 Moved Temporarily', '\r\nContact: <sip:moved@192.0.2.9>');
  } else if (text.startsWith('INVITE ')) {
    if (text.includes('\r\nProxy-Authorization:')) relayRequest(text);
    else answer(text, '407 Proxy Authentication Required', `\r\nProxy-Authenticate: ${challenge}`);
  } else if (text.startsWith('BYE ') || (text.startsWith('ACK ') && text.includes('\r\nRoute:'))) {
    relayRequest(text);
  }
}

socket.on('message', (datagram, remote) => {
  const text = datagram.latin1Slice(0, datagram.length);
  if (remote.port === calleePort && text.startsWith('SIP/2.0 ')) {
    relayResponse(text);
    return;
  }
  callerPort = remote.port;
  receive(text);
});
socket.bind(port, address, () => socket.setRecvBufferSize(4 << 20));
process.once('SIGTERM', () => socket.close());

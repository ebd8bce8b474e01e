/** What holds for any text at all: nothing throws, and what is accepted is consistent. One call is one case of the fuzz run. */

import assert from 'node:assert/strict';
import { headerFields, headerId } from '../../src/catalogue/index.ts';
import {
  addressOfRecord,
  buildResponse,
  decodeUtf8,
  Edit,
  Failure,
  formatHost,
  indexMessage,
  type Message,
  NameAddr,
  parseUri,
  Request,
  type Response,
  sameUri,
  SLOT,
  Uri,
  validateRequest,
  validateResponse,
  Via,
} from '../../src/message/index.ts';

const ROUTE = headerId('Route');
const MAX_FORWARDS = headerId('Max-Forwards');

export function checkMessage(text: string): void {
  const message = indexMessage(text);
  if (message === undefined) return;
  checkIndex(message);
  checkValues(message);
  const defect = message instanceof Request ? validateRequest(message) : validateResponse(message);
  if (defect !== undefined) {
    assert.ok(defect.offset >= 0 && defect.offset <= text.length, `${defect.code} at ${defect.offset}`);
    if (message instanceof Request) checkRefusal(message, defect.status);
  } else checkValid(message);
}

function checkIndex(message: Message): void {
  const { slots, count, text, headersStart, headersEnd, bodyStart, bodyEnd } = message;
  assert.ok(headersStart <= headersEnd || message.defect !== undefined);
  assert.ok(bodyStart <= bodyEnd && bodyEnd <= text.length);
  assert.equal(slots.length, count * SLOT);
  let before = headersStart;
  for (let line = 0; line < count; line++) {
    const [id, start, valueStart, valueEnd] = slots.slice(line * SLOT, (line + 1) * SLOT);
    assert.ok(id >= -1 && id < headerFields.length);
    assert.ok(before <= start && start < valueStart && valueStart <= valueEnd && valueEnd <= headersEnd);
    before = valueEnd;
    assert.ok(!message.valueAt(line).includes('\n'));
    assert.doesNotMatch(message.nameAt(line), /[ \t\r\n:]/);
  }
}

function checkValues(message: Message): void {
  for (let line = 0; line < message.count; line++) {
    const value = message.parseAt(line);
    const end = message.slots[line * SLOT + 3];
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one instanceof Failure)
        assert.ok(one.offset >= message.slots[line * SLOT + 2] && one.offset <= end, one.reason);
      else if (one instanceof NameAddr) checkAddress(one, end);
      else if (one instanceof Via) {
        assert.ok(one.start < one.end && one.end <= end);
        assert.ok(one.host !== '' && one.transport !== '' && one.port >= 0 && one.port <= 65535);
        checkParams(one);
      }
    }
    decodeUtf8(message.valueAt(line));
  }
}

function checkAddress(address: NameAddr, end: number): void {
  assert.ok(address.start < address.end && address.end <= end);
  assert.doesNotMatch(address.displayName, /\n/);
  checkParams(address);
  checkUri(address.uri);
}

const asked = ['tag', 'branch', 'lr', 'q', 'expires', 'rport', 'received', 'transport', 'x', 'nothing'];

/** A look-up reads the text as long as the lists are not cut out of it: both ways must say the same. */
function checkParams({ params }: NameAddr | Via | Uri): void {
  const found = asked.map((name) => params.get(name));
  assert.equal(params.names.length, params.size);
  assert.equal(params.values.length, params.size);
  assert.deepEqual(
    found,
    asked.map((name) => (params.names.includes(name) ? params.values[params.names.indexOf(name)] : undefined)),
  );
  for (const name of params.names) assert.equal(name, name.toLowerCase());
}

function checkUri(uri: Uri): void {
  const again = parseUri(uri.text);
  assert.ok(again instanceof Uri, `${uri.text} is not taken again`);
  const parts = (one: Uri) => [
    one.scheme,
    one.user,
    one.password,
    one.host,
    one.port,
    one.params.names,
    one.params.values,
    one.headers,
  ];
  assert.deepEqual(parts(again), parts(uri));
  assert.ok(sameUri(uri, again));
  addressOfRecord(uri);
  checkParams(uri);
  if (!uri.isSip) return;
  const password = uri.password === undefined ? '' : `:${uri.password}`;
  const start = `${uri.scheme}:${uri.user}${password}${uri.user === '' ? '' : '@'}${formatHost(uri.host)}`;
  assert.equal(uri.text.slice(0, start.length).toLowerCase(), start.toLowerCase());
  assert.ok(uri.headers === '' || uri.text.endsWith(`?${uri.headers}`));
}

/** The refusal of a broken request is a message itself: no line of it came from behind a line end of the request's. */
function checkRefusal(request: Request, status: number): void {
  const wire = buildResponse(request, status, { toTag: 'fuzz' });
  const response = indexMessage(wire, {
    messageBytes: 1e6,
    headers: 1e6,
    headerBytes: 1e6,
    uriBytes: 1e6,
    bodyBytes: 1e6,
  });
  assert.ok(response !== undefined && !(response instanceof Request));
  assert.equal(response.status, status);
  for (const name of ['From', 'To', 'Call-ID', 'CSeq']) assert.ok(response.named(name).length <= 1, name);
}

function checkValid(message: Request | Response): void {
  const { via, from, to, cseq, callId, text } = message;
  assert.ok(via.host !== '' && cseq.sequence >= 0 && callId !== '');
  assert.doesNotMatch(text.slice(0, message.headersEnd), /\r(?!\n)|(?<!\r)\n/, 'a lone CR or LF was let through');
  checkUri(from.uri);
  checkUri(to.uri);
  let start = 0;
  while (text.startsWith('\r\n', start)) start += 2;
  const whole = text.slice(start, message.bodyEnd);
  assert.equal(new Edit(message).toString(), whole, 'an edit of nothing changes nothing');
  if (message instanceof Request) checkForwarded(message, whole);
  else {
    const edited = new Edit(message).removeTopVia().toString();
    assert.ok(edited.length < whole.length && edited.endsWith(message.body));
  }
}

/** What a proxy sends on is valid, and every line that it did not touch is there byte for byte. */
function checkForwarded(request: Request, whole: string): void {
  checkUri(request.uri);
  const response = indexMessage(buildResponse(request, 200, { toTag: 'fuzz', recordRoute: true }));
  assert.ok(response !== undefined && !(response instanceof Request));
  assert.equal(validateResponse(response), undefined);
  assert.equal(response.callId, request.callId);

  const wire = new Edit(request)
    .setUri('sip:fuzz@example.com')
    .prepend('Via: SIP/2.0/UDP 192.0.2.77;branch=z9hG4bKfuzz\r\n')
    .set(MAX_FORWARDS, 'Max-Forwards', '69')
    .removeFirstAddress(ROUTE)
    .append('X-Fuzz', 'end')
    .toString();
  const forwarded = indexMessage(wire);
  assert.ok(forwarded instanceof Request);
  assert.equal(validateRequest(forwarded)?.code, undefined);
  assert.equal(forwarded.via.branch, 'z9hG4bKfuzz');
  assert.equal(forwarded.body, request.body);
  const uris = (routes: NameAddr[] | Failure) =>
    routes instanceof Failure ? [] : routes.map((route) => route.uri.text);
  const routes = request.addresses(ROUTE);
  if (!(routes instanceof Failure)) assert.deepEqual(uris(forwarded.addresses(ROUTE)), uris(routes).slice(1));
  const untouched = (message: Request) => {
    const lines: string[] = [];
    for (let line = 0; line < message.count; line++) {
      const id = message.slots[line * SLOT];
      if (id === ROUTE || id === MAX_FORWARDS) continue;
      const next = line + 1 < message.count ? message.slots[(line + 1) * SLOT + 1] : message.headersEnd;
      lines.push(message.text.slice(message.slots[line * SLOT + 1], next));
    }
    return lines;
  };
  assert.deepEqual(
    untouched(forwarded).filter((line) => !line.includes('z9hG4bKfuzz\r\n') && !line.startsWith('X-Fuzz: end')),
    untouched(request),
  );
  assert.ok(whole.endsWith(request.body));
}

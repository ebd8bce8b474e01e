/** Reason phrases by configuration and by Accept-Language, through the whole server (RFC 3261 7.2, 20.3). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { credentialsLine, requestText } from '../../test/request-text.ts';
import { SERVER, SimulatedServer, TRUSTED } from '../../test/simulated-server.ts';
import { reasonPhrase, responseCodes } from '../catalogue/index.ts';
import { decodeUtf8, encodeUtf8, indexMessage, Request, type Response } from '../message/index.ts';
import { languages } from '../phrases/index.ts';
import { type Config } from './config.ts';
import { parseConfig } from './load-config.ts';
import { loadReasonPhrases } from './reason-phrases.ts';

const register = { method: 'REGISTER', uri: 'sip:example.com', to: 'sip:alice@example.com' };

/** A phone that asks in turn, and the start line of each answer in Unicode. */
function phoneOf(server: SimulatedServer) {
  const phone = server.peer('alice', '10.0.1.1');
  let cseq = 0;
  const ask = (accepted: string | undefined, fields: object = register, ...more: string[]) => {
    const headers = [...(accepted === undefined ? [] : [`Accept-Language: ${accepted}`]), ...more];
    phone.send(requestText(phone, { ...fields, headers, cseq: ++cseq, callId: `c${cseq}` }), server.at());
    return phone.expect(() => true).message as Response;
  };
  const startLine = (accepted: string | undefined, fields?: object) => {
    const { text } = ask(accepted, fields);
    return decodeUtf8(text.slice(0, text.indexOf('\r\n')));
  };
  return { phone, ask, startLine };
}

async function configOf(text: string): Promise<Config> {
  const loaded = await parseConfig(text, '/etc/sipwright/sipwright.yaml', { env: {}, cwd: '/etc/sipwright' });
  assert.ok(loaded.ok);
  return loaded.config;
}

test('with negotiate, Accept-Language decides for each request, in UTF-8 on the wire', async () => {
  const server = await SimulatedServer.start({ config: 'phrases: { negotiate: true }' });
  await server.account('alice');
  const { phone, ask, startLine } = phoneOf(server);
  assert.equal(startLine('de'), 'SIP/2.0 401 Nicht autorisiert');
  assert.equal(startLine(undefined), 'SIP/2.0 401 Unauthorized');
  assert.equal(startLine('de-AT, en;q=0.5'), 'SIP/2.0 401 Nicht autorisiert');
  assert.equal(startLine('sv, fr;q=0.5, de;q=0.1'), 'SIP/2.0 401 Non autorisé');
  assert.equal(startLine('en, de'), 'SIP/2.0 401 Unauthorized');
  assert.equal(startLine('sv'), 'SIP/2.0 401 Unauthorized');
  assert.equal(startLine('ru\r\nAccept-Language: ja;q=0.9'), 'SIP/2.0 401 Не авторизован', 'on two lines');
  assert.equal(startLine('it;q=0.1\r\nAccept-Language: ja;q=0.9'), 'SIP/2.0 401 認証が必要です');
  for (const rubbish of [';;,q=,', '*', '"', '\u00ff;q=0', `${'x-'.repeat(3000)}`])
    assert.equal(startLine(rubbish), 'SIP/2.0 401 Unauthorized', rubbish.slice(0, 20));

  const challenged = ask('fr');
  assert.ok(Buffer.from(challenged.text, 'latin1').includes('SIP/2.0 401 Non autoris\u00c3\u00a9\r\n', 0, 'latin1'));
  assert.equal(challenged.defect, undefined);
  assert.equal(challenged.reason, 'Non autoris\u00c3\u00a9');
  const login = credentialsLine(challenged, { method: 'REGISTER', uri: register.uri });
  const trying = ask('fr', { ...register, from: register.to }, login);
  assert.equal(trying.reason, 'Traitement en cours');
  await server.run();
  assert.equal((phone.expect(200).message as Response).reason, 'OK', 'the challenge works as ever');
  await server.finish();
});

test('one language for all, whatever the request asks for', async () => {
  const server = await SimulatedServer.start({ config: `${TRUSTED}phrases: de` });
  await server.account('bob');
  const { startLine } = phoneOf(server);
  assert.equal(startLine(undefined), 'SIP/2.0 404 Nicht gefunden');
  assert.equal(startLine('fr'), 'SIP/2.0 404 Nicht gefunden');
  assert.equal(startLine('en', { method: 'MESSAGE' }), 'SIP/2.0 480 Vorübergehend nicht erreichbar');
  assert.equal(
    startLine(undefined, { method: 'MESSAGE', uri: 'sip:nobody@example.com' }),
    'SIP/2.0 404 Nicht gefunden',
  );
  assert.equal(
    startLine(undefined, { method: 'OPTIONS', uri: 'mailto:bob' }),
    'SIP/2.0 416 URI-Schema nicht unterstützt',
  );
  assert.equal(startLine(undefined, { method: 'MESSAGE', maxForwards: 0 }), 'SIP/2.0 483 Zu viele Hops');
  await server.finish();
});

test('a configured language is for who asks for none, and English for who excludes it', async () => {
  const server = await SimulatedServer.start({ config: 'phrases: { language: pl, negotiate: true }' });
  const { startLine } = phoneOf(server);
  assert.equal(startLine(undefined), 'SIP/2.0 401 Brak autoryzacji');
  assert.equal(startLine('sv'), 'SIP/2.0 401 Brak autoryzacji');
  assert.equal(startLine('en-US'), 'SIP/2.0 401 Unauthorized');
  assert.equal(startLine('pl;q=0'), 'SIP/2.0 401 Unauthorized');
  assert.equal(startLine('nl'), 'SIP/2.0 401 Niet geautoriseerd');
  await server.finish();
});

test('without the key all is English, and nothing is asked', async () => {
  const server = await SimulatedServer.start();
  assert.equal(server.composition.stack.phraseFor, undefined);
  assert.equal(phoneOf(server).startLine('de'), 'SIP/2.0 401 Unauthorized');
  await server.finish();
});

test('the phrase of a route, of the routing module and of a forwarded response stays', async () => {
  const config = `${TRUSTED}phrases: de
routes:
  - match: { user: "1" }
    reject: { code: 403, reason: Not Welcome }
  - match: { user: "2" }
    reject: 403
  - match: { user: "3" }
    reject: 499`;
  const server = await SimulatedServer.start({
    config,
    routing: async (request) =>
      request.uri.startsWith('sip:4') ? { action: 'reject', code: 403, reason: 'Closed' } : undefined,
  });
  await server.bind('bob', 'sip:bob@10.0.2.1');
  const ask = async (user: string) => {
    const phone = server.peer(`phone-${user}`, `10.0.1.${user}`);
    phone.send(requestText(phone, { method: 'MESSAGE', uri: `sip:${user}@example.com`, callId: user }), server.at());
    await server.run();
    return decodeUtf8((phone.expect(() => true).message as Response).reason);
  };
  assert.equal(await ask('1'), 'Not Welcome');
  assert.equal(await ask('2'), 'Nicht gestattet');
  assert.equal(await ask('3'), 'Fehlerhafte Anfrage', 'a code that nobody registered has the phrase of its class');
  assert.equal(await ask('4'), 'Closed');

  const alice = server.peer('alice', '10.0.1.9');
  const bob = server.peer('bob', '10.0.2.1');
  alice.send(requestText(alice), server.at());
  await server.run();
  assert.equal(decodeUtf8((alice.expect(100).message as Response).reason), 'Wird bearbeitet');
  bob.respond(bob.expect('INVITE'), 486, { reason: encodeUtf8('Занято'), toTag: 'b' });
  const busy = alice.expect(486).message;
  assert.equal(decodeUtf8((busy as Response).reason), 'Занято');
  alice.send(requestText(alice, { method: 'ACK', toTag: 'b', branch: busy.via.branch }), server.at());
  await server.finish();
});

test('a reload changes the language, and takes it back', async () => {
  const server = await SimulatedServer.start();
  const { startLine } = phoneOf(server);
  const base = `domains: [example.com]\nlisten: ["udp://${SERVER}:5060", "tcp://${SERVER}:5060"]\n`;
  const reload = async (text: string) => server.composition.reload(await configOf(base + text), undefined);
  assert.equal(startLine('de'), 'SIP/2.0 401 Unauthorized');
  await reload('phrases: { language: es, negotiate: true }');
  assert.equal(startLine('de'), 'SIP/2.0 401 Nicht autorisiert');
  assert.equal(startLine(undefined), 'SIP/2.0 401 No autorizado');
  await reload('');
  assert.equal(startLine('de'), 'SIP/2.0 401 Unauthorized');
  await server.finish();
});

test('each language gives each registered code its phrase, or the English one', async () => {
  const request = indexMessage(
    'OPTIONS sip:a@example.com SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\r\n\r\n',
  );
  assert.ok(request instanceof Request);
  for (const { tag } of languages) {
    const one = await loadReasonPhrases({ language: tag, negotiate: false });
    const negotiating = await loadReasonPhrases({ language: tag, negotiate: true });
    assert.equal(one === undefined, tag === 'en');
    for (const { code } of responseCodes) {
      assert.equal(one?.(request, code), negotiating?.(request, code));
      assert.notEqual(one?.(request, code) ?? reasonPhrase(code), '');
    }
    assert.equal(negotiating?.(request, 499), negotiating?.(request, 400));
    assert.equal(negotiating?.(request, 150), negotiating?.(request, 183));
    assert.equal(negotiating?.(request, 699), negotiating?.(request, 600));
  }
});

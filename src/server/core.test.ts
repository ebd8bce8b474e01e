import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SimulatedServer, TRUSTED } from '../../test/simulated-server.ts';
import { requestText } from '../../test/request-text.ts';

test('smoke', async () => {
  const server = await SimulatedServer.start({ config: TRUSTED });
  const alice = server.peer('alice', '10.0.1.1');
  const bob = server.peer('bob', '10.0.2.1');
  await server.bind('bob', 'sip:bob@10.0.2.1:5060');
  alice.send(requestText(alice), server.at());
  const invite = bob.expect('INVITE');
  console.log(invite.message.text);
  bob.respond(invite, 200, { toTag: 'b', recordRoute: true, headers: [['Contact', '<sip:bob@10.0.2.1>']] });
  const ok = alice.expect(200);
  console.log(ok.message.text);
  await server.finish();
});

import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { test, type TestContext } from 'node:test';
import { openPortPair, type PortPair } from './port-pair.ts';

const address = '127.0.0.1';
const wide = { first: 20_000, last: 31_998 };

/** A socket that a failed test leaves open would keep the process alive. */
function closed(t: TestContext, { rtp, rtcp }: PortPair): PortPair {
  for (const socket of [rtp, rtcp]) t.after(() => socket.close());
  return { rtp, rtcp, port: rtp.address().port };
}

/** Binds a pair and gives it back. @returns its port */
async function freePair(range = wide): Promise<number> {
  const { rtp, rtcp, port } = await openPortPair(address, range, Math.random);
  await Promise.all([rtp, rtcp].map((socket) => new Promise<void>((resolve) => socket.close(resolve))));
  return port;
}

test('a pair is an even port of the range and the next one (RFC 3550 11)', async (t) => {
  for (const random of [() => 0, () => 0.5, () => 0.999_999]) {
    const pair = closed(t, await openPortPair(address, { first: 20_001, last: 31_999 }, random));
    assert.equal(pair.port % 2, 0);
    assert.ok(pair.port > 20_001 && pair.port <= 31_998);
    assert.equal(pair.rtp.address().port, pair.port);
    assert.equal(pair.rtcp.address().port, pair.port + 1);
  }
});

test('a pair of which one port is taken is passed over, and its other port given back', async (t) => {
  const port = await freePair();
  const range = { first: port, last: port };
  for (const taken of [port, port + 1]) {
    const squatter = createSocket('udp4');
    squatter.bind({ port: taken, address, exclusive: true });
    await once(squatter, 'listening');
    await assert.rejects(
      openPortPair(address, range, () => 0),
      { code: 'SIP_MEDIA_PORTS' },
    );
    const other = closed(t, await openPortPair(address, { first: port, last: 31_998 }, () => 0));
    assert.ok(other.port > port);
    const isFree = createSocket('udp4');
    isFree.bind({ port: taken === port ? port + 1 : port, address, exclusive: true });
    await once(isFree, 'listening');
    await new Promise<void>((resolve) => isFree.close(resolve));
    await new Promise<void>((resolve) => squatter.close(resolve));
  }
  assert.equal(await freePair(range), port);
});

test('ranges without a pair and addresses of other machines are refused', async () => {
  for (const [first, last] of [
    [20_001, 20_001],
    [5, 4],
    [20_000, 65_535],
    [0.5, 20_000],
    [NaN, NaN],
  ]) {
    await assert.rejects(
      openPortPair(address, { first, last }, () => 0),
      { code: 'SIP_MEDIA_OPTIONS' },
    );
  }
  await assert.rejects(
    openPortPair('192.0.2.1', wide, () => 0),
    { code: 'SIP_MEDIA_ADDRESS' },
  );
});

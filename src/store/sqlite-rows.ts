/** How accounts and bindings lie in rows, and how a batch of changes becomes the flat array that crosses to the writer. */

import { detach } from '../message/index.ts';
import type { Interned } from './interned.ts';
import { KeptBinding } from './kept-binding.ts';
import { OPERATIONS, type Value } from './sqlite-columns.ts';
import type { Account, Binding, BindingFlow } from './store.ts';
import type { Change } from './writer.ts';

export function encodeChanges(changes: readonly Change[]): Value[] {
  const values: Value[] = [];
  for (const change of changes) {
    values.push(OPERATIONS[change.kind].code);
    switch (change.kind) {
      case 'putBinding':
        encodeBinding(change.aor, change.binding, values);
        break;
      case 'removeBinding':
        values.push(KeptBinding.rowOf(change.binding));
        break;
      case 'putAccount':
        encodeAccount(change.account, values);
        break;
      case 'removeAccount':
        values.push(change.account.user, change.account.domain);
        break;
      case 'putSetting':
        values.push(change.name, change.value);
        break;
    }
  }
  return values;
}

function encodeBinding(aor: string, binding: KeptBinding, values: Value[]): void {
  values.push(
    KeptBinding.rowOf(binding),
    aor,
    binding.contact,
    binding.params,
    binding.q,
    binding.expiresAt,
    binding.callId,
    binding.cseq,
    binding.path.length === 0 ? '' : JSON.stringify(binding.path),
    binding.flow === undefined ? '' : formatFlow(binding.flow),
    binding.userAgent,
    binding.updatedAt,
  );
}

/** @param row the values of `BINDING_COLUMNS` */
export function decodeBinding(row: readonly Value[], interned: Interned): Binding {
  return {
    contact: row[2] as string,
    params: row[3] as string,
    q: row[4] as number,
    expiresAt: row[5] as number,
    callId: row[6] as string,
    cseq: row[7] as number,
    path: row[8] === '' ? [] : (JSON.parse(row[8] as string) as string[]),
    flow: row[9] === '' ? undefined : parseFlow(row[9] as string, interned),
    userAgent: interned.of(row[10] as string),
    updatedAt: row[11] as number,
  };
}

/** Without the connection: it ends with the process, and its number may be another's after a restart. */
function formatFlow(flow: BindingFlow): string {
  return `${flow.transport} ${flow.localAddress} ${flow.localPort} ${flow.remoteAddress} ${flow.remotePort}`;
}

function parseFlow(text: string, interned: Interned): BindingFlow {
  const [transport, localAddress, localPort, remoteAddress, remotePort] = text.split(' ');
  return {
    transport: interned.of(transport),
    localAddress: interned.of(localAddress),
    localPort: Number(localPort),
    remoteAddress: detach(remoteAddress),
    remotePort: Number(remotePort),
    connection: 0,
  };
}

function encodeAccount(account: Account, values: Value[]): void {
  values.push(
    account.user,
    account.domain,
    account.realm,
    account.ha1.md5 ?? null,
    account.ha1.sha256 ?? null,
    account.ha1.sha512_256 ?? null,
    account.enabled ? 1 : 0,
    account.algorithms === undefined ? null : JSON.stringify(account.algorithms),
    account.maxContacts ?? null,
    account.redirect === undefined ? null : JSON.stringify(account.redirect),
  );
}

/** @param row the values of `ACCOUNT_COLUMNS` */
export function decodeAccount(row: readonly Value[]): Account {
  const [user, domain, realm, md5, sha256, sha512_256, enabled, algorithms, maxContacts, redirect] = row;
  return {
    user: user as string,
    domain: domain as string,
    realm: realm as string,
    ha1: {
      ...(md5 !== null && { md5: md5 as string }),
      ...(sha256 !== null && { sha256: sha256 as string }),
      ...(sha512_256 !== null && { sha512_256: sha512_256 as string }),
    },
    enabled: enabled === 1,
    ...(algorithms !== null && { algorithms: JSON.parse(algorithms as string) as Account['algorithms'] }),
    ...(maxContacts !== null && { maxContacts: maxContacts as number }),
    ...(redirect !== null && { redirect: JSON.parse(redirect as string) as Account['redirect'] }),
  };
}

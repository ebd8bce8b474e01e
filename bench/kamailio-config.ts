/** Kamailio's configuration: as little as the scenarios need, so that it runs at its best. */

import { domain, movedUser, password } from './accounts.ts';

export interface KamailioSetup {
  readonly address: string;
  readonly port: number;
  /** The SQLite file that usrloc writes through to; without it bindings live in memory alone. */
  readonly database: string | undefined;
}

/**
 * One worker, no TCP, no log below errors. Digest is checked by `pv_auth_check` against a password that stands here, so
 * nothing is looked up: the fastest way that there is. With qop=auth, so that both servers get the same messages.
 */
export function kamailioConfig({ address, port, database }: KamailioSetup): string {
  return `#!KAMAILIO
debug=-1
log_stderror=yes
fork=yes
children=1
disable_tcp=yes
dns=no
rev_dns=no
use_dns_cache=off
maxbuffer=4194304
server_signature=no
listen=udp:${address}:${port}
alias="${domain}"

loadmodule "tm.so"
loadmodule "sl.so"
loadmodule "rr.so"
loadmodule "pv.so"
loadmodule "maxfwd.so"
loadmodule "textops.so"
loadmodule "siputils.so"
loadmodule "usrloc.so"
loadmodule "registrar.so"
loadmodule "auth.so"
${database === undefined ? '' : 'loadmodule "db_sqlite.so"'}

modparam("rr", "append_fromtag", 0)
modparam("registrar", "max_expires", 3600)
modparam("usrloc", "hash_size", 14)
${database === undefined ? 'modparam("usrloc", "db_mode", 0)' : writeThrough(database)}

request_route {
  if (is_method("OPTIONS") && uri == myself) {
    sl_send_reply("200", "OK");
    exit;
  }
  if (!mf_process_maxfwd_header("70")) {
    sl_send_reply("483", "Too Many Hops");
    exit;
  }
  if (has_totag()) {
    if (loose_route()) {
      t_relay();
    } else if (is_method("ACK")) {
      if (t_check_trans()) t_relay();
    } else {
      sl_send_reply("404", "Not here");
    }
    exit;
  }
  if (is_method("CANCEL")) {
    if (t_check_trans()) t_relay();
    exit;
  }
  if (is_method("ACK")) {
    t_check_trans();
    exit;
  }
  if (is_method("REGISTER")) {
    if (!pv_www_authenticate("${domain}", "${password}", "0")) {
      www_challenge("${domain}", "1");
      exit;
    }
    if ($au != $tU) {
      sl_send_reply("403", "Forbidden");
      exit;
    }
    save("location");
    exit;
  }
  if ($rU == "${movedUser}") {
    append_to_reply("Contact: <sip:${movedUser}@192.0.2.9>\\r\\n");
    sl_send_reply("302", "Moved Temporarily");
    exit;
  }
  if (is_method("INVITE")) {
    if (!pv_proxy_authenticate("${domain}", "${password}", "0")) {
      proxy_challenge("${domain}", "1");
      exit;
    }
    if ($au != $fU) {
      sl_send_reply("403", "Forbidden");
      exit;
    }
    consume_credentials();
    record_route();
    if (!lookup("location")) {
      sl_send_reply("480", "Temporarily Unavailable");
      exit;
    }
    t_relay();
    exit;
  }
  sl_send_reply("405", "Method Not Allowed");
}
`;
}

/** db_mode 1: every change is in the database before the 200 leaves. In the journal mode that costs least. */
function writeThrough(database: string): string {
  return `modparam("usrloc", "db_mode", 1)
modparam("usrloc", "db_url", "sqlite:///${database}")
modparam("db_sqlite", "db_set_journal_mode", "${database}=WAL")`;
}

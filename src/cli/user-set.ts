/** `sipwright user set`: what holds for one account apart from its password. */
import { resultOf } from '../server/index.ts';
import { openServerOrStore, withControl } from './control.ts';
import { CommandError, EXIT } from './exit-code.ts';
import { type Io, say, writeLine } from './io.ts';
import { servedDomainsOf, splitAddress } from './user.ts';

export interface UserSettings {
  readonly config?: string;
  readonly json?: boolean;
  readonly enable?: boolean;
  readonly disable?: boolean;
  /** false: none any more. */
  readonly redirect?: readonly string[] | false;
  readonly redirectCode: number;
  /** A number, or `default`. */
  readonly maxContacts?: string;
  /** Names with commas between, or `default`. */
  readonly algorithms?: string;
}

export async function setUser(io: Io, address: string, options: UserSettings): Promise<void> {
  const settings = settingsOf(options);
  await withControl(openServerOrStore(io, options.config), async (control) => {
    const { user, domain } = splitAddress(address);
    const name = domain ?? (await servedDomainsOf(control))[0].name;
    const changed = await resultOf(control.request('users.change', { user, domain: name, settings }));
    if (options.json) await writeLine(io, JSON.stringify(changed));
    say(io, `${user}@${name} changed`);
  });
}

/** As the server takes them: null goes back to what the domain says. */
function settingsOf({ enable, disable, redirect, redirectCode, maxContacts, algorithms }: UserSettings): object {
  if (enable && disable) throw new CommandError(EXIT.usage, '--enable and --disable contradict each other');
  const settings: Record<string, unknown> = {};
  if (enable || disable) settings.enabled = enable === true;
  if (redirect !== undefined)
    settings.redirect = redirect === false ? null : { code: redirectCode, contacts: redirect };
  if (maxContacts !== undefined) settings.maxContacts = maxContacts === 'default' ? null : Number(maxContacts);
  if (algorithms !== undefined)
    settings.algorithms =
      algorithms === 'default' ? null : algorithms.split(',').map((name) => name.trim().toUpperCase());
  if (Object.keys(settings).length === 0)
    throw new CommandError(EXIT.usage, 'nothing is to be set; sipwright user set --help names the settings');
  return settings;
}

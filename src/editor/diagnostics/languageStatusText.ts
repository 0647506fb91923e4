import type { AccessMap } from '../../access/map.ts';
import type { LiveState } from '../azure/liveMap.ts';
import { commands } from '../ids.ts';
import { ageOf } from '../tree/headline.ts';

/** A row of the language status: what is so, the particulars, and what a click does about it. */
export interface StatusRow {
  readonly text: string;
  readonly detail: string;
  readonly isTrouble: boolean;
  readonly command: string;
  readonly title: string;
}

/** Names or resource ids of the targets that a person picked, as a row. */
export function targetsRow(picked: readonly string[]): StatusRow {
  const names = picked.map(target => target.slice(target.lastIndexOf('/') + 1));
  return {
    text: names.length > 0 ? `ACR targets: ${shortened(names)}` : 'ACR targets: as configured',
    detail: names.length > 0 ? 'the targets that you picked' : 'by .acr-pull.yaml and the manifests',
    isTrouble: false,
    command: commands.pickTarget,
    title: 'Pick Targets',
  };
}

/** A few names, and how many more. */
function shortened(names: readonly string[]): string {
  const shown = names.slice(0, 3).join(', ');
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown;
}

/** Where Azure stands, as far as a row has to know. */
export interface LiveStanding {
  readonly state: LiveState;
  readonly wanted: boolean;
  readonly map: AccessMap | undefined;
}

/** What is known of Azure: from where, how old, and whether somebody is signed in. */
export function accessRow(maps: readonly AccessMap[], live: LiveStanding, now: Date): StatusRow {
  if (maps.length === 0) return withoutMap(live);
  const usesAzure = maps.some(map => map === live.map);
  const origins = [...new Set(maps.map(({ origin }) => origin))].join(', ');
  const age = ageOf(maps, now);
  if (!usesAzure) {
    const text = `ACR access: snapshot, ${age}`;
    return { text, detail: origins, isTrouble: false, command: commands.chooseSnapshot, title: 'Choose a Snapshot' };
  }
  const trouble = stale[live.state];
  return {
    text: `ACR access: Azure, ${age}`,
    detail: trouble ?? (live.state === 'reading' ? 'signed in, reading again' : 'signed in'),
    isTrouble: trouble !== undefined,
    command: live.state === 'signedOut' ? commands.signIn : commands.refreshAzure,
    title: live.state === 'signedOut' ? 'Sign In' : 'Read Again',
  };
}

/** Why what is shown is not renewed. */
const stale: Readonly<Partial<Record<LiveState, string>>> = {
  signedOut: 'signed out: this is what was read last',
  offline: "Azure can't be reached: this is what was read last",
  forbidden: 'Azure lets this account read nothing any more: this is what was read last',
  noSubscription: 'this account sees no subscription any more: this is what was read last',
};

function withoutMap({ state, wanted }: LiveStanding): StatusRow {
  if (wanted && state !== 'signedOut') {
    const { text, isTrouble } = waiting[state];
    const [command, title] =
      state === 'noSubscription'
        ? [commands.switchAccount, 'Use Another Account']
        : [commands.refreshAzure, 'Read Again'];
    return { text: `ACR access: ${text}`, detail: 'signed in', isTrouble, command, title };
  }
  return {
    text: 'ACR access: nothing is known of Azure',
    detail: 'not signed in, and no snapshot',
    isTrouble: true,
    command: commands.signIn,
    title: 'Sign In',
  };
}

const waiting: Readonly<
  Record<Exclude<LiveState, 'signedOut'>, { readonly text: string; readonly isTrouble: boolean }>
> = {
  reading: { text: 'reading Azure', isTrouble: false },
  ready: { text: 'Azure was read', isTrouble: false },
  offline: { text: "Azure can't be reached", isTrouble: true },
  forbidden: { text: 'Azure lets this account read nothing', isTrouble: true },
  noSubscription: { text: 'this account sees no subscription', isTrouble: true },
};

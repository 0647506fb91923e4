import { lastSegment } from '../../access/ids.ts';
import type { AccessMap } from '../../access/map.ts';
import type { Target } from '../../model/target.ts';
import type { LiveState } from '../azure/liveMap.ts';
import { commands } from '../ids.ts';
import { ageOf } from '../tree/headline.ts';

/** A row of the language status: text, details, and the command behind it. */
export interface StatusRow {
  readonly text: string;
  readonly detail: string;
  readonly isTrouble: boolean;
  readonly command: string;
  readonly title: string;
}

/** The targets of the file that is shown, or else those that a person picked, as names or resource ids. */
export function targetsRow(picked: readonly string[], ofFile: readonly Target[] = []): StatusRow {
  const names = ofFile.length > 0 ? ofFile.map(({ name }) => name) : picked.map(lastSegment);
  const reasons = ofFile.map(({ why }) => (why === 'picked' ? 'chosen by you' : why.replaceAll('`', '')));
  const chosen = names.length > 0 ? 'targets that you chose' : '.acr-pull.yaml and the manifests';
  return {
    text: names.length > 0 ? `ACR targets: ${shortened([...new Set(names)])}` : 'ACR targets: from .acr-pull.yaml',
    detail: reasons.length > 0 ? [...new Set(reasons)].join(', ') : chosen,
    isTrouble: false,
    command: commands.pickTarget,
    title: 'Choose Targets',
  };
}

/** A few names, and how many more. */
function shortened(names: readonly string[]): string {
  const shown = names.slice(0, 3).join(', ');
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown;
}

/** The state of the connection to Azure. */
export interface LiveStanding {
  readonly state: LiveState;
  readonly wanted: boolean;
  readonly map: AccessMap | undefined;
}

/** Where the map is from, how old it is, and the state of the sign-in. */
export function accessRow(maps: readonly AccessMap[], live: LiveStanding, now: Date): StatusRow {
  if (maps.length === 0) return withoutMap(live);
  const usesAzure = maps.some(map => map === live.map);
  const origins = [...new Set(maps.map(({ origin }) => origin))].join(', ');
  const age = ageOf(maps, now);
  if (!usesAzure) {
    const text = `ACR access: snapshot, ${age}`;
    return { text, detail: origins, isTrouble: false, command: commands.chooseSnapshot, title: 'Choose Snapshot' };
  }
  const trouble = stale[live.state];
  return {
    text: `ACR access: Azure, ${age}`,
    detail: trouble ?? (live.state === 'reading' ? 'signed in, refreshing' : 'signed in'),
    isTrouble: trouble !== undefined,
    command: live.state === 'signedOut' ? commands.signIn : commands.refreshAzure,
    title: live.state === 'signedOut' ? 'Sign In' : 'Refresh',
  };
}

/** Why the map is not refreshed. */
const stale: Readonly<Partial<Record<LiveState, string>>> = {
  signedOut: 'signed out; showing the last result',
  offline: "Azure can't be reached; showing the last result",
  forbidden: 'this account has lost its access; showing the last result',
  noSubscription: 'this account has no subscriptions any more; showing the last result',
};

function withoutMap({ state, wanted }: LiveStanding): StatusRow {
  if (wanted && state !== 'signedOut') {
    const { text, isTrouble } = waiting[state];
    const [command, title] =
      state === 'noSubscription' ? [commands.switchAccount, 'Switch Account'] : [commands.refreshAzure, 'Refresh'];
    return { text: `ACR access: ${text}`, detail: 'signed in', isTrouble, command, title };
  }
  return {
    text: 'ACR access: not connected',
    detail: 'sign in to Azure or choose a snapshot',
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
  forbidden: { text: "this account can't read anything", isTrouble: true },
  noSubscription: { text: 'this account has no subscriptions', isTrouble: true },
};

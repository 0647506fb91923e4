import { lastSegment } from '../../access/ids.ts';
import type { AccessMap } from '../../access/map.ts';
import { t } from '../../model/l10n.ts';
import type { Target } from '../../model/target.ts';
import { ageOf } from '../age.ts';
import type { LiveMap, LiveState } from '../azure/liveMap.ts';
import { commands } from '../ids.ts';

/** A row of the language status: text, details, and the command behind it. */
export interface StatusRow {
  readonly text: string;
  readonly detail: string;
  readonly isTrouble: boolean;
  readonly command: string;
  readonly title: string;
}

/** The targets of the file that is shown, or else those that a person picked, as names or resource ids, or the config. */
export function targetsRow(picked: readonly string[], ofFile: readonly Target[], hasConfig: boolean): StatusRow {
  const names = ofFile.length > 0 ? ofFile.map(({ name }) => name) : picked.map(lastSegment);
  const reasons = ofFile.map(({ why }) => (why === t('chosen') ? t('chosen by you') : why.replaceAll('`', '')));
  const none = hasConfig
    ? { text: t('ACR targets: from .acr-pull.yaml'), detail: t('.acr-pull.yaml and the manifests') }
    : { text: t('ACR targets: none chosen'), detail: t('no .acr-pull.yaml here') };
  const chosen = { text: t('ACR targets: {0}', shortened([...new Set(names)])), detail: t('targets that you chose') };
  const { text, detail } = names.length > 0 ? chosen : none;
  return {
    text,
    detail: reasons.length > 0 ? [...new Set(reasons)].join(', ') : detail,
    isTrouble: false,
    command: commands.pickTarget,
    title: t('Choose Targets'),
  };
}

function shortened(names: readonly string[]): string {
  const shown = names.slice(0, 3).join(', ');
  return names.length > 3 ? t('{0} and {1} more', shown, names.length - 3) : shown;
}

export type LiveStanding = Pick<LiveMap, 'state' | 'wanted' | 'map'>;

/** Where the map is from, how old it is, and the state of the sign-in. */
export function accessRow(maps: readonly AccessMap[], live: LiveStanding, now: Date): StatusRow {
  if (maps.length === 0) return withoutMap(live);
  const usesAzure = maps.some(map => map === live.map);
  const origins = [...new Set(maps.map(({ origin }) => origin))].join(', ');
  const age = ageOf(maps, now);
  if (!usesAzure) {
    const text = t('ACR access: snapshot, {0}', age);
    return { text, detail: origins, isTrouble: false, command: commands.chooseSnapshot, title: t('Choose Snapshot') };
  }
  const trouble = stale[live.state];
  return {
    text: t('ACR access: Azure, {0}', age),
    detail: trouble ?? (live.state === 'reading' ? t('signed in, refreshing') : t('signed in')),
    isTrouble: trouble !== undefined,
    ...(live.state === 'signedOut' ? signIn : refresh),
  };
}

const signIn = { command: commands.signIn, title: t('Sign In') } as const;
const refresh = { command: commands.refreshAzure, title: t('Refresh') } as const;
const switchAccount = { command: commands.switchAccount, title: t('Switch Account') } as const;

const stale: Readonly<Partial<Record<LiveState, string>>> = {
  signedOut: t('signed out; showing the last result'),
  offline: t("Azure can't be reached; showing the last result"),
  forbidden: t('this account has lost its access; showing the last result'),
  noSubscription: t('this account has no subscriptions any more; showing the last result'),
};

function withoutMap({ state, wanted }: LiveStanding): StatusRow {
  if (wanted && state !== 'signedOut') {
    return {
      text: t('ACR access: {0}', waiting[state]),
      detail: t('signed in'),
      isTrouble: state !== 'reading' && state !== 'ready',
      ...(state === 'noSubscription' ? switchAccount : refresh),
    };
  }
  return {
    text: t('ACR access: not connected'),
    detail: t('sign in to Azure or choose a snapshot'),
    isTrouble: true,
    ...signIn,
  };
}

const waiting: Readonly<Record<Exclude<LiveState, 'signedOut'>, string>> = {
  reading: t('reading Azure'),
  ready: t('Azure was read'),
  offline: t("Azure can't be reached"),
  forbidden: t("this account can't read anything"),
  noSubscription: t('this account has no subscriptions'),
};

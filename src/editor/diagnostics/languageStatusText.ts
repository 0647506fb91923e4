import type { AccessMap } from '../../access/map.ts';
import { t } from '../../model/l10n.ts';
import type { Target } from '../../model/target.ts';
import { ageOf } from '../age.ts';
import type { LiveMap, LiveState } from '../azure/liveMap.ts';
import { mostOverNetwork } from '../files/fileSystem.ts';
import { commands } from '../ids.ts';
import type { Folder } from '../store/folder.ts';

/** A row of the language status: text, details, and the command behind it. */
export interface StatusRow {
  readonly text: string;
  readonly detail: string;
  readonly isTrouble: boolean;
  readonly command: string;
  readonly title: string;
}

type ReadingOf = Pick<Folder, 'wasRead' | 'notAnswered' | 'tooMany'>;

/**
 * The reason that no image of a folder is judged yet. Undefined: all its manifests were read. Without an answer of its file
 * system, a file may hold what decides a pull.
 */
export function readingRow(folder: ReadingOf, isBusy: boolean): StatusRow | undefined {
  const trouble = troubleOf(folder);
  if (trouble === undefined && (folder.wasRead || !isBusy)) return undefined;
  return {
    text: t('Not all files read yet'),
    detail: trouble ?? t('images are checked when all are read'),
    isTrouble: trouble !== undefined,
    command: commands.refresh,
    title: t('Read Again'),
  };
}

/** The reason that a folder is not read until a person does something about it. Undefined: nothing keeps it from that. */
function troubleOf({ notAnswered: [first, ...others], tooMany }: ReadingOf): string | undefined {
  if (tooMany !== undefined)
    return t(
      'of {0} manifests, at most {1} are read over the network: exclude folders in the settings, or open a clone',
      tooMany,
      mostOverNetwork,
    );
  if (first === undefined) return undefined;
  return others.length === 0
    ? t('no answer for {0}', first)
    : t('no answer for {0} and {1} more', first, others.length);
}

/** The targets of the images in the file that is shown. Null for an image without one. */
export function targetsRow(ofImages: readonly (Target | null)[]): StatusRow {
  const targets = ofImages.filter(target => target !== null);
  const names = targets.map(({ name }) => name);
  const reasons = targets.map(({ why }) => (why === t('chosen') ? t('chosen by you') : why.replaceAll('`', '')));
  const none = ofImages.length === 0 ? t('No Azure images in this file') : t('Target unknown');
  return {
    text:
      names.length > 0 ? t('ACR targets: {0}', shortened([...new Set(names)])) : t('ACR targets: none for this file'),
    detail: reasons.length > 0 ? [...new Set(reasons)].join(', ') : none,
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

/** The source of the map, its age, and the state of the sign-in. */
export function accessRow(maps: readonly AccessMap[], live: LiveStanding, now: Date): StatusRow {
  if (maps.length === 0) return withoutMap(live);
  const usesAzure = maps.some(map => map === live.map);
  const origins = [...new Set(maps.map(({ origin }) => origin))].join(', ');
  const age = ageOf(maps, now);
  if (!usesAzure) {
    const text = age === '' ? t('ACR access: snapshot') : t('ACR access: snapshot, {0}', age);
    const detail = age === '' ? t("{0}, which doesn't say when it was made", origins) : origins;
    return { text, detail, isTrouble: false, command: commands.chooseSnapshot, title: t('Choose Snapshot') };
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

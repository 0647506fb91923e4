import { distance } from 'fastest-levenshtein';
import type { CauseId } from '../causes/index.ts';
import { isAzureHost, isRegional, withoutPort } from '../model/host.ts';
import { t } from '../model/l10n.ts';
import { registryOf } from '../verdict/registry/registries.ts';
import type { TextReading } from './reading.ts';
import type { ErrorRow, PullerKind, PullStage, RegistryPlace } from './rows/row.ts';
import type { Sign } from './rows/signs.ts';
import { isAzureOnly } from './rows/traits.ts';
import { isOpenToAll, type NamedImage } from './text/images.ts';

const most = 8;

export interface Ranked {
  readonly causes: readonly CauseId[];
  /** The signs in the text that ranked the first cause first, as sentences. */
  readonly shows: readonly string[];
}

/** The causes of a failed pull, best first: those of the name, of the signs in the text, of the words. */
export function rank(reading: TextReading): Ranked {
  const { failures, otherFailures, origin, named } = reading;
  const rows = tellingRows([...new Set([...failures, ...otherFailures].map(({ row }) => row))]);
  const place = placeOf(named?.host);
  const words = afterTransient(rows.map(row => causesOf(row, origin, place, rows[0]?.stage)));
  const [main] = rows;
  const decisive = main === undefined ? [] : decided(reading.signs, main, origin, place);
  const fromName = named === undefined ? [] : nameCauses(named, main?.stage ?? null);
  const isThere = main?.isAnswer && named?.host !== undefined && place !== 'hub';
  const all = [
    ...fromName,
    ...decisive.flatMap(({ means }) => means),
    ...words.filter(cause => !isThere || cause !== 'registry-not-found'),
  ];
  // A registry that is open to all asks for no credential, though it may refuse one that is sent.
  const causes = all.filter(cause => cause !== 'no-pull-identity' || place !== 'open');
  return {
    causes: [...new Set(causes)].slice(0, most),
    shows: decisive.flatMap(({ says, means }) =>
      says !== undefined && means[0] === causes[0] ? [t('From the text: {0}', says)] : [],
    ),
  };
}

/** Leaves out rows that only mean "a pull failed" if the first row is unambiguous. */
function tellingRows(rows: readonly ErrorRow[]): readonly ErrorRow[] {
  return rows[0]?.sure ? rows.filter(({ stage }) => stage !== null) : rows;
}

/** The causes of a row, by who pulls and from where. */
export function causesOf(
  { causes, stage }: ErrorRow,
  origin: PullerKind,
  place?: RegistryPlace,
  reached = stage,
): readonly CauseId[] {
  const lists = 'usual' in causes ? causes : { usual: causes };
  const ofPuller = lists[origin] ?? lists.usual;
  if (place === undefined) return ofPuller;
  const ofPlace = lists[place] ?? (place === 'hub' ? lists.elsewhere : undefined);
  return ofPlace ?? ofPuller.flatMap(cause => (isAzureOnly(cause) ? insteadOfAzure(reached) : [cause]));
}

/** Causes at a registry whose own logins decide who gets in, in place of those that only Azure's can have. */
function insteadOfAzure(stage: PullStage | null): readonly CauseId[] {
  // A registry that was not reached has refused nothing.
  if (stage === 'reach') return [];
  return isRefusal(stage)
    ? ['no-pull-identity', 'expired-credential', 'image-not-found']
    : ['no-pull-identity', 'image-not-found', 'expired-credential'];
}

/** A registry that broke off once, and refused the next try: passing trouble comes first, and then the refusal. */
function afterTransient([first = [], ...rest]: readonly (readonly CauseId[])[]): readonly CauseId[] {
  const [cause, ...more] = first;
  return cause === 'transient' ? [cause, ...rest.flat(), ...more] : [...first, ...rest.flat()];
}

function decided(
  signs: readonly Sign[],
  { sure, stage, refusesElsewhere }: ErrorRow,
  origin: PullerKind,
  place: RegistryPlace | undefined,
): readonly Sign[] {
  if (sure) return [];
  const reached = refusesElsewhere && place !== undefined ? 'authorise' : stage;
  return signs.filter(
    sign =>
      sign.at.some(each => each === reached) &&
      sign.exceptFor !== origin &&
      (sign.place === undefined || sign.place === place),
  );
}

const isRefusal = (stage: PullStage | null) => stage === 'authorise' || stage === 'authenticate';

/** Returns where a registry is that isn't Azure's, not even one that is misspelt. */
function placeOf(host: string | undefined): RegistryPlace | undefined {
  if (host === undefined || isAzureHost(host) || registryOf(host, undefined).kind !== 'foreign') return undefined;
  if (isOpenToAll(host)) return 'open';
  return host === 'docker.io' ? 'hub' : 'elsewhere';
}

const isDockersOwn = ({ host, repository }: NamedImage) =>
  host === 'docker.io' && repository?.startsWith('library/') === true;

/** Causes that a host or a name shows, whatever the runtime's message is. */
function nameCauses(named: NamedImage, stage: PullStage | null): readonly CauseId[] {
  const { host, repository = '', isMisspelt } = named;
  if (host === undefined) return [];
  // Docker's own images are open to all: one that is refused is none of them, and its host was forgotten.
  if (isDockersOwn(named) && stage === 'authorise') return ['registry-not-found'];
  // Docker Hub's site is no registry. Its address was copied from a browser.
  if (host === 'hub.docker.com') return ['registry-not-found', 'malformed-reference'];
  const away = distance(host, 'mcr.microsoft.com');
  if (away > 0 && away <= 2) return ['registry-not-found'];
  if (isAzureHost(host) && repository.startsWith(`${host}/`)) return ['malformed-reference', 'image-not-found'];
  const { kind } = registryOf(host, undefined);
  if (kind === 'wrongDomain') return ['registry-not-found'];
  // A node hands its credential to `*.azurecr.io` only, as written: https://github.com/Azure/acr/issues/359
  const isInForm = host === withoutPort(host) && !isRegional(host);
  if (kind === 'unusable' || (isRefusal(stage) && isAzureHost(host) && !isInForm)) return ['unusable-host'];
  // A client that sent the name on found no fault with it, so capitals count only without a message.
  return isMisspelt && stage === null ? ['malformed-reference'] : [];
}

export const is403 = (row: ErrorRow | undefined) => row?.refusesElsewhere === true;

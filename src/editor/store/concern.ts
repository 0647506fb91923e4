import { contextKeys } from '../ids.ts';
import type { Lifetime } from '../lifetime.ts';
import { setContext } from '../register.ts';
import type { FindingStore } from './findingStore.ts';

/**
 * Acts once a workspace turns out to be our concern: it names an image of an Azure registry, or a person gave it a
 * config or a map. Until then nothing of ours is to be seen in it: no view, no icon, no status.
 */
export function whenConcerned(own: Lifetime, store: FindingStore, act: () => void): void {
  let isConcerned = false;
  const look = () => {
    if (isConcerned || !concerns(store)) return;
    isConcerned = true;
    setContext(contextKeys.concerned, true);
    act();
  };
  own.add(store.onDidChange(look));
  own.add(store.onDidChangeState(look));
  look();
}

function concerns(store: FindingStore): boolean {
  const isGiven = store.folders
    .all()
    .some(({ knowledge: { map, config, snapshots } }) => map || config.file !== undefined || snapshots.length > 0);
  return isGiven || store.files().length > 0;
}

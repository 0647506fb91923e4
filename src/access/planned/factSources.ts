import { memoized } from '../../model/memo.ts';
import type { DeclaredResource, ProgramWorld } from '../../model/program.ts';
import { REGISTRY_TYPE } from '../ids.ts';
import { mayChange } from './changes.ts';
import { isRuntime } from './images.ts';
import { withoutImages } from './payload.ts';
import { azureShape, decidingDefaults, placeShape } from './shapes.ts';

// The parts of code that facts are made of, as texts. Equal texts are equal facts.

/** Everything that facts are made of. Worlds that are equal in it differ only in places, and in images of apps. */
export function sourcesOf({
  id,
  program,
  language,
  values,
  unread,
  refused,
  resources,
}: ProgramWorld): readonly string[] {
  return [
    JSON.stringify([id, program, language, values, unread.map(({ why }) => why), refused]),
    ...resources.map(sourceOf),
  ];
}

const sourceOf = memoized((declared: DeclaredResource): string => {
  const { key, address, type, kind, isExisting, presence, parent, scope } = declared;
  const shape = azureShape(declared);
  const own = shape && [
    shape.type,
    shape.name,
    withoutImages(shape),
    shape.defaults,
    shape.scope,
    shape.under,
    parent,
    scope,
    isRuntime(shape) && decidingDefaults(declared, 'app'),
    shape.type === REGISTRY_TYPE && decidingDefaults(declared, 'registry'),
  ];
  return JSON.stringify([key, address, type, kind, isExisting, presence, own, mayChange(declared) && declared.body()]);
});

/** The scopes of a resource at which roles are given. */
export const placeSource = memoized((declared: DeclaredResource): string => {
  const { type, name, scope, under } = placeShape(declared) ?? {};
  return JSON.stringify([type, name, scope, under]);
});

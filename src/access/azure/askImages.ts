import type { AccessMap } from '../map.ts';
import type { ArmObject } from './armObject.ts';
import type { Connection } from './connection.ts';
import type { Estate } from './estate.ts';
import { failureOf } from './failure.ts';
import { type ImageQuestion, imageKey, questionOf } from './imageQuestions.ts';
import { findImage, type ImageAnswer } from './images.ts';
import type { ReadOptions } from './readEstate.ts';

export interface AskedImages {
  readonly estate: Estate;
  /** Images of which the registry told nothing, and why. */
  readonly open: readonly { readonly question: ImageQuestion; readonly why: string }[];
}

/**
 * Asks registries for images, and puts what they answer into the estate, in the place of what they answered before. An
 * image of which nothing was learned is as one that was never asked for. Rejects only if it is cancelled.
 */
export async function askImages(
  connection: Connection,
  { estate, map }: { readonly estate: Estate; readonly map: AccessMap },
  questions: readonly ImageQuestion[],
  { signal = new AbortController().signal, onProgress, now = () => new Date() }: ReadOptions = {},
): Promise<AskedImages> {
  let done = 0;
  const asked = await Promise.all(
    questions.map(async question => {
      const answer = await ask(connection, map, question, signal);
      onProgress?.({ what: 'images', done: ++done, of: questions.length });
      return { question, answer, readAt: now().toISOString() };
    }),
  );
  const keys = new Set(questions.map(imageKey));
  const told = asked.flatMap(({ question, answer, readAt }) =>
    answer.kind === 'told' ? [entryOf(question, answer.state, readAt)] : [],
  );
  const open = asked.flatMap(({ question, answer }) =>
    answer.kind === 'unknown' ? [{ question, why: answer.why }] : [],
  );
  const stays = estate.images.filter(entry => !keys.has(imageKey(questionOf(entry))));
  return { estate: { ...estate, images: [...stays, ...told] }, open };
}

async function ask(
  connection: Connection,
  map: AccessMap,
  question: ImageQuestion,
  signal: AbortSignal,
): Promise<ImageAnswer> {
  const registry = map.registryByHost(question.loginServer);
  if (!registry) return { kind: 'unknown', why: 'its registry is not in the map' };
  try {
    return await findImage(connection, registry, map.tenantOf(registry.subscription), question, signal);
  } catch (error) {
    signal.throwIfAborted();
    return { kind: 'unknown', why: failureOf(error).why };
  }
}

/** As docs/snapshot.md describes it. */
function entryOf({ loginServer, repository, reference }: ImageQuestion, state: string, readAt: string): ArmObject {
  const name = reference.includes(':') ? { digest: reference } : { tag: reference };
  return { registry: loginServer, repository, ...name, state, readAt };
}

import type { Format, ReadResource } from './format.ts';

/**
 * The reader of a format whose files are rarer than its parser is large: loaded when the first of them turns up, so that
 * nobody waits for what they don't have. A reader that can't be loaded is no error here: its readings say so, and the
 * next file of the format tries again.
 */
export function late(
  load: (resource: ReadResource) => Promise<Format['read']>,
): Required<Pick<Format, 'read' | 'prepare'>> {
  let read: Format['read'] | undefined;
  let why = 'its reader is not loaded';
  return {
    prepare: async resource => {
      try {
        read = await load(resource);
      } catch (error) {
        why = error instanceof Error ? error.message : String(error);
      }
    },
    read: (file, context) => read?.(file, context) ?? notRead(file.name, why),
  };
}

function notRead(file: string, why: string): ReturnType<Format['read']> {
  const problems = [{ message: `not read: ${why}`, span: { start: 0, end: 0 }, isUnread: true as const }];
  return { file, references: [], declarations: [], problems };
}
